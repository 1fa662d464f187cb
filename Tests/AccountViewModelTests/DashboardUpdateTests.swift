import AccountModel
import CustomDump
import Foundation
import Testing

@testable import AccountViewModel

struct DashboardSwitchingTests {
  @Test func `Enter orders the switch, and the header waits for it`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.down)
    var expected = dashboard
    #expect(dashboard.press(.enter) == [.switchAccount(Sample.bolt.id)])
    expected.activity = Activity(.switching(Sample.bolt.id))
    expectNoDifference(dashboard, expected)
    #expect(dashboard.session?.selected == Sample.acme.id)

    let switched = Sample.session(selected: Sample.bolt.id)
    #expect(dashboard.receive(.switched(switched)) == [])
    expected.activity = nil
    expected.session = switched
    expected.notice = .success("Now acting as Bolt & Nut Co.")
    expectNoDifference(dashboard, expected)
  }

  @Test func `a failed switch keeps the old account and says so until it is read`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.down, .enter)
    let before = dashboard
    let explanation = Explanation("It failed.", kept: "Nothing changed.", remedy: "Try again.")
    #expect(dashboard.receive(.failed(explanation, signInNeeded: false)) == [])
    var expected = before
    expected.activity = nil
    expected.notice = .failure(explanation, signInNeeded: false)
    expectNoDifference(dashboard, expected)

    dashboard.press(.up, .down)
    expectNoDifference(dashboard, expected)
    dashboard.press(.escape)
    expected.notice = nil
    expectNoDifference(dashboard, expected)
  }

  @Test func `a new order takes the place of a failure`() {
    var dashboard = Sample.dashboard()
    dashboard.receive(.failed(Explanation("It failed."), signInNeeded: false))
    #expect(dashboard.press(.enter) == [.switchAccount(Sample.acme.id)])
    #expect(dashboard.notice == nil)
  }

  @Test(arguments: [Key.enter, .character("2"), .character("r"), .character("i"), .function(5)])
  func `while one order is under way another is refused`(key: Key) {
    var dashboard = Sample.dashboard()
    dashboard.press(.enter)
    var expected = dashboard
    #expect(dashboard.press(key) == [])
    expected.notice = .hint("Switching to Acme Industrial is under way; Esc cancels it.")
    expectNoDifference(dashboard, expected)
    dashboard.press(.down)
    #expect(dashboard.notice == nil)
  }

  @Test func `Esc cancels an order once, and nothing has changed`() {
    var dashboard = Sample.dashboard()
    let before = dashboard
    dashboard.press(.enter)
    #expect(dashboard.press(.escape) == [.cancel])
    #expect(dashboard.press(.escape) == [])
    #expect(dashboard.activity?.isEnding == true)
    dashboard.receive(.cancelled)
    var expected = before
    expected.notice = .hint("Cancelled. Nothing was changed.")
    expectNoDifference(dashboard, expected)
  }

  @Test func `a switch that won against its cancelling counts`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.down, .enter, .escape)
    dashboard.receive(.switched(Sample.session(selected: Sample.bolt.id)))
    #expect(dashboard.session?.selected == Sample.bolt.id)
    #expect(dashboard.activity == nil)
  }

  @Test(arguments: [(1, Sample.acme.id), (3, Sample.zenith.id), (4, Sample.tokyo.id)])
  func `a digit switches to that row`(digit: Int, id: AccountID) {
    var dashboard = Sample.dashboard()
    #expect(dashboard.press(.character(Character("\(digit)"))) == [.switchAccount(id)])
    #expect(dashboard.list.current?.id == id)
  }

  @Test func `digits count the rows on the screen, and there may be none`() {
    var dashboard = Sample.dashboard(Sample.session(Sample.accounts(100), selected: nil))
    dashboard.press(.end)
    let top = dashboard.list.top
    #expect(
      dashboard.press(.character("2"))
        == [.switchAccount(dashboard.list.accounts[top + 1].id)])
    var small = Sample.dashboard()
    #expect(small.press(.character("5")) == [])
    #expect(small.notice == .hint("There is no row 5 on the screen."))
  }

  @Test func `switching to the current account renews its token`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.enter)
    dashboard.receive(.switched(Sample.session()))
    #expect(dashboard.notice == .success("Renewed the token of Acme Industrial."))
  }

  @Test func `an account whose token has run out can be switched to`() {
    var dashboard = Sample.dashboard()
    #expect(dashboard.press(.down, .down, .enter) == [.switchAccount(Sample.zenith.id)])
  }
}

