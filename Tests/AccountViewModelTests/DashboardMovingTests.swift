import AccountModel
import Testing

@testable import AccountViewModel

struct DashboardMovingTests {
  @Test(
    arguments: [
      ([Key.down], 1), ([.character("j"), .character("j")], 2), ([.control("n"), .up], 0),
      ([.up], 0),
      ([.end], 99), ([.character("G"), .character("k")], 98), ([.character("G"), .home], 0),
      ([.character("G"), .character("g")], 0), ([.pageDown], 18), ([.pageDown, .pageUp], 0),
      ([.control("j"), .control("j")], 2), ([.control("j"), .control("k")], 0),
      ([.character("/"), .control("j"), .control("j"), .control("k")], 1),
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
    #expect(dashboard.press(.enter) == [.switchAccount(Sample.bolt.id, in: Sample.sessionID)])
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

  @Test func `a picker for this terminal ends with the choice and switches nothing`() {
    var dashboard = Sample.dashboard(purpose: .terminalPicker)
    dashboard.type("bolt")
    #expect(dashboard.press(.enter) == [])
    #expect(dashboard.outcome == .picked(Sample.bolt.id))
    #expect(dashboard.session?.selected == Sample.session().selected)
  }

  @Test func `a choice for this terminal ends a refresh in the background`() {
    var dashboard = Sample.dashboard(purpose: .terminalPicker)
    _ = dashboard.startRefresh()
    #expect(dashboard.press(.enter) == [.cancel])
    #expect(dashboard.isFinished)
  }
}
