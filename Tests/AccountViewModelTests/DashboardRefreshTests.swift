import AccountModel
import Testing

@testable import AccountViewModel

/// A refresh that began by itself.
struct DashboardRefreshTests {
  @Test func `it is seen, and Esc cancels it`() {
    var dashboard = Sample.dashboard()
    var expected = dashboard
    #expect(dashboard.startRefresh() == [.refreshRoster(Sample.sessionID)])
    expected.activity = Activity(.refreshing, isBackground: true)
    expectNoDifference(dashboard, expected)
    #expect(dashboard.picture.contains("Loading accounts …"))
    #expect(dashboard.press(.escape) == [.cancel])
    dashboard.receive(.cancelled)
    #expect(dashboard.activity == nil)
  }

  @Test func `it makes way for what the person orders`() {
    var dashboard = Sample.dashboard()
    _ = dashboard.startRefresh()
    let effects = dashboard.press(.down, .enter)
    #expect(effects == [.cancel, .switchAccount(Sample.bolt.id, in: Sample.sessionID)])
    #expect(dashboard.activity == Activity(.switching(Sample.bolt.id)))
  }

  @Test(arguments: [Key.enter, .character("2")])
  func `a switch takes the place of a refresh that the person ordered`(key: Key) {
    var dashboard = Sample.dashboard()
    dashboard.press(.down, .character("r"))
    #expect(
      dashboard.press(key) == [.cancel, .switchAccount(Sample.bolt.id, in: Sample.sessionID)])
    #expect(dashboard.activity == Activity(.switching(Sample.bolt.id)))
  }

  @Test(arguments: [Key.character("r"), .character("h"), .character("p")])
  func `while a refresh that the person ordered runs, other orders are refused`(key: Key) {
    var dashboard = Sample.dashboard(profiles: .listed(Sample.profiles))
    dashboard.press(.character("r"))
    #expect(dashboard.press(key) == [])
    #expect(dashboard.notice == .hint("Loading the accounts is under way; Esc cancels it."))
  }

  @Test func `Esc closes what stands before the list first`() {
    var dashboard = Sample.dashboard()
    _ = dashboard.startRefresh()
    #expect(dashboard.press(.character("?"), .escape) == [])
    #expect(dashboard.panel == nil)
    #expect(dashboard.activity != nil)
  }

  @Test func `its failure is said and takes no key away`() {
    var dashboard = Sample.dashboard(purpose: .picker(query: "o"))
    let before = dashboard
    _ = dashboard.startRefresh()
    dashboard.receive(.failed(Sample.failure, signInNeeded: true))
    var expected = before
    expected.notice = .backgroundFailure(Sample.failure, signInNeeded: true)
    expectNoDifference(dashboard, expected)
    dashboard.type("l")
    #expect(dashboard.list.filter.query == "ol")
    dashboard.press(.escape)
    #expect(dashboard.outcome == .cancelled)
  }

  @Test func `in the dashboard Esc dismisses its failure when there is nothing else to leave`() {
    var dashboard = Sample.dashboard()
    let before = dashboard
    _ = dashboard.startRefresh()
    dashboard.receive(.failed(Sample.failure, signInNeeded: false))
    dashboard.press(.character("/"), .escape)
    #expect(dashboard.notice != nil)
    dashboard.press(.escape)
    expectNoDifference(dashboard.notice, before.notice)
  }
}
