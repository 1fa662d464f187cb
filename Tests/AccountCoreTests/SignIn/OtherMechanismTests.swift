@testable import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

@Suite(.fewAtOnce) struct `Signing up` {
  private func signUp(
    _ bench: TestBench, _ prompter: ScriptedPrompter, username: String? = nil
  ) async throws -> SignInOutcome {
    let service = try bench.service()
    return try await service.signIn(
      SignInRequest(mechanism: .selfSignup, username: username), at: try service.selector(),
      prompter: prompter)
  }

  @Test func `name, e-mail address and a new password are asked for, in this order`()
    async throws
  {
    let bench = try await TestBench(.showcase)
    let prompter = ScriptedPrompter(
      .text(.name, "Nora New"), .text(.email, "nora@new.example"),
      .secret(.newPassword, "a-new-password"))
    let outcome = try await signUp(bench, prompter)
    #expect(prompter.questions == ["text name", "text email", "secret newPassword"])
    #expect(outcome.session.member.username == "nora@new.example")
    #expect(outcome.session.member.displayName == "Nora New <nora@new.example>")
    #expect(outcome.session.mechanism == .selfSignup)
    #expect(outcome.session.selectedAccount?.name == "Nora New")
    #expect(bench.server.members.last?.email == "nora@new.example")

    // From now on the member signs in with the password.
    let service = try bench.service()
    let again = try await service.signIn(
      SignInRequest(mechanism: .password, username: "nora@new.example"),
      at: try service.selector(), prompter: ScriptedPrompter(.secret(.password, "a-new-password")))
    #expect(again.session.id == outcome.session.id)
  }

  @Test func `a store that has closed it says so`() async throws {
    let bench = try await TestBench(.showcase) { $0.allowsSelfSignUp = false }
    let failure = try #require(
      await failure {
        _ = try await signUp(
          bench,
          ScriptedPrompter(
            .text(.name, "N"), .text(.email, "n@new.example"), .secret(.newPassword, "pw")))
      })
    #expect(failure.kind == .signInNeeded)
    #expect(failure.userMessage.summary.contains("does not allow self sign-up"))
  }

  @Test func `a user name that is taken is said to be`() async throws {
    let bench = try await TestBench(.showcase)
    let failure = try #require(
      await failure {
        _ = try await signUp(
          bench,
          ScriptedPrompter(
            .text(.name, "N"), .text(.email, "n@new.example"), .secret(.newPassword, "pw")),
          username: bench.member.username)
      })
    #expect(failure.kind == .signInNeeded)
    #expect(failure.userMessage.summary.contains("may be taken"))
    // What the store created once is not sent again.
    #expect(bench.server.mints.count == 1)
  }
}

@Suite(.fewAtOnce) struct `Signing in as a customer` {
  @Test func `e-mail address and password make a session of one identity`() async throws {
    let bench = try await TestBench(.desk)
    let customer = bench.server.store.customer
    let service = try bench.service()
    let prompter = ScriptedPrompter(
      .text(.email, customer.email), .secret(.password, customer.password))
    let outcome = try await service.signIn(
      SignInRequest(mechanism: .customer), at: try service.selector(), prompter: prompter)
    #expect(prompter.questions == ["text email", "secret password"])
    let session = outcome.session
    #expect(session.isCustomer)
    #expect(session.member.id == customer.id)
    #expect(session.selected == AccountID(customer.id))
    #expect(session.selectedAccount?.name == customer.email)
    let credentials = try await service.credentials()
    #expect(credentials.isCustomer)
    #expect(
      credentials.headers?.map(\.name) == ["Authorization", "X-Moltin-Customer-Token"])
  }

  @Test func `the e-mail address of a member makes another session`() async throws {
    let bench = try await TestBench(.desk)
    try await bench.signIn(actingAs: 0)
    let service = try bench.service()
    _ = try await service.signIn(
      SignInRequest(mechanism: .customer, username: bench.member.username),
      at: try service.selector(),
      prompter: ScriptedPrompter(.secret(.password, "customer-password")))
    #expect(try service.sessions().map(\.isCustomer) == [true, false])
  }
}

@Suite(.fewAtOnce) struct `Signing in with a held token` {
  private func signIn(_ bench: TestBench, _ token: String) async throws -> SignInOutcome {
    let service = try bench.service()
    var request = SignInRequest()
    request.heldToken = Secret(token)
    return try await service.signIn(
      request, at: try service.selector(), prompter: ScriptedPrompter())
  }

  @Test func `a token the member holds gives the whole roster`() async throws {
    let bench = try await TestBench(.large, accounts: 120)
    try await bench.signIn(actingAs: 3)
    let held = try await bench.service().token()
    let outcome = try await signIn(bench, held.reveal())
    #expect(outcome.session.id.method == .heldToken)
    #expect(outcome.session.mechanism == .token)
    #expect(outcome.session.member.id == bench.member.id)
    #expect(outcome.session.member.name == bench.member.name)
    #expect(outcome.session.roster.count == 120)
    #expect(try bench.service().sessions().count == 2)
  }

  @Test(arguments: ["", "two words", "line\nbreak", "ü"])
  func `what is no token is not sent`(_ text: String) async throws {
    let bench = try await TestBench(.single)
    let failure = await failure { _ = try await signIn(bench, text) }
    #expect(failure?.kind == .usage)
    #expect(bench.server.mints.isEmpty)
  }

