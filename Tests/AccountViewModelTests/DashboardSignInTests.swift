import AccountModel
import func CustomDump.customDump
import Foundation
import Testing

@testable import AccountViewModel

struct DashboardSignInTests {
  @Test func `the form asks for one field after the other and signs in`() {
    var dashboard = Sample.dashboard(nil)
    dashboard.press(.enter, .enter)
    dashboard.type("buyer")
    dashboard.press(.enter)
    dashboard.type("hunter2")
    #expect(dashboard.press(.enter) == [.signIn(password("buyer", "hunter2"))])
    #expect(dashboard.activity == Activity(.signingIn(username: "buyer")))

    dashboard.receive(.rosterProgressed(loaded: 200, total: 1_000))
    dashboard.receive(.signedIn(Sample.session()))
    var expected = Sample.dashboard()
    expected.notice = .success("Signed in as buyer@acme.example.")
    expectNoDifference(dashboard, expected)
  }

  @Test func `a refused sign-in keeps the form and forgets the password`() throws {
    var dashboard = Sample.dashboard(nil, signIn: Sample.offer(.password))
    dashboard.press(.enter)
    dashboard.type("buyer")
    dashboard.press(.tab)
    dashboard.type("wrong")
    dashboard.press(.enter)
    dashboard.receive(.failed(UserMessage("The password was refused."), signInNeeded: true))
    let form = try #require(dashboard.form)
    #expect(form.answer(.username).reveal() == "buyer")
    #expect(form.answer(.password).isEmpty)
    #expect(form.field == .password)
  }

  @Test func `an empty field is asked for`() {
    var dashboard = Sample.dashboard(nil, signIn: Sample.offer(.password))
    dashboard.press(.enter, .enter)
    #expect(dashboard.notice == .hint("User name is missing."))
    dashboard.press(.tab)
    dashboard.type("secret")
    #expect(dashboard.press(.enter) == [])
    #expect(dashboard.form?.field == .username)
  }

  @Test func `a known user name is filled in`() {
    var dashboard = Sample.dashboard(nil, signIn: Sample.offer(.password, username: "buyer"))
    dashboard.press(.enter)
    dashboard.type("hunter2")
    #expect(dashboard.press(.enter) == [.signIn(password("buyer", "hunter2"))])
  }

  @Test func `a pasted password keeps its spaces and loses its line end`() {
    var dashboard = Sample.dashboard(nil, signIn: Sample.offer(.password, username: "buyer"))
    dashboard.press(.enter, .paste(" a  b\u{7} \n"))
    #expect(dashboard.press(.enter) == [.signIn(password("buyer", " a  b "))])
  }

  @Test func `no picture and no dump tells the password or its length`() {
    var dashboard = Sample.dashboard(nil, signIn: Sample.offer(.password, username: "buyer"))
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
    dashboard.press(.enter)
    let choosing = dashboard
    dashboard.press(.enter, .character("x"), .escape)
    expectNoDifference(dashboard, choosing)
    dashboard.press(.escape)
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
    dashboard.receive(.failed(UserMessage("The session has ended."), signInNeeded: true))
    #expect(dashboard.picture.contains("s sign in"))
    dashboard.press(.character("s"))
    #expect(dashboard.picture.contains("Sign in to Acme staging"))
    dashboard.receive(.signedIn(Sample.session()))
    #expect(dashboard.list.filterState == .typing)
    #expect(!dashboard.isFinished)
  }

  @Test func `when all tokens expired signing in is offered`() {
    let dashboard = Sample.dashboard(Sample.session([Sample.zenith], selected: nil))
    #expect(dashboard.picture.contains("! All tokens expired. Press s to sign in again."))
    #expect(dashboard.picture.contains("s sign in"))
    #expect(!Sample.dashboard().picture.contains("sign in"))
  }
}

private func password(_ username: String, _ password: String) -> SignInAnswers {
  SignInAnswers(.password, [.username: Secret(username), .password: Secret(password)])
}
