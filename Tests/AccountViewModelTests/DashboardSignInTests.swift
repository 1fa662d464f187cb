import AccountModel
import CustomDump
import Foundation
import Testing

@testable import AccountViewModel

struct DashboardSignInTests {
  @Test func `the form asks for one field after the other and signs in`() {
    var dashboard = Sample.dashboard(nil)
    dashboard.press(.enter)
    dashboard.type("buyer")
    dashboard.press(.enter)
    dashboard.type("hunter2")
    #expect(
      dashboard.press(.enter) == [.signIn(username: "buyer", password: Secret("hunter2"))])
    #expect(dashboard.activity == Activity(.signingIn(username: "buyer")))

    dashboard.receive(.rosterProgressed(loaded: 200, total: 1_000))
    dashboard.receive(.signedIn(Sample.session()))
    var expected = Sample.dashboard()
    expected.notice = .success("Signed in as buyer@acme.example.")
    expectNoDifference(dashboard, expected)
  }

  @Test func `a refused sign-in keeps the form and forgets the password`() {
    var dashboard = Sample.dashboard(nil)
    dashboard.press(.enter)
    dashboard.type("buyer")
    dashboard.press(.tab)
    dashboard.type("wrong")
    dashboard.press(.enter)
    dashboard.receive(.failed(Explanation("The password was refused."), signInNeeded: true))
    guard case .signIn(let form) = dashboard.modal else {
      Issue.record("The form is gone.")
      return
    }
    #expect(form.answer(.username).reveal() == "buyer")
    #expect(form.answer(.password).isEmpty)
    #expect(form.field == .password)
  }

  @Test func `an empty field is asked for`() {
    var dashboard = Sample.dashboard(nil)
    dashboard.press(.enter, .enter)
    #expect(dashboard.notice == .hint("User name is missing."))
    dashboard.press(.tab)
    dashboard.type("secret")
    #expect(dashboard.press(.enter) == [])
    guard case .signIn(let form) = dashboard.modal else {
      Issue.record("The form is gone.")
      return
    }
    #expect(form.field == .username)
  }

  @Test func `a known user name is filled in`() {
    var dashboard = Sample.dashboard(nil, signIn: .password(username: "buyer"))
    dashboard.press(.enter)
    dashboard.type("hunter2")
    #expect(
      dashboard.press(.enter) == [.signIn(username: "buyer", password: Secret("hunter2"))])
  }

  @Test func `a pasted password keeps its spaces and loses its line end`() {
    var dashboard = Sample.dashboard(nil, signIn: .password(username: "buyer"))
    dashboard.press(.enter, .paste(" a  b\u{7} \n"))
    #expect(
      dashboard.press(.enter) == [.signIn(username: "buyer", password: Secret(" a  b "))])
  }

  @Test func `no picture and no dump tells the password or its length`() {
    var dashboard = Sample.dashboard(nil, signIn: .password(username: "buyer"))
    dashboard.press(.enter, .character("h"))
    let short = dashboard.render()
    dashboard.type("unter2")
    #expect(dashboard.render() == short)
    #expect(dashboard.picture.contains("Password   (hidden)"))
    var dumped = ""
    customDump(dashboard, to: &dumped)
    dump(dashboard, to: &dumped)
    dumped += "\(dashboard)" + String(reflecting: dashboard)
    #expect(!dumped.contains("hunter2"))
  }

  @Test func `Esc leaves the form`() {
    var dashboard = Sample.dashboard(nil)
    let before = dashboard
    dashboard.press(.enter, .character("x"), .escape)
    expectNoDifference(dashboard, before)
  }

  @Test func `without an offer the command line is named`() {
    var dashboard = Sample.dashboard(nil, signIn: nil)
    dashboard.press(.enter)
    #expect(dashboard.notice == .hint("Sign in on the command line: epswitch login"))
    #expect(dashboard.picture.contains("Run “epswitch login” on the command line."))
  }

  @Test func `a failure that needs signing in offers it, even while a query was typed`() {
    var dashboard = Sample.dashboard(purpose: .picker(query: "zen"))
    dashboard.press(.enter)
    dashboard.receive(.failed(Explanation("The session has ended."), signInNeeded: true))
    #expect(dashboard.picture.contains("s sign in"))
    dashboard.press(.character("s"))
    guard case .signIn = dashboard.modal else {
      Issue.record("The form did not open.")
      return
    }
    dashboard.receive(.signedIn(Sample.session()))
    #expect(dashboard.list.filterState == .typing)
    #expect(!dashboard.isFinished)
  }

  @Test func `when all tokens have run out signing in is offered`() {
    let dashboard = Sample.dashboard(Sample.session([Sample.zenith], selected: nil))
    #expect(dashboard.picture.contains("All tokens have run out. Press s to sign in again."))
    #expect(dashboard.picture.contains("s sign in"))
    #expect(!Sample.dashboard().picture.contains("sign in"))
  }
}

