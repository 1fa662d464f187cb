@testable import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

@Suite(.fewAtOnce) struct `Signing in with a one-time password` {
  private func signIn(
    _ bench: TestBench, code: String? = nil, _ prompter: ScriptedPrompter
  ) async throws -> SignInOutcome {
    let service = try bench.service()
    var request = SignInRequest(mechanism: .passwordless, username: bench.member.username)
    request.oneTimePassword = code.map { Secret($0) }
    return try await service.signIn(request, at: try service.selector(), prompter: prompter)
  }

  /// The code the store sent last.
  private func sent(_ bench: TestBench) -> String { bench.server.oneTimeCodes.last?.code ?? "" }

  private func requests(_ bench: TestBench) -> Int {
    bench.server.requests.count { $0.path.hasSuffix("/one-time-password-token-request") }
  }

  @Test func `the code is requested, told of, and asked for`() async throws {
    let bench = try await TestBench(.showcase)
    let prompter = ScriptedPrompter(
      .oneTimePassword { prompt in
        #expect(prompt.username == bench.member.username)
        #expect(prompt.refusal == nil)
        return .code(Secret(sent(bench)))
      })
    let outcome = try await signIn(bench, prompter)
    #expect(prompter.questions == ["code"])
    #expect(prompter.notices.first == .oneTimePasswordSent(username: bench.member.username))
    #expect(requests(bench) == 1)
    #expect(outcome.session.mechanism == .passwordless)
    // It is the same session as with a password.
    #expect(outcome.session.id.method == .passwordProfile(bench.member.passwordProfileID))
    try await bench.signIn()
    #expect(try bench.service().sessions().count == 1)
  }

  @Test func `another code can be requested`() async throws {
    let bench = try await TestBench(.showcase)
    let first = Locked("")
    let prompter = ScriptedPrompter(
      .oneTimePassword { _ in
        first.change { $0 = sent(bench) }
        return .sendAgain
      },
      .code(sent(bench)))
    _ = try await signIn(bench, prompter)
    #expect(requests(bench) == 2)
    #expect(
      prompter.notices.count { $0 == .oneTimePasswordSent(username: bench.member.username) } == 2)
    prompter.expectDone()
  }

  @Test func `a wrong code can be corrected, and the refusal is told`() async throws {
    let bench = try await TestBench(.showcase)
    let prompter = ScriptedPrompter(
      .code("000000"),
      .oneTimePassword { prompt in
        #expect(prompt.refusal?.summary.contains("refused the one-time password") == true)
        return .code(Secret(sent(bench)))
      })
    let outcome = try await signIn(bench, prompter)
    #expect(outcome.session.member.id == bench.member.id)
    #expect(requests(bench) == 1)
  }

  @Test func `the third wrong code ends it`() async throws {
    let bench = try await TestBench(.showcase)
    let prompter = ScriptedPrompter(.code("000001"), .code("000002"), .code("000003"))
    let failure = try #require(await failure { _ = try await signIn(bench, prompter) })
    #expect(failure.kind == .signInNeeded)
    #expect(failure.exitCode == 3)
    #expect(failure.userMessage.summary.contains("refused the one-time password"))
    #expect(!failure.userMessage.text.contains("000003"))
    prompter.expectDone()
    #expect(bench.server.mints.count == 3)
    #expect(try bench.service().sessions().isEmpty)
  }

  @Test func `a network failure is no wrong code`() async throws {
    let bench = try await TestBench(.showcase)
    bench.server.faults.turnOn(.status(503), for: .mechanism("passwordless"))
    let failure = await failure { _ = try await signIn(bench, ScriptedPrompter(.code("123456"))) }
    #expect(failure?.kind == .network)
    // It works once, so it is not sent twice.
    #expect(bench.server.mints.count == 1)
  }

  @Test func `with a code in hand no other is requested, and nothing is asked`() async throws {
    let bench = try await TestBench(.showcase)
    _ = await failure { _ = try await signIn(bench, ScriptedPrompter(.failing(.cancelled))) }
    let code = sent(bench)
    bench.server.forgetRequests()
    let outcome = try await signIn(bench, code: code, ScriptedPrompter())
    #expect(outcome.session.member.id == bench.member.id)
    #expect(requests(bench) == 0)

    let failure = await failure {
      _ = try await signIn(bench, code: code, ScriptedPrompter())
    }
    #expect(failure?.kind == .signInNeeded)
    #expect(requests(bench) == 0)
  }

  @Test func `only password profiles that offer them are to choose from`() async throws {
    let bench = try await TestBench(.desk)
    // Of the two, only one offers one-time passwords.
    let outcome = try await signIn(bench, ScriptedPrompter(.code(sent(bench))))
    #expect(outcome.session.member.id == bench.member.id)
  }

  @Test(arguments: ["the list of realms", "the profile's realm", "the given realm"])
  func `where the settings are closed the realm comes from`(_ source: String) async throws {
    let bench = try await TestBench(.showcase) { $0.hidesSettings = true }
    let realm = bench.server.store.realmID
    try bench.addProfile("shop") { if source == "the profile's realm" { $0.realm = realm } }
    let service = try bench.service(profile: "shop")
    var request = SignInRequest(mechanism: .passwordless, username: bench.member.username)
    if source == "the given realm" { request.realm = realm }
    if source != "the list of realms" {
      // Twice: for the password profile, and for the code.
      bench.server.faults.turnOn(
        .status(403), for: FaultScope(pathPrefix: "/v2/authentication-realms", method: "GET"),
        times: 1)
      request.passwordProfile = bench.member.passwordProfileID
    }
    let outcome = try await service.signIn(
      request, at: try service.selector(), prompter: ScriptedPrompter(.code(sent(bench))))
    #expect(outcome.session.member.id == bench.member.id)
    #expect(
      bench.server.requests.contains { $0.path.contains("/\(realm)/password-profiles/") })
  }

  @Test func `without anybody to ask the option is named`() async throws {
    let bench = try await TestBench(.showcase)
    let failure = await failure {
      _ = try await signIn(bench, ScriptedPrompter(.failing(.unavailable)))
    }
    #expect(failure?.kind == .usage)
    #expect(failure?.userMessage.recoverySuggestion?.contains("--code-stdin") == true)
  }
}
