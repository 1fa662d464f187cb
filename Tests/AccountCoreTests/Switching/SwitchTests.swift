@testable import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

@Suite(.fewAtOnce) struct `Switching` {
  @Test func `a switch mints a new token, selects the account and costs one request`() async throws
  {
    let bench = try await TestBench(.large, accounts: 12)
    let session = try await bench.signIn(actingAs: 0)
    let service = try bench.service()
    let before = try service.everything(of: session.id)
    bench.server.forgetRequests()

    let after = try await service.switchAccount(to: bench.account(7))

    #expect(after.selected?.id == bench.account(7))
    #expect(after.previous == bench.account(0))
    #expect(bench.server.requests.map(\.path) == ["/v2/account-members/tokens"])
    #expect(try service.everything(of: session.id).tokens != before.tokens)
    #expect(try service.previousAccount(in: after) == bench.account(0))
  }

  @Test func `the new token makes the API answer as the account`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try await bench.signIn(actingAs: 0)
    let service = try bench.service()
    try await service.switchAccount(to: bench.account(2))

    let requests = try await service.requests(
      as: try service.actingAccount(), reason: nil, prompter: ScriptedPrompter())
    for index in 0..<3 {
      let path = try RequestPath("/v2/accounts/\(bench.account(index))", of: try bench.store)
      let answer = try await requests.send(AccountRequest("GET", path, headers: [], body: nil))
      #expect(answer.status == (index == 2 ? 200 : 404))
    }
  }

  @Test func `switching to the chosen account renews it`() async throws {
    let bench = try await TestBench(.single)
    let session = try await bench.signIn()
    let only = try #require(session.selectedAccount)
    bench.clock.advance(by: 3600)

    let after = try await bench.service().switchAccount(to: only.id)

    let expiry = try #require(only.expiry)
    #expect(after.selected?.expiry?.epochSeconds == expiry.epochSeconds + 3600)
    #expect(after.previous == nil)
  }

  @Test func `an account far down the roster is asked for on its own page`() async throws {
    let bench = try await TestBench(.large, accounts: 730)
    try await bench.signIn()
    bench.server.forgetRequests()

    try await bench.service().switchAccount(to: bench.account(512))

    let request = try #require(bench.server.requests.first)
    #expect(bench.server.requests.count == 1)
    #expect(request.query["page[offset]"] == "500")
    #expect(request.query["page[limit]"] == "100")
  }

  @Test func `an account that moved to another page is still found, in the whole roster`()
    async throws
  {
    let bench = try await TestBench(.large, accounts: 250)
    let session = try await bench.signIn()
    // One account fewer before it: it stands on the page before the one it stood on.
    bench.server.removeAccount(bench.account(5).rawValue, fromMember: bench.member.id)
    bench.server.forgetRequests()

    let after = try await bench.service().switchAccount(to: bench.account(100))

    #expect(after.selected?.id == bench.account(100))
    #expect(
      bench.server.mints.map { $0.query["page[offset]"] }.sorted { ($0 ?? "") < ($1 ?? "") }
        == ["0", "100", "100", "200"])
    let roster = try bench.service().session(session.id).roster
    #expect(roster[bench.account(5)] == nil)
    #expect(roster.count == 249)
  }

  @Test func `the access token is kept until shortly before it expires`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try await bench.signIn(actingAs: 0)
    bench.server.forgetRequests()
    bench.clock.advance(by: 3500)
    try await bench.service().switchAccount(to: bench.account(1))
    #expect(bench.server.issued.accessTokens == 0)
    bench.clock.advance(by: 90)
    try await bench.service().switchAccount(to: bench.account(2))
    #expect(bench.server.issued.accessTokens == 1)
  }

  @Test func `a kept access token that the store revoked is replaced once`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try await bench.signIn(actingAs: 0)
    bench.server.revokeAccessTokens()
    bench.server.forgetRequests()
    let after = try await bench.service().switchAccount(to: bench.account(1))
    #expect(after.selected?.id == bench.account(1))
    #expect(
      bench.server.requests.map(\.path) == [
        "/v2/account-members/tokens", "/oauth/access_token", "/v2/account-members/tokens",
      ])
  }

  @Test func `an account that is not in the roster is not asked for`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try await bench.signIn()
    bench.server.forgetRequests()
    let failure = try #require(
      await failure { try await bench.service().switchAccount(to: AccountID("nobody")) })
    #expect(failure.kind == .noSuchAccount)
    #expect(failure.userMessage.summary.contains("nobody"))
    #expect(bench.server.requests.isEmpty)
  }

  @Test func `once every token has expired it asks to sign in and sends nothing`() async throws {
    let bench = try await TestBench(.large, accounts: 2)
    try await bench.signIn(actingAs: 0)
    bench.clock.advance(by: 86_400)
    bench.server.forgetRequests()
    let failure = try #require(
      await failure { try await bench.service().switchAccount(to: bench.account(1)) })
    #expect(failure.kind == .signInNeeded)
    #expect(failure.exitCode == 3)
    #expect(failure.userMessage.summary.contains("has expired"))
    #expect(bench.server.requests.isEmpty)
  }

  @Test func `time is the store's when this machine's clock is wrong`() async throws {
    let bench = try await TestBench(.large, accounts: 2)
    bench.server.faults.turnOn(.skewedDate(seconds: 7200))
    let session = try await bench.signIn(actingAs: 0)
    #expect(session.clock.offset == 7200)
    #expect(session.clock.isSkewed)
    #expect(session.roster.fetchedAt == bench.clock.now().addingTimeInterval(7200))
  }

  @Test func `there is no previous account before the first switch`() async throws {
    let bench = try await TestBench(.large, accounts: 2)
    let session = try await bench.signIn(actingAs: 0)
    let service = try bench.service()
    #expect(throws: AccountError.self) { try service.previousAccount(in: session.summary) }
  }

  @Test func `a customer has nothing to switch between`() async throws {
    let bench = try await TestBench(.showcase)
    let service = try bench.service()
    let outcome = try await service.signIn(
      SignInRequest(mechanism: .customer), at: try service.selector(),
      prompter: ScriptedPrompter(
        .text(.email, bench.server.store.customer.email),
        .secret(.password, bench.server.store.customer.password)))
    let only = try #require(outcome.session.selected)
    bench.server.forgetRequests()
    let failure = try #require(await failure { try await service.switchAccount(to: only) })
    #expect(failure.userMessage == AccountError.customerHasOneIdentity.userMessage)
    #expect(bench.server.requests.isEmpty)
  }

  @Test func `a session that was signed out elsewhere is not switched in`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    let session = try await bench.signIn(actingAs: 0)
    let service = try bench.service()
    let selector = try service.selector()
    try bench.service().signOut(session.summary, reason: nil)
    bench.server.forgetRequests()

    let failure = try #require(
      await failure {
        _ = try await service.switchAccount(
          to: bench.account(1), in: session.id, at: selector, prompter: ScriptedPrompter())
      })
    #expect(failure.kind == .changedElsewhere)
    #expect(failure.exitCode == 4)
    #expect(bench.server.requests.isEmpty)
  }

  @Test(arguments: ["another store", "another grant type"])
  func `a selector of another place than the session's is refused`(_ place: String) async throws {
    let bench = try await TestBench(.large, accounts: 3) { $0.otherClientIDs = ["other-client"] }
    let session = try await bench.signIn(actingAs: 0)
    try bench.addProfile("other") { profile in
      if place == "another store" { profile.clientID = "other-client" }
      if place == "another grant type" { profile.grantType = .clientCredentials }
    }
    let service = try bench.service(
      StoreOptions(profile: "other"),
      variables: ["EPSWITCH_CLIENT_SECRET": bench.server.store.clientSecret])
    bench.server.forgetRequests()
    let failure = try #require(
      await failure {
        _ = try await service.switchAccount(
          to: bench.account(1), in: session.id, at: try service.selector(),
          prompter: ScriptedPrompter())
      })
    #expect(failure.kind == .changedElsewhere)
    #expect(bench.server.requests.isEmpty)
  }
}
