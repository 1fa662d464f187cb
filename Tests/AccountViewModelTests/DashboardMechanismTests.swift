import AccountModel
import Testing

@testable import AccountViewModel

struct DashboardMechanismTests {
  @Test func `the preferred sign-in method is offered first, and each by its number`() {
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

  @Test func `a single sign-in method is not asked for`() {
    var dashboard = Sample.dashboard(nil, signIn: Sample.offer(.customer))
    dashboard.press(.enter)
    #expect(dashboard.form?.field == .email)
    var browser = Sample.dashboard(nil, signIn: Sample.offer(.oidc))
    #expect(browser.press(.enter) == [.signIn(SignInAnswers(.oidc))])
  }

  @Test func `the sign-in method of the profile is not asked for, and the others are a step back`()
  {
    let offer = SignInOffer(preferring: .passwordless, namesMethod: true)
    var dashboard = Sample.dashboard(signIn: offer)
    dashboard.press(.character("s"))
    #expect(dashboard.form?.mechanism == .passwordless)
    dashboard.press(.escape)
    #expect(dashboard.picture.contains("Password"))
    dashboard.press(.down, .enter)
    #expect(dashboard.form?.mechanism == .password)
    dashboard.press(.escape, .escape)
    #expect(dashboard.panel == nil)

    var browser = Sample.dashboard(
      nil, signIn: SignInOffer(preferring: .oidc, namesMethod: true))
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
    #expect(dashboard.receive(.promptRequested(.profile(.password, profiles))) == [])
    #expect(dashboard.activity?.isWaiting == true)
    #expect(dashboard.picture.contains("Which password profile?"))
    #expect(dashboard.press(.character("2")) == [.answer(.profile(id: "2"))])
    #expect(dashboard.activity == Activity(.signingIn(username: "buyer")))

    dashboard.receive(.failed(UserMessage("Refused."), signInNeeded: true))
    #expect(dashboard.form?.profileID == "2")
    #expect(dashboard.form?.answer(.password).isEmpty == true)
    dashboard.type("pw2")
    let again = SignInAnswers(
      .password, profileID: "2", [.username: Secret("buyer"), .password: Secret("pw2")])
    #expect(dashboard.press(.enter) == [.signIn(again)])
  }
}

struct DashboardCodeTests {
  private let buyer = SignInAnswers(.passwordless, [.username: Secret("buyer")])

  private func asked(refusal: UserMessage? = nil) -> DashboardMessage {
    .promptRequested(.oneTimePassword(OneTimePasswordPrompt(username: "buyer", refusal: refusal)))
  }

  private func waitingForCode() -> Dashboard {
    var dashboard = Sample.dashboard(nil, signIn: Sample.offer(.passwordless, username: "buyer"))
    dashboard.press(.enter, .enter)
    dashboard.receive(.oneTimePasswordSent(username: "buyer", hint: "Demo: the code is 123456"))
    dashboard.receive(asked())
    return dashboard
  }

  @Test func `a code is ordered, then asked for`() {
    var dashboard = Sample.dashboard(nil, signIn: Sample.offer(.passwordless, username: "buyer"))
    #expect(dashboard.press(.enter, .enter) == [.signIn(buyer)])
    #expect(dashboard.activity == Activity(.requestingOneTimePassword(username: "buyer")))
    dashboard = waitingForCode()
    #expect(dashboard.activity?.isWaiting == true)
    #expect(dashboard.code?.isEmpty == true)
    #expect(dashboard.picture.contains("Demo: the code is 123456"))
    #expect(
      dashboard.notice
        == .success("The store was asked to send buyer a code, which is valid for ten minutes."))
  }

  @Test func `a wrong code can be tried again`() {
    var dashboard = waitingForCode()
    dashboard.type("111111")
    #expect(
      dashboard.press(.enter) == [.answer(.oneTimePassword(.code(Secret("111111"))))])
    #expect(dashboard.activity == Activity(.signingIn(username: "buyer")))
    let refused = UserMessage("The store refused the code (401).")
    dashboard.receive(asked(refusal: refused))
    #expect(dashboard.code?.isEmpty == true)
    #expect(dashboard.notice == .failure(refused, signInNeeded: false))
    #expect(dashboard.press(.enter) == [])
    #expect(dashboard.notice == .hint("Code is missing."))
  }

  @Test func `Esc cancels the sign-in that waits for a code, and the user name is kept`() {
    var dashboard = waitingForCode()
    #expect(dashboard.press(.character("1"), .escape) == [.cancel])
    dashboard.receive(.cancelled)
    #expect(dashboard.activity == nil)
    #expect(dashboard.form?.answer(.username).reveal() == "buyer")
    #expect(dashboard.press(.enter) == [.signIn(buyer)])
  }

  @Test func `a prompt that comes after the order was cancelled is not shown`() {
    var dashboard = Sample.dashboard(nil, signIn: Sample.offer(.passwordless, username: "buyer"))
    dashboard.press(.enter, .enter, .escape)
    let before = dashboard
    #expect(dashboard.receive(asked()) == [])
    expectNoDifference(dashboard, before)
  }

  @Test func `a new code is ordered with a key`() {
    var dashboard = waitingForCode()
    dashboard.type("12")
    #expect(dashboard.press(.control("r")) == [.answer(.oneTimePassword(.sendAgain))])
    #expect(dashboard.activity == Activity(.requestingOneTimePassword(username: "buyer")))
    dashboard.receive(.oneTimePasswordSent(username: "buyer", hint: nil))
    dashboard.receive(asked())
    #expect(dashboard.code?.isEmpty == true)
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
    #expect(effects == [.answer(.pastedAddress(Secret("http://localhost:8080/callback?code=x")))])
    expectNoDifference(dashboard, before)
    dashboard.receive(.addressRefused(Sample.failure))
    #expect(dashboard.notice == .failure(Sample.failure, signInNeeded: false))
    #expect(dashboard.activity == Activity(.awaitingBrowser))
  }

  @Test func `Esc stops waiting and leads back to the sign-in methods`() {
    var dashboard = waiting()
    #expect(dashboard.press(.escape) == [.cancel])
    dashboard.receive(.cancelled)
    #expect(dashboard.panel == .signIn(SignInPanel(SignInOffer(preferring: .oidc))))
    #expect(dashboard.activity == nil)
  }

  @Test func `several identity providers are chosen from`() {
    var dashboard = waiting()
    dashboard.receive(
      .promptRequested(
        .profile(
          .openID,
          [
            SignInProfile(id: "1", name: "Staff"), SignInProfile(id: "2", name: "Buyers"),
          ])))
    #expect(dashboard.picture.contains("Which identity provider?"))
    #expect(dashboard.press(.down, .enter) == [.answer(.profile(id: "2"))])
    dashboard.receive(.browserAwaited(address: "https://id.example/authorize", isOpen: true))
    #expect(dashboard.picture.contains("https://id.example/authorize"))
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
