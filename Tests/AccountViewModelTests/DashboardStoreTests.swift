import AccountModel
import Testing

@testable import AccountViewModel

struct DashboardProfileTests {
  private let live = ShownStore(
    label: "live", profile: "live", isProduction: true, tint: .red, signIn: SignInOffer())

  @Test func `a profile is opened in place`() {
    var dashboard = Sample.dashboard(profiles: .listed(Sample.profiles))
    dashboard.press(.character("p"))
    #expect(dashboard.panel == .profiles(ProfilesPanel(Sample.profiles, current: nil)))
    #expect(dashboard.press(.down, .enter) == [.openProfile("live")])
    #expect(dashboard.activity == Activity(.openingProfile("live")))

    let other = Sample.session([Sample.tokyo], selected: Sample.tokyo.id)
    let note = "It is the profile in use now."
    #expect(dashboard.receive(.profileOpened(live, other, isStale: false, note: note)) == [])
    var expected = Dashboard(
      session: other, store: live, profiles: .listed(Sample.profiles), now: Sample.now,
      zone: Sample.zone, size: Size(columns: 80, rows: 24))
    expected.notice = dashboard.notice
    expected.dueExpiry = Sample.tokyo.expiry
    expectNoDifference(dashboard, expected)
    #expect(dashboard.notice == .success("Opened live. It is the profile in use now."))
  }

  @Test func `where nobody is signed in, signing in is offered`() {
    var dashboard = Sample.dashboard(profiles: .listed(Sample.profiles))
    dashboard.press(.character("p"), .character("2"))
    dashboard.receive(.profileOpened(live, nil, isStale: false, note: nil))
    #expect(dashboard.session == nil)
    #expect(dashboard.picture.contains("You are not signed in."))
  }

  @Test func `old accounts of a profile are loaded again`() {
    var dashboard = Sample.dashboard(profiles: .listed(Sample.profiles))
    let effects = dashboard.receive(
      .profileOpened(live, Sample.session(), isStale: true, note: nil))
    #expect(effects == [.refreshRoster(Sample.sessionID)])
    #expect(dashboard.activity == Activity(.refreshing, isBackground: true))
  }

  @Test func `a profile that cannot be opened leaves everything`() {
    var dashboard = Sample.dashboard(profiles: .listed(Sample.profiles))
    let before = dashboard
    dashboard.press(.character("p"), .character("2"))
    dashboard.receive(.failed(Sample.failure, signInNeeded: false))
    var expected = before
    expected.notice = .failure(Sample.failure, signInNeeded: false)
    expectNoDifference(dashboard, expected)
  }

  @Test func `without profiles the key says why`() {
    var dashboard = Sample.dashboard(profiles: .unavailable("The demo knows no profiles."))
    dashboard.press(.character("p"))
    #expect(dashboard.notice == .hint("The demo knows no profiles."))
    #expect(!dashboard.picture.contains("p profiles"))
  }
}

struct DashboardProductionTests {
  private let asked = DashboardMessage.promptRequested(
    .reason(ReasonPrompt(profile: "live", account: Sample.bolt)))

  @Test func `the core asks why, and the answer goes to the order that waits for it`() {
    var dashboard = Sample.dashboard(isProduction: true)
    let effects = dashboard.press(.down, .enter)
    #expect(effects == [.switchAccount(Sample.bolt.id, in: Sample.sessionID)])
    #expect(dashboard.receive(asked) == [])
    #expect(
      dashboard.prompt == PromptEntry(.reason(ReasonPrompt(profile: "live", account: Sample.bolt))))
    #expect(dashboard.press(.character(" "), .enter) == [])
    #expect(dashboard.notice == .hint("Type a reason, or press Esc to cancel."))
    dashboard.type("ticket 17")
    #expect(dashboard.press(.enter) == [.answer(.reason("ticket 17"))])
    #expect(dashboard.prompt == nil)
    #expect(dashboard.activity == Activity(.switching(Sample.bolt.id)))
  }

  @Test(arguments: [Key.enter, .character("2")])
  func `Esc cancels the switch that waits for a reason`(key: Key) {
    var dashboard = Sample.dashboard(isProduction: true)
    dashboard.press(.down)
    var expected = dashboard
    dashboard.press(key)
    dashboard.receive(asked)
    dashboard.type("q1")
    #expect(dashboard.press(.control("w"), .backspace, .escape) == [.cancel])
    dashboard.receive(.cancelled)
    expected.notice = .hint("Cancelled. Nothing was changed.")
    expectNoDifference(dashboard, expected)
  }
}

struct DashboardTerminalTests {
  @Test func `the account of this terminal is the one acted as`() {
    let dashboard = Sample.dashboard(terminalChoice: "bolt")
    #expect(dashboard.actingID == Sample.bolt.id)
    #expect(dashboard.list.current == Sample.bolt)
  }

  @Test func `a switch says that this terminal stays`() {
    var dashboard = Sample.dashboard(terminalChoice: "bolt")
    dashboard.press(.character("4"))
    dashboard.receive(.switched(Sample.session(selected: Sample.tokyo.id)))
    #expect(
      dashboard.notice
        == .success(
          "Other terminals now act as 東京金属株式会社; EPSWITCH_ACCOUNT keeps this one acting as "
            + "Bolt & Nut Co.", about: Sample.tokyo.id))
  }

  @Test func `a text that names no account is quoted with its variable`() {
    let dashboard = Sample.dashboard(terminalChoice: "nothing")
    #expect(dashboard.actingID == nil)
    #expect(dashboard.picture.contains("EPSWITCH_ACCOUNT “nothing” matches no single account"))
    var switched = dashboard
    switched.receive(.switched(Sample.session(selected: Sample.tokyo.id)))
    #expect(
      switched.notice
        == .success(
          "Other terminals now act as 東京金属株式会社; in this one EPSWITCH_ACCOUNT matches no "
            + "single account.", about: Sample.tokyo.id))
  }
}

struct DashboardCustomerTests {
  private var dashboard: Dashboard {
    Sample.dashboard(Sample.session([Sample.acme], method: .customer))
  }

  @Test(arguments: [Key.enter, .character("1")])
  func `there is nothing to switch to`(key: Key) {
    var dashboard = dashboard
    #expect(dashboard.press(key) == [])
    #expect(
      dashboard.notice
        == .hint("You are signed in as a customer, who has no other accounts to switch to."))
  }

  @Test func `the token cannot be renewed`() {
    var dashboard = dashboard
    #expect(dashboard.press(.character("r")) == [])
    #expect(
      dashboard.notice == .hint("A customer's token cannot be renewed; press s to sign in again."))
  }
}
