import AccountModel
import Testing

@testable import AccountViewModel

struct DashboardProfileTests {
  private let live = ShownStore(
    label: "live", profile: "live", isProduction: true, tint: .red, signIn: SignInOffer())

  @Test func `a profile is opened in place`() {
    var dashboard = Sample.dashboard(profiles: .listed(Sample.profiles))
    dashboard.press(.character("p"))
    #expect(dashboard.modal == .profiles(Choices(Sample.profiles)))
    #expect(dashboard.press(.down, .enter) == [.openProfile("live")])
    #expect(dashboard.activity == Activity(.openingProfile("live")))

    let other = Sample.session([Sample.tokyo], selected: Sample.tokyo.id)
    #expect(dashboard.receive(.profileOpened(live, other, isStale: false)) == [])
    var expected = Dashboard(
      session: other, store: live, profiles: .listed(Sample.profiles), now: Sample.now,
      size: Size(columns: 80, rows: 24))
    expected.notice = dashboard.notice
    expectNoDifference(dashboard, expected)
    #expect(dashboard.picture.contains("Commands use it after `epswitch profile use live`."))
  }

  @Test func `where nobody is signed in, signing in is offered`() {
    var dashboard = Sample.dashboard(profiles: .listed(Sample.profiles))
    dashboard.press(.character("p"), .character("2"))
    dashboard.receive(.profileOpened(live, nil, isStale: false))
    #expect(dashboard.session == nil)
    #expect(dashboard.picture.contains("You are not signed in."))
  }

  @Test func `old accounts of a profile are loaded anew`() {
    var dashboard = Sample.dashboard(profiles: .listed(Sample.profiles))
    let effects = dashboard.receive(.profileOpened(live, Sample.session(), isStale: true))
    #expect(effects == [.refreshRoster])
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
  @Test func `a switch asks why, and carries the answer`() {
    var dashboard = Sample.dashboard(isProduction: true)
    #expect(dashboard.press(.down, .enter) == [])
    #expect(dashboard.modal == .reason(for: Sample.bolt.id, text: ""))
    #expect(dashboard.press(.character(" "), .enter) == [])
    #expect(dashboard.notice == .hint("This is a production store: say why, or press Esc."))
    dashboard.type("ticket 17")
    let effects = dashboard.press(.enter)
    #expect(effects == [.switchAccount(Sample.bolt.id, reason: "ticket 17")])
    #expect(dashboard.modal == nil)
    #expect(dashboard.activity == Activity(.switching(Sample.bolt.id)))
  }

  @Test(arguments: [Key.enter, .character("2")])
  func `Esc gives the switch up`(key: Key) {
    var dashboard = Sample.dashboard(isProduction: true)
    dashboard.press(.down)
    let before = dashboard
    dashboard.press(key)
    dashboard.type("q1")
    dashboard.press(.control("w"), .backspace, .escape)
    expectNoDifference(dashboard, before)
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
          "Now acting as 東京金属株式会社, but not in this terminal: EPSWITCH_ACCOUNT keeps it at "
            + "Bolt & Nut Co."))
  }

  @Test func `a text that names no account is said to be none`() {
    let dashboard = Sample.dashboard(terminalChoice: "nothing")
    #expect(dashboard.actingID == nil)
    #expect(dashboard.picture.contains("EPSWITCH_ACCOUNT is “nothing”, which is no one account"))
  }
}

struct DashboardCustomerTests {
  private var dashboard: Dashboard {
    var session = Sample.session([Sample.acme])
    session.mechanism = .customer
    return Sample.dashboard(session)
  }

  @Test(arguments: [Key.enter, .character("1")])
  func `there is nothing to switch to`(key: Key) {
    var dashboard = dashboard
    #expect(dashboard.press(key) == [])
    #expect(
      dashboard.notice
        == .hint("You are signed in as a customer, who is one identity: nothing to switch to."))
  }

  @Test func `the token cannot be renewed`() {
    var dashboard = dashboard
    #expect(dashboard.press(.character("r")) == [])
    #expect(
      dashboard.notice == .hint("A customer's token cannot be renewed; press s to sign in again."))
  }
}
