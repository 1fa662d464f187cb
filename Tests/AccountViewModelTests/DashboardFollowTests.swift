import AccountModel
import Foundation
import Testing

@testable import AccountViewModel

/// What other processes change while the dashboard is open.
struct DashboardFollowTests {
  private let news = UserMessage("Another terminal switched to Bolt & Nut Co (87ac…).")

  @Test func `a switch elsewhere is shown, and cursor and filter stay`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("/"))
    dashboard.type("o")
    dashboard.press(.tab, .down)
    let before = dashboard
    let newer = Sample.session(selected: Sample.bolt.id)
    #expect(dashboard.receive(.sessionChanged(newer, news)) == [])
    var expected = before
    expected.session = newer
    expected.dueExpiry = Sample.bolt.expiry
    expected.notice = .news(news)
    expected.preferences.use(Sample.bolt.id, of: newer.id)
    expectNoDifference(dashboard, expected)
    #expect(dashboard.actingID == Sample.bolt.id)
    #expect(dashboard.list.current == before.list.current)
    #expect(dashboard.picture.contains("! Another terminal switched to Bolt & Nut Co (87ac…)."))
    dashboard.press(.up)
    #expect(dashboard.notice == .news(news))
    dashboard.press(.escape)
    #expect(dashboard.list.filterState == .off)
    dashboard.press(.escape)
    #expect(dashboard.notice == nil)
  }

  @Test func `what was switched to elsewhere is a recent account, which moves no row at once`() {
    var dashboard = Sample.dashboard()
    let before = dashboard.list.account(atRow: 0)
    dashboard.receive(.sessionChanged(Sample.session(selected: Sample.bolt.id), news))
    #expect(dashboard.list.account(atRow: 0) == before)
    dashboard.press(.character("S"), .character("S"))
    #expect(dashboard.list.account(atRow: 0) == Sample.bolt)
  }

  @Test func `new accounts of another terminal are listed, and the cursor stays on its account`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.down)
    let extra = Sample.account("00000000-0000-0000-0000-000000000000", "Aardvark", 10)
    let accounts = [extra, Sample.acme, Sample.bolt, Sample.tokyo]
    dashboard.receive(.sessionChanged(Sample.session(accounts), nil))
    #expect(dashboard.list.current == Sample.bolt)
    #expect(dashboard.list.rowCount == 4)
    #expect(dashboard.notice == nil)
  }

  @Test func `of another member's accounts the one acted as is under the cursor`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.down)
    let own = Sample.account("00000000-0000-0000-0000-000000000000", "Aardvark", 10)
    let other = Sample.session(
      [own, Sample.bolt, Sample.tokyo], selected: Sample.tokyo.id,
      method: .passwordProfile("profile-2"))
    dashboard.receive(.sessionChanged(other, news))
    #expect(dashboard.list.current == Sample.tokyo)
  }

  @Test func `while a switch is under way the new state is taken, and the switch goes on`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.end, .enter)
    let activity = dashboard.activity
    dashboard.receive(.sessionChanged(Sample.session(selected: Sample.bolt.id), news))
    #expect(dashboard.activity == activity)
    #expect(dashboard.actingID == Sample.bolt.id)
    #expect(dashboard.picture.contains("Switching to 東京金属株式会社 …"))
    dashboard.receive(.switched(Sample.session(selected: Sample.tokyo.id)))
    #expect(dashboard.notice == .success("Now acting as 東京金属株式会社.", about: Sample.tokyo.id))
  }

  @Test func `a sign-out elsewhere shows nobody and says why`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("i"))
    dashboard.receive(Sample.details(AccountDetails(id: Sample.acme.id, .loading)))
    dashboard.receive(
      .sessionChanged(nil, UserMessage("Bea was signed out in another terminal.")))
    #expect(dashboard.session == nil)
    #expect(dashboard.panel == nil)
    #expect(dashboard.list.accounts.isEmpty)
    #expect(dashboard.picture.contains("Acting as  nobody – not signed in"))
    #expect(dashboard.picture.contains("! Bea was signed out in another terminal."))
    #expect(dashboard.press(.enter) == [])
    #expect(dashboard.signInPanel != nil)
  }

  @Test func `a refresh that loses the account acted as says so until it is read`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("r"))
    let message = UserMessage("Acme Industrial is no longer one of your accounts.")
    let newer = Sample.session([Sample.bolt, Sample.tokyo], selected: nil)
    dashboard.receive(.rosterRefreshed(newer, message))
    #expect(dashboard.actingID == nil)
    #expect(dashboard.activity == nil)
    #expect(dashboard.picture.contains("Acting as  nobody yet"))
    dashboard.receive(.ticked(Sample.now.addingTimeInterval(3_600)))
    dashboard.press(.down)
    #expect(dashboard.notice == .failure(message, signInNeeded: false))
  }

  @Test func `an incomplete roster is never shown as whole`() {
    let shortfall = Roster.Shortfall(expected: 25, unusable: 0, loaded: 4)
    let session = Sample.session(shortfall: shortfall)
    var dashboard = Sample.dashboard(session)
    #expect(dashboard.picture.contains("  4 of 25 accounts"))
    #expect(dashboard.picture.contains("! The list is incomplete: 4 of 25 accounts."))
    dashboard.press(.character("r"))
    dashboard.receive(.rosterRefreshed(session, nil))
    #expect(dashboard.notice == .success("Loaded 4 of 25 accounts, with new tokens."))
    #expect(dashboard.picture.contains("! The list is incomplete: 4 of 25 accounts."))
    let unusable = Roster.Shortfall(expected: nil, unusable: 2, loaded: 4)
    #expect(
      Sample.dashboard(Sample.session(shortfall: unusable)).picture.contains("4 of 6 accounts"))
  }
}