struct DashboardFilterTests {
  @Test func `the best match gets the cursor, and keeps it when the filter is cleared`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("/"))
    dashboard.type("zen")
    #expect(dashboard.list.rowCount == 1)
    #expect(dashboard.list.current == Sample.zenith)
    dashboard.press(.escape)
    #expect(dashboard.list.filterState == .off)
    #expect(dashboard.list.rowCount == 4)
    #expect(dashboard.list.current == Sample.zenith)
    dashboard.press(.escape)
    #expect(dashboard.notice == .hint("Press q to quit."))
    #expect(!dashboard.isFinished)
  }

  @Test func `letters that are commands elsewhere go into the query`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("/"))
    dashboard.type("jkgq?ir/1 s")
    #expect(dashboard.list.filter.query == "jkgq?ir/1 s")
    #expect(!dashboard.isFinished)
  }

  @Test(arguments: [
    (Key.backspace, "acme in"), (.control("w"), "acme "), (.control("u"), ""),
  ])
  func `the query is edited as in a shell`(key: Key, query: String) {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("/"))
    dashboard.type("acme ind")
    dashboard.press(key)
    #expect(dashboard.list.filter.query == query)
  }

  @Test func `Backspace in an empty query leaves the filter`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("/"), .character("a"), .backspace, .backspace)
    #expect(dashboard.list.filterState == .off)
  }

  @Test func `Tab keeps what was found and gives the keys back`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("/"))
    dashboard.type("bolt")
    dashboard.press(.tab)
    #expect(dashboard.list.filterState == .kept)
    #expect(dashboard.press(.character("1")) == [.switchAccount(Sample.bolt.id)])
  }

  @Test func `Enter switches to the row under the cursor, then all accounts are shown`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("/"))
    dashboard.type("o")
    dashboard.press(.down, .up)
    let id = dashboard.list.current?.id
    #expect(dashboard.press(.enter) == id.map { [.switchAccount($0)] })
    dashboard.receive(.switched(Sample.session(selected: id)))
    #expect(dashboard.list.filterState == .off)
    #expect(dashboard.list.current?.id == id)
  }

  @Test func `Enter on nothing says why it does nothing`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("/"))
    dashboard.type("xyz")
    #expect(dashboard.press(.enter) == [])
    #expect(dashboard.notice == .hint("There is no account under the cursor."))
  }

  @Test func `a pasted ID is looked up, as one clean line`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.paste(" 87acbe78\u{1B}[31m\n"))
    #expect(dashboard.list.filter.query == "87acbe78")
    #expect(dashboard.list.current == Sample.bolt)
  }

  @Test func `the cursor stays on its account when the roster is loaded again`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.down)
    let extra = Sample.account("00000000-0000-0000-0000-000000000000", "Aardvark", 10)
    let newer = Sample.session([extra, Sample.acme, Sample.bolt, Sample.tokyo])
    dashboard.press(.character("r"))
    dashboard.receive(.rosterRefreshed(newer))
    #expect(dashboard.list.current == Sample.bolt)
    #expect(dashboard.notice == .success("Loaded 4 accounts, with new tokens."))
    #expect(dashboard.activity == nil)
  }

  @Test func `an account that is gone leaves the cursor on its row`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.end)
    dashboard.receive(.rosterRefreshed(Sample.session([Sample.acme, Sample.bolt])))
    #expect(dashboard.list.current == Sample.bolt)
  }

  @Test func `a filter holds while the roster is loaded again`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("/"))
    dashboard.type("zen")
    let zen = Sample.account("12345678-0000", "Zen", 10)
    dashboard.receive(.rosterRefreshed(Sample.session([Sample.acme, Sample.zenith, zen])))
    #expect(dashboard.list.rowCount == 2)
    #expect(dashboard.list.current == Sample.zenith)
  }
}

