import AccountModel
import Foundation
import Testing

@testable import AccountViewModel

struct DashboardSwitchingTests {
  @Test func `Enter orders the switch, and the header waits for it`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.down)
    var expected = dashboard
    #expect(dashboard.press(.enter) == [.switchAccount(Sample.bolt.id, in: Sample.sessionID)])
    expected.activity = Activity(.switching(Sample.bolt.id))
    expectNoDifference(dashboard, expected)
    #expect(dashboard.session?.selected == Sample.acme.id)

    let switched = Sample.session(selected: Sample.bolt.id)
    #expect(dashboard.receive(.switched(switched)) == [])
    expected.activity = nil
    expected.session = switched
    expected.preferences.use(Sample.bolt.id, of: switched.id)
    expected.dueExpiry = Sample.bolt.expiry
    expected.notice = .success("Now acting as Bolt & Nut Co.", about: Sample.bolt.id)
    expectNoDifference(dashboard, expected)
  }

  @Test func `a failed switch keeps the old account and says so until it is read`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.down, .enter)
    let before = dashboard
    let userMessage = UserMessage(
      "It failed.", unchanged: "Nothing changed.", recoverySuggestion: "Try again.")
    #expect(dashboard.receive(.failed(userMessage, signInNeeded: false)) == [])
    var expected = before
    expected.activity = nil
    expected.notice = .failure(userMessage, signInNeeded: false)
    expectNoDifference(dashboard, expected)

    dashboard.press(.up, .down)
    expectNoDifference(dashboard, expected)
    dashboard.press(.escape)
    expected.notice = nil
    expectNoDifference(dashboard, expected)
  }

  @Test func `a new order takes the place of a failure`() {
    var dashboard = Sample.dashboard()
    dashboard.receive(.failed(UserMessage("It failed."), signInNeeded: false))
    #expect(dashboard.press(.enter) == [.switchAccount(Sample.acme.id, in: Sample.sessionID)])
    #expect(dashboard.notice == nil)
  }

  @Test(arguments: [Key.enter, .character("2"), .character("r"), .character("h"), .function(5)])
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
    #expect(
      dashboard.press(.character(Character("\(digit)"))) == [
        .switchAccount(id, in: Sample.sessionID)
      ])
    #expect(dashboard.list.current?.id == id)
  }

  @Test func `digits count the rows on the screen, and there may be none`() {
    var dashboard = Sample.dashboard(Sample.session(Sample.accounts(100), selected: nil))
    dashboard.press(.end)
    let top = dashboard.list.top
    #expect(
      dashboard.press(.character("2"))
        == [.switchAccount(dashboard.list.accounts[top + 1].id, in: Sample.sessionID)])
    var small = Sample.dashboard()
    #expect(small.press(.character("5")) == [])
    #expect(small.notice == .hint("There is no row 5 on the screen."))
  }

  @Test func `switching to the current account renews its token`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.enter)
    dashboard.receive(.switched(Sample.session()))
    #expect(
      dashboard.notice == .success("Renewed the token of Acme Industrial.", about: Sample.acme.id))
  }

  @Test func `an account whose token has expired can be switched to`() {
    var dashboard = Sample.dashboard()
    #expect(
      dashboard.press(.down, .down, .enter) == [
        .switchAccount(Sample.zenith.id, in: Sample.sessionID)
      ])
  }
}