/// How long notices stay.
struct DashboardNoticeTests {
  @Test func `a success disappears by itself after eight seconds`() {
    var dashboard = Sample.dashboard(Sample.session([Sample.acme, Sample.zenith]))
    dashboard.press(.enter)
    dashboard.receive(.switched(Sample.session([Sample.acme, Sample.zenith])))
    #expect(dashboard.notice != nil)
    dashboard.receive(.ticked(Sample.now.addingTimeInterval(7.9)))
    #expect(dashboard.notice != nil)
    dashboard.receive(.ticked(Sample.now.addingTimeInterval(8)))
    #expect(dashboard.notice == nil)
  }

  @Test func `a notice that ages asks for one wake-up, and then for none`() {
    var dashboard = Sample.dashboard(nil)
    #expect(dashboard.nextTick(after: Sample.now) == nil)
    dashboard.press(.escape)
    #expect(dashboard.notice == .hint("Press q to quit."))
    let end = Sample.now.addingTimeInterval(8)
    #expect(dashboard.nextTick(after: Sample.now) == end)
    dashboard.receive(.ticked(end))
    #expect(dashboard.notice == nil)
    #expect(dashboard.nextTick(after: end) == nil)
  }

  @Test func `a success never stands beside an account that has expired`() {
    let short = Sample.account("1", "Short", 3)
    var dashboard = Sample.dashboard(Sample.session([short, Sample.acme], selected: short.id))
    dashboard.receive(.switched(Sample.session([short, Sample.acme], selected: short.id)))
    #expect(dashboard.picture.contains("✓ Renewed the token of Short."))
    let end = Sample.now.addingTimeInterval(3)
    dashboard.receive(.ticked(end))
    #expect(dashboard.picture.contains("expired ×"))
    #expect(!dashboard.picture.contains("✓"))
    let expired = Sample.session([Sample.zenith, Sample.acme], selected: Sample.zenith.id)
    dashboard.receive(.switched(expired))
    #expect(!dashboard.picture.contains("✓"))
  }

  @Test func `a success about an account ends when another one is selected elsewhere`() {
    var dashboard = Sample.dashboard()
    dashboard.receive(.switched(Sample.session(selected: Sample.bolt.id)))
    #expect(dashboard.notice != nil)
    dashboard.receive(.sessionChanged(Sample.session(selected: Sample.bolt.id), nil))
    #expect(dashboard.notice != nil)
    dashboard.receive(.sessionChanged(Sample.session(selected: Sample.acme.id), nil))
    #expect(dashboard.notice == nil)
  }