struct DashboardMovingTests {
  @Test(
    arguments: [
      ([Key.down], 1), ([.character("j"), .character("j")], 2), ([.control("n"), .up], 0),
      ([.up], 0),
      ([.end], 99), ([.character("G"), .character("k")], 98), ([.character("G"), .home], 0),
      ([.character("G"), .character("g")], 0), ([.pageDown], 18), ([.pageDown, .pageUp], 0),
      ([.control("d")], 9), ([.control("d"), .control("u")], 0),
      ([.end, .down, .control("p")], 98),
    ] as [([Key], Int)])
  func `keys move the cursor`(keys: [Key], row: Int) {
    var dashboard = Sample.dashboard(Sample.session(Sample.accounts(100), selected: nil))
    #expect(dashboard.layout.listRows == 18)
    for key in keys { dashboard.press(key) }
    #expect(dashboard.list.cursor == row)
    #expect(dashboard.visibleRows.contains(row))
  }

  @Test func `the list opens at the account acted as`() {
    let accounts = Sample.accounts(100)
    let dashboard = Sample.dashboard(Sample.session(accounts, selected: accounts[70].id))
    #expect(dashboard.list.cursor == 70)
    #expect(dashboard.visibleRows.contains(70))
  }

  @Test func `the cursor stays on the screen when that gets smaller`() {
    var dashboard = Sample.dashboard(Sample.session(Sample.accounts(100), selected: nil))
    dashboard.press(.pageDown)
    for rows in stride(from: 24, through: 2, by: -1) {
      dashboard.receive(.resized(Size(columns: 80, rows: rows)))
      #expect(dashboard.visibleRows.contains(18))
    }
  }
}

struct DashboardLeavingTests {
  @Test(arguments: [Key.character("q"), .control("c")])
  func `a key quits`(key: Key) {
    var dashboard = Sample.dashboard()
    #expect(dashboard.press(key) == [])
    #expect(dashboard.outcome == .quit)
    #expect(dashboard.isFinished)
  }

  @Test func `quitting cancels what is under way`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.enter)
    #expect(dashboard.press(.control("c")) == [.cancel])
  }

  @Test func `Ctrl-Z suspends wherever it is pressed`() {
    var dashboard = Sample.dashboard()
    #expect(dashboard.press(.control("z")) == [.suspend])
    #expect(dashboard.press(.character("/"), .control("z")) == [.suspend])
    #expect(dashboard.press(.function(1), .control("z")) == [.suspend])
  }

  @Test func `a picker filters at once, and ends with the switch`() {
    var dashboard = Sample.dashboard(purpose: .picker(query: "bo"))
    #expect(dashboard.list.current == Sample.bolt)
    dashboard.type("lt")
    #expect(dashboard.press(.enter) == [.switchAccount(Sample.bolt.id)])
    #expect(!dashboard.isFinished)
    dashboard.receive(.switched(Sample.session(selected: Sample.bolt.id)))
    #expect(dashboard.outcome == .picked(Sample.bolt.id))
  }

  @Test(arguments: [Key.escape, .control("c")])
  func `a picker is cancelled`(key: Key) {
    var dashboard = Sample.dashboard(purpose: .picker(query: "zen"))
    dashboard.press(key)
    #expect(dashboard.outcome == .cancelled)
  }

  @Test func `in a picker Esc ends the switch before the picker`() {
    var dashboard = Sample.dashboard(purpose: .picker(query: ""))
    #expect(dashboard.press(.enter, .escape) == [.cancel])
    dashboard.receive(.cancelled)
    #expect(!dashboard.isFinished)
    dashboard.press(.escape)
    #expect(dashboard.outcome == .cancelled)
  }
}
