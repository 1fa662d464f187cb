import AccountModel
import Testing

@testable import AccountViewModel

struct DashboardMechanismTests {
  @Test func `the preferred way in is offered first, and each by its number`() {
    let offer = SignInOffer(preferring: .oidc)
    #expect(offer.mechanisms == [.oidc, .password, .passwordless, .selfSignup, .customer])
    var dashboard = Sample.dashboard(nil, signIn: offer)
    dashboard.press(.character("s"), .character("4"))
    #expect(dashboard.form?.mechanism == .selfSignup)
    dashboard.press(.escape, .down, .enter)
    #expect(dashboard.form?.mechanism == .password)
    dashboard.press(.escape, .character("6"))
    #expect(dashboard.notice == .hint("There is no choice 6."))
  }

  @Test func `one way in is not asked for`() {
    var dashboard = Sample.dashboard(nil, signIn: Sample.offer(.customer))
    dashboard.press(.enter)
    #expect(dashboard.form?.field == .email)
    var browser = Sample.dashboard(nil, signIn: Sample.offer(.oidc))
    #expect(browser.press(.enter) == [.signIn(SignInAnswers(.oidc))])
  }

  @Test func `a customer signs in with e-mail and password`() {
    var dashboard = Sample.dashboard(nil, signIn: Sample.offer(.customer))
    dashboard.press(.enter)
    dashboard.type("a@b")
    dashboard.press(.enter)
    dashboard.type("pw")
    let answers = SignInAnswers(.customer, [.email: Secret("a@b"), .password: Secret("pw")])
    #expect(dashboard.press(.enter) == [.signIn(answers)])
    #expect(dashboard.activity == Activity(.signingIn(username: "a@b")))
  }

  @Test func `signing up asks for what is needed and takes the rest`() {
    var dashboard = Sample.dashboard(nil, signIn: Sample.offer(.selfSignup))
    dashboard.press(.enter)
    for answer in ["Ada", "a@b", "pw"] {
      dashboard.type(answer)
      if answer != "pw" { dashboard.press(.enter) }
    }
    dashboard.press(.backTab, .backTab, .backTab)
    dashboard.type("Lovelace")
    let answers = SignInAnswers(
      .selfSignup,
      [
        .name: Secret("Ada"), .email: Secret("a@b"), .password: Secret("pw"),
        .familyName: Secret("Lovelace"),
      ])
    #expect(dashboard.press(.enter) == [.signIn(answers)])
  }

  @Test func `one of several profiles is chosen without typing again`() {
    var dashboard = Sample.dashboard(nil, signIn: Sample.offer(.password))
    dashboard.press(.enter)
    dashboard.type("buyer")
    dashboard.press(.enter)
    dashboard.type("pw")
    dashboard.press(.enter)
    let profiles = [
      SignInProfile(id: "1", name: "Buyers"), SignInProfile(id: "2", name: "Support"),
    ]
    #expect(dashboard.receive(.signInProfilesNeeded(profiles)) == [])
    #expect(dashboard.activity == nil)
    let answers = SignInAnswers(
      .password, profileID: "2", [.username: Secret("buyer"), .password: Secret("pw")])
    #expect(dashboard.press(.character("2")) == [.signIn(answers)])

    dashboard.receive(.failed(Explanation("Refused."), signInNeeded: true))
    #expect(dashboard.form?.profileID == "2")
    #expect(dashboard.form?.answer(.password).isEmpty == true)
  }
}

struct DashboardCodeTests {
  private let buyer = SignInAnswers(.passwordless, [.username: Secret("buyer")])

  private func waitingForCode() -> Dashboard {
    var dashboard = Sample.dashboard(nil, signIn: Sample.offer(.passwordless, username: "buyer"))
    dashboard.press(.enter, .enter)
    dashboard.receive(.codeSent(to: "buyer", hint: "Demo: the code is 123456"))
    return dashboard
  }