  @Test func `a failure stays until it is dismissed`() {
    var dashboard = Sample.dashboard()
    dashboard.receive(.failed(Sample.failure, signInNeeded: false))
    dashboard.receive(.ticked(Sample.now.addingTimeInterval(3_600)))
    #expect(dashboard.notice == .failure(Sample.failure, signInNeeded: false))
  }
}

/// What the core asks while an order is under way.
struct DashboardPromptTests {
  @Test func `the client secret is asked for below the list and never shown`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("r"))
    dashboard.receive(.promptRequested(.secret(.clientSecret)))
    dashboard.type("hunter2 q")
    #expect(dashboard.picture.contains(" Client secret: (hidden)"))
    #expect(!String(reflecting: dashboard).contains("hunter2"))
    #expect(dashboard.press(.enter) == [.answer(.secret(Secret("hunter2 q")))])
    #expect(dashboard.activity == Activity(.refreshing))
    #expect(dashboard.prompt == nil)
  }

  @Test func `a text is asked for, and an empty one is refused`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("r"))
    dashboard.receive(.promptRequested(.text(.username)))
    #expect(dashboard.press(.enter) == [])
    #expect(dashboard.notice == .hint("User name is missing."))
    dashboard.type("buyer")
    #expect(dashboard.press(.enter) == [.answer(.text("buyer"))])
  }

  @Test func `a prompt closes the help, and takes the keys of a picker`() {
    var dashboard = Sample.dashboard(purpose: .picker(query: "o"))
    dashboard.press(.enter, .function(1))
    let reason = ReasonPrompt(profile: "live", account: Sample.bolt)
    dashboard.receive(.promptRequested(.reason(reason)))
    #expect(dashboard.panel == nil)
    dashboard.type("lt")
    #expect(dashboard.list.filter.query == "o")
    #expect(dashboard.press(.enter) == [.answer(.reason("lt"))])
  }

  @Test func `the question tells accounts of one name apart at every width`() {
    let long = Sample.account(
      "9e227208-b592-49c0-8c8f-043b66c634b0", String(repeating: "Long name ", count: 9), 5_000)
    for columns in 20...200 {
      var dashboard = Sample.dashboard(Sample.session([long]), isProduction: true, columns, 12)
      dashboard.press(.enter)
      dashboard.receive(.promptRequested(.reason(ReasonPrompt(profile: "live", account: long))))
      let question = dashboard.prompt?.questionLines(columns: dashboard.columns).map(\.text) ?? []
      let text = question.joined(separator: " ")
      #expect(text.contains(columns >= 60 ? "(\(long.id.rawValue))" : "(9e2272"))
      #expect(text.contains("Long n"))
      #expect(text.contains("live"))
    }
  }

  @Test func `quitting while a prompt waits cancels the order`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.enter)
    let reason = ReasonPrompt(profile: "live", account: Sample.acme)
    dashboard.receive(.promptRequested(.reason(reason)))
    #expect(dashboard.press(.control("c")) == [.cancel])
    #expect(dashboard.outcome == .quit)
  }

  @Test func `another member on the screen ends what was about to act as an account of the first`()
  {
    var dashboard = Sample.dashboard(isProduction: true)
    dashboard.press(.down, .enter)
    dashboard.receive(
      .promptRequested(.reason(ReasonPrompt(profile: "live", account: Sample.bolt))))
    dashboard.type("ticket 12")
    let other = Sample.session(
      [Sample.bolt, Sample.tokyo], selected: Sample.tokyo.id, method: .passwordProfile("profile-2"))
    #expect(
      dashboard.update(.sessionChanged(other, UserMessage("Another terminal signed in as Ada.")))
        .contains(.cancel))
    #expect(!dashboard.picture.contains("ticket 12"))
    #expect(!dashboard.picture.contains("Reason"))
  }

  @Test func `a token that could not be kept alive is said`() {
    var dashboard = Sample.dashboard()
    dashboard.receive(.keepAliveFailed(Sample.failure))
    #expect(dashboard.picture.contains("did not answer within 10 seconds"))
  }
}