  @Test func `one that expired is refused as such`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try await bench.signIn(actingAs: 0)
    let held = try await bench.service().token()
    bench.server.expireTokens(ofAccount: bench.account(0).rawValue)
    let failure = try #require(await failure { _ = try await signIn(bench, held.reveal()) })
    #expect(failure.kind == .signInNeeded)
    #expect(failure.userMessage.summary.contains("refused the account token"))
    #expect(!failure.userMessage.text.contains(held.reveal()))
  }

  @Test func `a profile of another mechanism does not take it`() async throws {
    let bench = try await TestBench(.single)
    try bench.addProfile("shop") { $0.mechanism = .password }
    let service = try bench.service(profile: "shop")
    var request = SignInRequest()
    request.heldToken = Secret("token")
    let refused = request
    let failure = try #require(
      await failure {
        _ = try await service.signIn(
          refused, at: try service.selector(), prompter: ScriptedPrompter())
      })
    #expect(failure.kind == .usage)
    #expect(failure.userMessage.summary.contains("signs in with password, not token"))
    #expect(bench.server.requests.isEmpty)
  }
}

@Suite(.fewAtOnce) struct `A client with a secret` {
  private func bench() async throws -> TestBench {
    let bench = try await TestBench(.large, accounts: 3)
    try bench.addProfile("whole") { $0.grantType = .clientCredentials }
    return bench
  }

  private func signIn(
    _ bench: TestBench, _ prompter: ScriptedPrompter
  ) async throws -> SignInOutcome {
    let service = try bench.service(profile: "whole")
    var request = SignInRequest(mechanism: .password, username: bench.member.username)
    request.account = bench.account(0).rawValue
    return try await service.signIn(request, at: try service.selector(), prompter: prompter)
  }

  @Test func `the secret is asked for first, and kept`() async throws {
    let bench = try await bench()
    let first = ScriptedPrompter(
      .secret(.clientSecret, bench.server.store.clientSecret),
      .secret(.password, bench.member.password))
    let outcome = try await signIn(bench, first)
    #expect(first.questions == ["secret clientSecret", "secret password"])
    #expect(outcome.session.id.grantType == .clientCredentials)
    #expect(bench.server.mints.map(\.accessToken?.grantType) == [.clientCredentials])

    _ = try await signIn(bench, ScriptedPrompter(.secret(.password, bench.member.password)))
    bench.clock.advance(by: 4_000)
    bench.server.forgetRequests()
    let credentials = try await bench.service(profile: "whole").credentials()
    #expect(bench.server.issued.accessTokens == 1)
    #expect(!credentials.accessToken.isEmpty)
  }

  @Test func `one that the store refuses is not kept`() async throws {
    let bench = try await bench()
    let failure = try #require(
      await failure {
        _ = try await signIn(
          bench,
          ScriptedPrompter(
            .secret(.clientSecret, "wrong-secret"), .secret(.password, bench.member.password)))
      })
    #expect(failure.kind == .signInNeeded)
    #expect(failure.userMessage.summary.contains("refused its secret"))
    #expect(bench.server.mints.isEmpty)
    let again = ScriptedPrompter(
      .secret(.clientSecret, bench.server.store.clientSecret),
      .secret(.password, bench.member.password))
    _ = try await signIn(bench, again)
    again.expectDone()
  }

  @Test func `without anybody to ask the variable is named, and nothing is sent`() async throws {
    let bench = try await bench()
    let failure = await failure {
      _ = try await signIn(bench, ScriptedPrompter(.failing(.unavailable)))
    }
    #expect(failure?.kind == .usage)
    #expect(
      failure?.userMessage.recoverySuggestion?.contains("EPSWITCH_CLIENT_SECRET") == true)
    #expect(bench.server.requests.isEmpty)
  }
}

/// The store is asked once who the member is; without an answer the user name has to do.
@Suite(.fewAtOnce) struct `Who signed in` {
  private func asked(_ bench: TestBench) -> Int {
    bench.server.requests.count { $0.path == "/v2/account-members/\(bench.member.id)" }
  }

  @Test func `name and e-mail address are fetched once`() async throws {
    let bench = try await TestBench(.large, accounts: 230)
    let session = try await bench.signIn(actingAs: 0)
    #expect(session.member.displayName == "Ada Buyer <buyer@acme.example>")
    #expect(asked(bench) == 1)
    try await bench.service().switchAccount(to: bench.account(1))
    #expect(asked(bench) == 1)
    #expect(try bench.service().auditEvents(limit: 1).first?.member.name.contains("Ada") == true)
  }

  @Test(arguments: [Fault.status(403), .status(404), .wrongShape, .droppedConnection])
  func `a store that does not say costs only the name`(_ fault: Fault) async throws {
    let bench = try await TestBench(.large, accounts: 3)
    bench.server.faults.turnOn(fault, for: .path("/v2/account-members/\(bench.member.id)"))
    let session = try await bench.signIn(actingAs: 0)
    #expect(session.member.name == nil)
    #expect(session.member.displayName == bench.member.username)
    #expect(session.member.id == bench.member.id)
  }

  @Test func `a name that was known stays when the store does not say it again`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try await bench.signIn(actingAs: 0)
    bench.server.faults.turnOn(
      .status(403), for: .path("/v2/account-members/\(bench.member.id)"))
    #expect(try await bench.signIn(actingAs: 0).member.name == "Ada Buyer")
  }

  @Test func `a store that does not name the member is taken at its tokens' word`() async throws {
    // A lone account is answered without the member's ID.
    let bench = try await TestBench(.single)
    let session = try await bench.signIn()
    #expect(session.member.id == bench.member.id)
  }
}
