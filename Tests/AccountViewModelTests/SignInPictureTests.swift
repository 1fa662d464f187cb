import AccountModel
import Testing

@testable import AccountViewModel

/// Signing in, as a person sees it.
struct SignInPictureTests {
  @Test func `the sign-in methods are listed with what they are`() {
    var dashboard = Sample.dashboard(nil, 80, 12)
    dashboard.press(.enter, .down)
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast                                 not signed in
       Acting as  nobody – not signed in
      ────────────────────────────────────────────────────────────────────────────────
       Sign in to Acme staging · useast

       1  Password           with user name and password
      ▌2  OpenID             in the browser, at the store's identity provider
       3  One-time password  with a code the store sends you
       4  Sign up            as a new member of the store
       5  Customer           as one shopper, with e-mail and password (legacy)
      ────────────────────────────────────────────────────────────────────────────────
       Enter choose   Esc close   ↑↓ move
      """)
  }

  @Test func `the sign-in methods fit into a small window`() {
    var dashboard = Sample.dashboard(nil, 20, 5)
    dashboard.press(.enter, .down)
    expectNoDifference(
      dashboard.picture,
      """
      As nobody – not sig…
       1  Password
      ▌2  OpenID
       3  One-time passwo…
      Esc close
      """)
  }

  @Test func `signing up tells what may be left out`() {
    var dashboard = Sample.dashboard(
      nil, signIn: SignInOffer(hint: "Demo: buyer with the password secret"), 80, 16)
    dashboard.press(.enter, .character("4"))
    dashboard.type("Ada")
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast                                 not signed in
       Acting as  nobody – not signed in
      ────────────────────────────────────────────────────────────────────────────────
       Sign up at Acme staging · useast

      ▌ Name         Ada
        E-mail
        Password
        User name    optional
        Given name   optional
        Middle name  optional
        Family name  optional


      ────────────────────────────────────────────────────────────────────────────────
       Enter continue   Esc back   Tab other field
      """)
  }

  @Test func `how a presenter signs in with a password is told where it is typed`() {
    let offer = SignInOffer(hint: "Demo: buyer with the password secret")
    for (key, isTold) in [("1", true), ("3", false), ("4", false), ("5", true)] {
      var dashboard = Sample.dashboard(nil, signIn: offer)
      dashboard.press(.enter, .character(Character(key)))
      #expect(dashboard.picture.contains("with the password secret") == isTold, "\(key)")
    }
  }

  @Test func `a one-time password is asked for with its hint`() {
    var dashboard = Sample.dashboard(nil, signIn: SignInOffer(username: "buyer"), 80, 12)
    dashboard.press(.enter, .character("3"), .enter)
    dashboard.receive(.oneTimePasswordSent(username: "buyer", hint: "Demo: the code is 123456"))
    dashboard.receive(
      .promptRequested(.oneTimePassword(OneTimePasswordPrompt(username: "buyer"))))
    dashboard.type("12")
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast                                 not signed in
       Acting as  nobody – not signed in
      ────────────────────────────────────────────────────────────────────────────────
       Sign in to Acme staging · useast as buyer

      ▌ Code  12

        Demo: the code is 123456


      ────────────────────────────────────────────────────────────────────────────────
       Esc cancel   Enter sign in   Ctrl-R new code
      """)
  }

  @Test func `the browser is waited for beside its address`() {
    var dashboard = Sample.dashboard(nil, 80, 18)
    dashboard.press(.enter, .character("2"))
    dashboard.receive(
      .browserAwaited(
        address: "https://id.example/authorize?client_id=1&redirect_uri=http%3A%2F%2Flocalhost"
          + "%3A8080%2Fcallback&state=abcdefgh", isOpen: true))
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast                                 not signed in
       Acting as  nobody – not signed in
      ────────────────────────────────────────────────────────────────────────────────
       Sign in to Acme staging · useast with OpenID

       Sign in in the browser window. If no window opened, open this address:

       https://id.example/authorize?client_id=1&redirect_uri=http%3A%2F%2Flocalhost%3
       A8080%2Fcallback&state=abcdefgh

       If epswitch does not continue after that, copy the address where the browser
       ended up and paste it here.
      ▌ Address  http://localhost…


      ────────────────────────────────────────────────────────────────────────────────
       Waiting for the browser …
       Esc cancel   Enter continue   ↑↓ scroll
      """)
  }

  @Test func `the browser is waited for in a narrow window`() {
    var dashboard = Sample.dashboard(nil, 40, 10)
    dashboard.press(.enter, .character("2"))
    dashboard.receive(.browserAwaited(address: "https://id.example/authorize", isOpen: false))
    dashboard.press(.paste("http://localhost:8080/callback?code=1&state=2"))
    expectNoDifference(
      dashboard.picture,
      """
       Acme staging · useast    not signed in
       As nobody – not signed in
       https://id.example/authorize

       If epswitch does not continue after
       that, copy the address where the
       browser ended up and paste it here.
      ▌ Address  …080/callback?code=1&state=2
       Waiting for the browser …
       Esc cancel  Enter continue  ↑↓ scroll
      """)
  }
}
