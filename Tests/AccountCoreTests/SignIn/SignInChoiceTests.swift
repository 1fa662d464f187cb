@testable import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

/// Which account is acted as after a sign-in, and why.
@Suite(.fewAtOnce) struct `Choosing an account while signing in` {
  private func bench(
    _ scenario: Scenario = .single, isProduction: Bool = true, accounts: Int? = nil
  ) async throws -> TestBench {
    let bench = try await TestBench(scenario, accounts: accounts)
    try bench.addProfile("live") { $0.isProduction = isProduction }
    return bench
  }

  private func signIn(
    _ bench: TestBench, account: String? = nil, reason: String? = nil, variable: String? = nil,
    asking step: ScriptedPrompter.Step? = nil
  ) async throws -> SignInOutcome {
    let service = try bench.service(
      StoreOptions(profile: "live"),
      variables: variable.map { ["EPSWITCH_REASON": $0] } ?? [:])
    var request = SignInRequest(mechanism: .password, username: bench.member.username)
    request.account = account
    request.reason = reason
    let password = ScriptedPrompter.Step.secret(.password, bench.member.password)
    let prompter = step.map { ScriptedPrompter(password, $0) } ?? ScriptedPrompter(password)
    defer { prompter.expectDone() }
    return try await service.signIn(request, at: try service.selector(), prompter: prompter)
  }

  private func event(_ bench: TestBench) throws -> AuditEvent? {
    try bench.service(profile: "live").auditEvents(limit: 1).first
  }

  @Test func `the only account needs a reason in production, which names it`() async throws {
    let bench = try await bench()
    let outcome = try await signIn(
      bench,
      asking: .reason { prompt in
        #expect(prompt.profile == "live")
        #expect(prompt.account.id == bench.account(0))
        return "ticket 1"
      })
    #expect(outcome.session.selected == bench.account(0))
    #expect(outcome.warnings.isEmpty)
    #expect(try event(bench)?.reason == "ticket 1")
    #expect(try event(bench)?.account?.id == bench.account(0).rawValue)
  }

  @Test(arguments: ["option", "variable"])
  func `a reason that is given is not asked for`(_ source: String) async throws {
    let bench = try await bench()
    let outcome = try await signIn(
      bench, reason: source == "option" ? "ticket 2" : nil,
      variable: source == "variable" ? "ticket 2" : nil)
    #expect(outcome.session.selected == bench.account(0))
    #expect(try event(bench)?.reason == "ticket 2")
  }

  @Test(arguments: [PromptError.unavailable, .cancelled])
  func `without a reason the member is signed in and nobody is chosen`(
    _ error: PromptError
  ) async throws {
    let bench = try await bench()
    let outcome = try await signIn(bench, asking: .failing(error))
    #expect(outcome.session.selected == nil)
    #expect(outcome.warnings.count == 1)
    #expect(outcome.warnings.first?.summary.hasPrefix("No account is chosen yet") == true)
    #expect(
      outcome.warnings.first?.recoverySuggestion?.contains("epswitch switch --profile live")
        == true)
    #expect(try event(bench)?.account == nil)
    let service = try bench.service(profile: "live")
    let failure = await failure { _ = try service.actingAccount() }
    #expect(failure?.kind == .noSuchAccount)
  }

  @Test func `signing in again to the account that is chosen needs no reason`() async throws {
    let bench = try await bench()
    _ = try await signIn(bench, reason: "ticket 1")
    let outcome = try await signIn(bench)
    #expect(outcome.session.selected == bench.account(0))
  }

  @Test func `elsewhere the only account is chosen without a reason`() async throws {
    let bench = try await bench(isProduction: false)
    #expect(try await signIn(bench).session.selected == bench.account(0))
  }

  @Test func `of several accounts none is chosen, and no reason is asked for`() async throws {
    let bench = try await bench(.large, accounts: 3)
    let outcome = try await signIn(bench)
    #expect(outcome.session.selected == nil)
    #expect(outcome.warnings.isEmpty)
  }

  @Test func `an account that is named is chosen, with its reason`() async throws {
    let bench = try await bench(.large, accounts: 3)
    let id = bench.account(2)
    let asked = try await signIn(bench, account: id.rawValue, asking: .reason("ticket 3"))
    #expect(asked.session.selected == id)
    #expect(try event(bench)?.reason == "ticket 3")
    let name = try #require(asked.session.roster[bench.account(1)]?.name)
    let given = try await signIn(bench, account: name, reason: "ticket 4")
    #expect(given.session.selected == bench.account(1))
    #expect(try event(bench)?.reason == "ticket 4")
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let account: String
    var step: ScriptedPrompter.Step?
    let kind: AccountError.Kind
  }

  @Test(arguments: [
    Refusal(testDescription: "not there", account: "nosuch", kind: .noSuchAccount),
    Refusal(testDescription: "several", account: "e", kind: .noSuchAccount),
    Refusal(
      testDescription: "cancelled", account: "0", step: .failing(.cancelled), kind: .cancelled),
  ])
  func `an account that cannot be chosen is an error that says who is signed in`(
    _ example: Refusal
  ) async throws {
    let bench = try await bench(.large, accounts: 30)
    let account = example.account == "0" ? bench.account(0).rawValue : example.account
    let failure = try #require(
      await failure { _ = try await signIn(bench, account: account, asking: example.step) })
    #expect(failure.kind == example.kind)
    #expect(failure.userMessage.summary.contains("is signed in, but no account was chosen"))
    #expect(failure.userMessage.summary.contains("Ada Buyer"))
    let service = try bench.service(profile: "live")
    let session = try service.session(at: try service.selector())
    #expect(session.selected == nil)
    #expect(session.roster.count == 30)
  }

  @Test func `an account without a reason and nobody to ask is refused before the store is asked`()
    async throws
  {
    let bench = try await bench(.large, accounts: 3)
    let service = try bench.service(profile: "live")
    var request = SignInRequest(mechanism: .password, username: bench.member.username)
    request.account = "acme"
    let sent = bench.server.requests.count
    let failure = try #require(
      await failure {
        _ = try await service.signIn(
          request, at: try service.selector(), prompter: NobodyThere())
      })
    #expect(failure.kind == .usage)
    #expect(failure.userMessage.text.contains("--reason"))
    #expect(bench.server.requests.count == sent)
  }
}

