import AccountModel
import Testing

@testable import AccountViewModel

/// A support desk that looks for a member among its accounts.
struct DashboardImpersonationTests {
  private let ada = AccountMember(
    id: "0f0f0f0f-1111-4222-8333-444444444444", username: "ada", name: "Ada Buyer",
    email: "ada@acme.example")
  private let adam = AccountMember(
    id: "1f0f0f0f-1111-4222-8333-444444444444", username: "adam", name: "Adam Bolt",
    email: "adam@bolt.example")

  private func typed(_ query: String, isDesk: Bool = true) -> Dashboard {
    var dashboard = Sample.dashboard(isDesk: isDesk)
    dashboard.press(.character("/"))
    dashboard.type(query)
    return dashboard
  }

  @Test func `an e-mail address that nothing matches leads to its member`() {
    var dashboard = typed("ada@acme.example")
    #expect(dashboard.picture.contains("No name or ID of your 4 accounts matches"))
    #expect(dashboard.picture.contains("Press Enter to impersonate the member ada@acme.example."))
    #expect(dashboard.picture.contains("Enter impersonate"))
    #expect(dashboard.press(.enter) == [.impersonate(member: "ada@acme.example")])
    #expect(dashboard.picture.contains("Impersonating …"))
  }

  @Test(arguments: [
    "ada@", "ada@acme", "@acme.example", "ada acme.example", "a@b.example or c@d.example",
  ])
  func `other texts do not`(query: String) {
    #expect(!typed(query).picture.contains("impersonate"))
  }

  @Test func `an e-mail address within the text of a ticket is enough`() {
    var dashboard = Sample.dashboard(isDesk: true)
    dashboard.press(.paste("Hi, please look at ada@acme.example, thanks"))
    #expect(dashboard.press(.enter) == [.impersonate(member: "ada@acme.example")])
  }

  @Test func `without a desk's profile it is a text like any other`() {
    var dashboard = typed("ada@acme.example", isDesk: false)
    #expect(!dashboard.picture.contains("impersonate"))
    #expect(dashboard.press(.enter) == [])
  }

  @Test func `several members are listed, and a number takes one`() {
    var dashboard = typed("ada@acme.example")
    dashboard.press(.enter)
    dashboard.receive(
      .promptRequested(
        .member(MemberPrompt(query: "ada", members: [ada, adam], isIncomplete: true))))
    let picture = dashboard.picture
    #expect(picture.contains(" 1  0f0f0f0f…4444  ada@acme.example  Ada Buyer"))
    #expect(picture.contains(" 2  1f0f0f0f…4444  adam@bolt.example  Adam Bolt"))
    #expect(picture.contains("There are more; type more of the name"))
    dashboard.type("2")
    #expect(dashboard.press(.enter) == [.answer(.member(.member(adam.id)))])
  }

  @Test func `another text looks for another member`() {
    var dashboard = typed("ada@acme.example")
    dashboard.press(.enter)
    dashboard.receive(
      .promptRequested(.member(MemberPrompt(query: "ada", members: [], isIncomplete: false))))
    #expect(dashboard.picture.contains("No member has “ada” in the name"))
    #expect(dashboard.press(.enter) == [])
    dashboard.type("adam")
    #expect(dashboard.press(.enter) == [.answer(.member(.search("adam")))])
  }

  @Test func `who it is and why stand together, and the reason is needed`() {
    var dashboard = typed("ada@acme.example")
    dashboard.press(.enter)
    dashboard.receive(
      .promptRequested(
        .impersonationReason(
          ImpersonationSummary(
            label: "desk", member: ada, accounts: [Sample.acme, Sample.bolt], accountTotal: 2))))
    let picture = dashboard.picture
    #expect(picture.contains("Impersonate Ada Buyer in the profile desk:"))
    #expect(picture.contains("E-mail    ada@acme.example"))
    #expect(picture.contains("ID        0f0f0f0f-1111-4222-8333-444444444444"))
    #expect(picture.contains("Accounts  2 accounts: Acme Industrial, Bolt & Nut Co"))
    #expect(picture.contains("Enter impersonate"))
    #expect(dashboard.press(.enter) == [])
    dashboard.type("ticket 1")
    #expect(dashboard.press(.enter) == [.answer(.reason("ticket 1"))])
  }

  @Test(arguments: [40, 60, 80])
  func `a narrow header has the member rather than who impersonates`(columns: Int) {
    let session = Sample.session(
      member: ada, method: .impersonation("profile-2"), impersonator: "support-agent-4711")
    let dashboard = Sample.dashboard(session, isProduction: true, columns, 12)
    let header = dashboard.picture.split(separator: "\n")[0]
    #expect(header.contains("PRODUCTION · Ada Buyer"), "\(header)")
  }

  @Test func `afterwards the accounts of the member are shown, without the filter`() {
    var dashboard = typed("ada@acme.example")
    dashboard.press(.enter)
    dashboard.receive(.signedIn(Sample.session(member: ada, method: .impersonation("profile-2"))))
    #expect(dashboard.list.filterState == .off)
    #expect(dashboard.list.rowCount == 4)
  }

  @Test func `a desk where nobody is impersonated asks for the member`() {
    var dashboard = Sample.dashboard(nil, isDesk: true)
    #expect(dashboard.picture.contains("Press Enter to choose the member you act as"))
    #expect(dashboard.press(.enter) == [.impersonate(member: nil)])
  }
}

/// A filter over more accounts than can be made ready within a frame.
struct PreparedFilterTests {
  @Test func `many accounts are made ready beside the loop`() {
    var dashboard = Sample.dashboard(Sample.session(Sample.accounts(6_000)))
    let accounts = dashboard.list.accounts
    #expect(dashboard.press(.character("/")) == [.prepareFilter(accounts)])
    #expect(!dashboard.list.filter.isPrepared)
    dashboard.receive(.filterPrepared(PreparedFilter(for: accounts)))
    #expect(dashboard.list.filter.isPrepared)
    dashboard.type("100042")
    #expect(dashboard.list.current?.name == "Account 100042")
  }

  @Test func `a letter that comes first does not wait for it`() {
    var dashboard = Sample.dashboard(Sample.session(Sample.accounts(6_000)))
    let accounts = dashboard.list.accounts
    dashboard.press(.character("/"))
    dashboard.type("100042")
    #expect(dashboard.list.current?.name == "Account 100042")
    dashboard.receive(.filterPrepared(PreparedFilter(for: accounts)))
    #expect(dashboard.list.current?.name == "Account 100042")
  }

  @Test func `what was made for other accounts is not taken`() {
    var dashboard = Sample.dashboard(Sample.session(Sample.accounts(6_000)))
    dashboard.press(.character("/"))
    dashboard.receive(.filterPrepared(PreparedFilter(for: Sample.accounts(5_999))))
    #expect(!dashboard.list.filter.isPrepared)
  }

  @Test func `few are made ready at once`() {
    var dashboard = Sample.dashboard()
    #expect(dashboard.press(.character("/")) == [])
    #expect(dashboard.list.filter.isPrepared)
  }
}
