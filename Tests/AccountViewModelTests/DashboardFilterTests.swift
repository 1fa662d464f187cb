import AccountModel
import Testing

@testable import AccountViewModel

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
    #expect(
      dashboard.press(.character("1")) == [.switchAccount(Sample.bolt.id, in: Sample.sessionID)])
  }

  @Test func `Enter switches to the row under the cursor, then all accounts are shown`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("/"))
    dashboard.type("o")
    dashboard.press(.down, .up)
    let id = dashboard.list.current?.id
    #expect(dashboard.press(.enter) == id.map { [.switchAccount($0, in: Sample.sessionID)] })
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
    dashboard.receive(.rosterRefreshed(newer, nil))
    #expect(dashboard.list.current == Sample.bolt)
    #expect(dashboard.notice == .success("Loaded 4 accounts, with new tokens."))
    #expect(dashboard.activity == nil)
  }

  @Test func `an account that is gone leaves the cursor on its row`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.end)
    dashboard.receive(.rosterRefreshed(Sample.session([Sample.acme, Sample.bolt]), nil))
    #expect(dashboard.list.current == Sample.bolt)
  }

  @Test func `a filter holds while the roster is loaded again`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("/"))
    dashboard.type("zen")
    let zen = Sample.account("12345678-0000", "Zen", 10)
    dashboard.receive(.rosterRefreshed(Sample.session([Sample.acme, Sample.zenith, zen]), nil))
    #expect(dashboard.list.rowCount == 2)
    #expect(dashboard.list.current == Sample.zenith)
  }
}