struct DashboardDetailsTests {
  @Test func `details show what is known and then what arrives`() {
    var dashboard = Sample.dashboard()
    #expect(dashboard.press(.character("i")) == [.loadDetails(Sample.acme.id)])
    #expect(dashboard.picture.contains("reading …"))
    let claims = [AccountDetails.Claim(name: "scope", value: "a\u{1B}[31mb")]
    dashboard.receive(.detailsLoaded(AccountDetails(id: Sample.acme.id, claims: claims)))
    #expect(dashboard.activity == nil)
    #expect(dashboard.modal == .details(Sample.acme.id, claims: claims, scroll: 0))
    #expect(dashboard.picture.contains("scope"))
    dashboard.press(.escape)
    #expect(dashboard.modal == nil)
  }

  @Test func `details that do not come are not waited for`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("i"))
    dashboard.receive(.failed(Explanation("It failed."), signInNeeded: false))
    #expect(dashboard.modal == .details(Sample.acme.id, claims: [], scroll: 0))
  }

  @Test func `details of another account are not shown`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("i"))
    let before = dashboard
    dashboard.receive(.detailsLoaded(AccountDetails(id: Sample.bolt.id, claims: [])))
    expectNoDifference(dashboard, before)
  }
}

struct DashboardTimeTests {
  @Test func `the next tick is the store's next second`() {
    let offset = ServerClock(offset: 180)
    let dashboard = Sample.dashboard(Sample.session(clock: offset))
    let next = dashboard.nextTick(after: Sample.now.addingTimeInterval(0.25))
    #expect(next == Sample.now.addingTimeInterval(1))
  }

  @Test func `a picture without seconds waits for nothing`() {
    #expect(Sample.dashboard(nil).nextTick(after: Sample.now) == nil)
    let expired = Sample.dashboard(Sample.session([Sample.zenith], selected: Sample.zenith.id))
    #expect(expired.nextTick(after: Sample.now) == nil)
    let unknown = Sample.account("1", "Unknown", nil)
    #expect(Sample.dashboard(Sample.session([unknown])).nextTick(after: Sample.now) == nil)
  }

  @Test func `behind the help only the header ticks`() {
    var dashboard = Sample.dashboard(Sample.session(selected: Sample.zenith.id))
    #expect(dashboard.nextTick(after: Sample.now) == Sample.now.addingTimeInterval(1))
    dashboard.press(.character("?"))
    // The last token to run out changes what is said above the footer.
    #expect(dashboard.nextTick(after: Sample.now) == Sample.acme.expiry?.date)
  }

  @Test func `the picture changes with a tick and with the store's clock`() {
    var dashboard = Sample.dashboard()
    dashboard.receive(.ticked(Sample.now.addingTimeInterval(12)))
    #expect(dashboard.picture.contains("23:59:00"))
    let ahead = Sample.session(clock: ServerClock(offset: 180))
    let picture = Sample.dashboard(ahead).picture
    #expect(picture.contains("23:56:12"))
    #expect(
      picture.contains(
        "This machine's clock is 3 min behind the store; countdowns use the store's."))
    let behind = Sample.dashboard(Sample.session(clock: ServerClock(offset: -120)), 80, 24)
    #expect(behind.picture.contains("2 min ahead of the store"))
  }

  @Test(
    arguments: [
      (nil, "unknown"), (0, "× expired"), (-1, "× expired"), (1, "! 0:00:01"), (900, "! 0:15:00"),
      (901, "0:15:01"), (86_400, "1d 00:00:00"), (40_000_000, "462d 23h"),
    ] as [(Int64?, String)])
  func `what needs attention has a sign`(seconds: Int64?, text: String) {
    let expiry = Sample.account("1", "", seconds).expiry
    #expect(Countdown(expiry, at: Sample.now, columns: 12).text == text)
  }
}
