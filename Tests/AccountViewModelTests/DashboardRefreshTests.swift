import AccountModel
import Testing

@testable import AccountViewModel

/// A refresh that began by itself.
struct DashboardRefreshTests {
  @Test func `it is seen, and Esc cancels it`() {
    var dashboard = Sample.dashboard()
    var expected = dashboard
    #expect(dashboard.startRefresh() == [.refreshRoster])
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
    #expect(effects == [.cancel, .switchAccount(Sample.bolt.id, reason: nil)])
    #expect(dashboard.activity == Activity(.switching(Sample.bolt.id)))
  }

  @Test func `Esc closes what stands before the list first`() {
    var dashboard = Sample.dashboard()
    _ = dashboard.startRefresh()
    #expect(dashboard.press(.character("?"), .escape) == [])
    #expect(dashboard.modal == nil)
    #expect(dashboard.activity != nil)
  }

  @Test func `its failure is said and takes no key away`() {
    var dashboard = Sample.dashboard(purpose: .picker(query: "o"))
    let before = dashboard
    _ = dashboard.startRefresh()
    dashboard.receive(.failed(Sample.failure, signInNeeded: true))
    var expected = before
    expected.notice = .trouble(Sample.failure, signInNeeded: true)
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