/// Nobody is asked, and nobody may be.
private struct NobodyThere: Prompter {}

/// Each refusal says what was refused: the client, the credential, the settings or the store.
@Suite(.fewAtOnce) struct `Refusals are told apart` {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let mechanism: Mechanism
    let fault: Fault
    let scope: FaultScope
    let summary: String
    let remedy: String
  }

  private static let minting = FaultScope.path("/v2/account-members/tokens")

  static let cases = [
    Case(
      testDescription: "client ID", mechanism: .password, fault: .status(401),
      scope: .path("/oauth/access_token"), summary: "does not know the client ID simulator-client",
      remedy: "region of the endpoint"),
    Case(
      testDescription: "password", mechanism: .password,
      fault: .error(400, details: ["authentication failed"]), scope: minting,
      summary: "refused the user name or the password (400: authentication failed)",
      remedy: "Check the user name, the password and the password profile"),
    Case(
      testDescription: "code", mechanism: .passwordless,
      fault: .error(400, details: ["authentication failed"]), scope: minting,
      summary: "refused the one-time password", remedy: "older than ten minutes"),
    Case(
      testDescription: "store mismatch", mechanism: .password, fault: .storeMismatch,
      scope: minting, summary: "belongs to another store than the client ID simulator-client",
      remedy: "Check the client ID and the password profile"),
    Case(
      testDescription: "closed settings", mechanism: .password, fault: .status(403),
      scope: .path("/v2/"), summary: "does not show this client how members sign in",
      remedy: "--realm and --password-profile"),
    Case(
      testDescription: "sign-up closed", mechanism: .selfSignup, fault: .status(403),
      scope: minting, summary: "does not allow self sign-up", remedy: "add you as a member"),
    Case(
      testDescription: "sign-up taken", mechanism: .selfSignup, fault: .status(422),
      scope: minting, summary: "may be taken", remedy: "choose another user name"),
    Case(
      testDescription: "customer", mechanism: .customer, fault: .status(401),
      scope: .path("/v2/customers"), summary: "refused the e-mail address or the password",
      remedy: "a customer is not an account member"),
  ]

  @Test(arguments: cases) func `in its own sentence`(_ example: Case) async throws {
    let bench = try await TestBench(.showcase)
    bench.server.faults.turnOn(example.fault, for: example.scope)
    let service = try bench.service()
    var request = SignInRequest(mechanism: example.mechanism, username: "u@acme.example")
    request.name = "N"
    request.email = "u@acme.example"
    if example.mechanism == .passwordless { request.oneTimePassword = Secret("123456") }
    let prompter: ScriptedPrompter
    switch (example.mechanism, example.testDescription) {
    case (.passwordless, _), (_, "closed settings"): prompter = ScriptedPrompter()
    // The client is asked for the password profiles before anybody is asked for a password.
    case (.password, "client ID"): prompter = ScriptedPrompter()
    case (.selfSignup, _): prompter = ScriptedPrompter(.secret(.newPassword, "pw-secret"))
    default: prompter = ScriptedPrompter(.secret(.password, "pw-secret"))
    }
    let refused = request
    let failure = try #require(
      await failure {
        _ = try await service.signIn(refused, at: try service.selector(), prompter: prompter)
      })
    #expect(failure.kind == .signInNeeded)
    #expect(failure.exitCode == 3)
    #expect(failure.userMessage.summary.contains(example.summary))
    #expect(failure.userMessage.unchanged == "Nothing was changed.")
    #expect(failure.userMessage.recoverySuggestion?.contains(example.remedy) == true)
    #expect(!failure.userMessage.text.contains("pw-secret"))
    prompter.expectDone()
  }

  @Test(arguments: ErrorShape.allCases)
  func `whatever shape the store writes its reason in`(_ shape: ErrorShape) async throws {
    let bench = try await TestBench(.showcase)
    bench.server.faults.turnOn(
      .error(400, shape: shape, details: ["the reason given"]), for: Self.minting)
    let failure = await failure { try await bench.signIn() }
    #expect(failure?.userMessage.summary.contains("the reason given") == true)
  }
}