  @Test func `a code is ordered, then asked for`() {
    var dashboard = Sample.dashboard(nil, signIn: Sample.offer(.passwordless, username: "buyer"))
    #expect(dashboard.press(.enter, .enter) == [.sendCode(buyer)])
    #expect(dashboard.activity == Activity(.sendingCode(to: "buyer")))
    dashboard = waitingForCode()
    #expect(dashboard.activity == nil)
    #expect(dashboard.form?.field == .code)
    #expect(dashboard.picture.contains("Demo: the code is 123456"))
  }

  @Test func `a wrong code can be tried again`() {
    var dashboard = waitingForCode()
    let before = dashboard
    dashboard.type("111111")
    let wrong = SignInAnswers(
      .passwordless, [.username: Secret("buyer"), .code: Secret("111111")])
    #expect(dashboard.press(.enter) == [.signIn(wrong)])
    let refused = Explanation("The store refused the sign-in (401).")
    dashboard.receive(.failed(refused, signInNeeded: true))
    var expected = before
    expected.notice = .failure(refused, signInNeeded: true)
    expectNoDifference(dashboard, expected)
    #expect(dashboard.press(.enter) == [])
    #expect(dashboard.notice == .hint("Code is missing."))
  }

  @Test func `a new code is ordered with a key`() {
    var dashboard = waitingForCode()
    dashboard.type("12")
    #expect(dashboard.press(.control("r")) == [.sendCode(buyer)])
    dashboard.receive(.codeSent(to: "buyer", hint: nil))
    #expect(dashboard.form?.field == .code)
    #expect(dashboard.form?.answer(.code).isEmpty == true)
  }
}

struct DashboardBrowserTests {
  private func waiting() -> Dashboard {
    var dashboard = Sample.dashboard(nil, signIn: SignInOffer(preferring: .oidc))
    dashboard.press(.enter, .enter)
    dashboard.receive(.browserAwaited(address: "https://id.example/authorize", isOpen: true))
    return dashboard
  }

  @Test func `a pasted address is handed over, and the waiting goes on`() {
    var dashboard = waiting()
    let before = dashboard
    #expect(dashboard.press(.enter) == [])
    dashboard.press(.paste("http://localhost:8080/callback?code=x\n"))
    let effects = dashboard.press(.enter)
    #expect(effects == [.handOverAddress(Secret("http://localhost:8080/callback?code=x"))])
    expectNoDifference(dashboard, before)
    dashboard.receive(.addressRefused(Sample.failure))
    #expect(dashboard.notice == .failure(Sample.failure, signInNeeded: false))
    #expect(dashboard.activity == Activity(.awaitingBrowser))
  }

  @Test func `Esc stops waiting and leads back to the ways in`() {
    var dashboard = waiting()
    #expect(dashboard.press(.escape) == [.cancel])
    dashboard.receive(.cancelled)
    #expect(dashboard.modal == .signIn(SignIn(SignInOffer(preferring: .oidc))))
    #expect(dashboard.activity == nil)
  }

  @Test func `several identity providers are chosen from`() {
    var dashboard = waiting()
    dashboard.receive(
      .signInProfilesNeeded([
        SignInProfile(id: "1", name: "Staff"), SignInProfile(id: "2", name: "Buyers"),
      ]))
    #expect(dashboard.press(.down, .enter) == [.signIn(SignInAnswers(.oidc, profileID: "2"))])
    #expect(dashboard.activity == Activity(.awaitingBrowser))
  }

  @Test func `in a small window the address can be scrolled to, and typing comes back`() {
    var dashboard = waiting()
    dashboard.receive(.resized(Size(columns: 40, rows: 8)))
    let before = dashboard.render()
    #expect(!dashboard.picture.contains("https://id.example/authorize"))
    dashboard.press(.up, .up, .up)
    #expect(dashboard.picture.contains("https://id.example/authorize"))
    #expect(dashboard.render().cursor == nil)
    dashboard.press(.character("x"), .backspace)
    #expect(dashboard.render() == before)
  }

  @Test func `no dump tells the address that came back`() {
    var dashboard = waiting()
    dashboard.press(.paste("http://localhost:8080/callback?code=hunter2"))
    #expect(!String(reflecting: dashboard).contains("hunter2"))
  }
}
