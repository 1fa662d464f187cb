@testable import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

@Suite(.fewAtOnce) struct `Signing in with a password` {
  private func request(_ edit: (inout SignInRequest) -> Void = { _ in }) -> SignInRequest {
    var request = SignInRequest(mechanism: .password)
    edit(&request)
    return request
  }

  @Test func `it keeps the roster, the member and the method`() async throws {
    let bench = try await TestBench(.showcase)
    let service = try bench.service()
    let session = try await bench.signIn(service)
    #expect(session.member.id == bench.member.id)
    #expect(session.member.username == bench.member.username)
    #expect(session.member.name == bench.member.name)
    #expect(session.member.email == bench.member.email)
    #expect(session.mechanism == .password)
    #expect(session.id.method == .passwordProfile(bench.member.passwordProfileID))
    #expect(session.id.grantType == .implicit)
    #expect(session.roster.count == bench.server.store.roster.count)
    #expect(session.selected == nil)
    #expect(try service.session(at: try service.selector()) == session)
  }

  @Test func `the user name is asked for before the password`() async throws {
    let bench = try await TestBench(.showcase)
    let service = try bench.service()
    let prompter = ScriptedPrompter(
      .text(.username, bench.member.username), .secret(.password, bench.member.password))
    let outcome = try await service.signIn(
      request(), at: try service.selector(), prompter: prompter)
    #expect(prompter.questions == ["text username", "secret password"])
    #expect(outcome.warnings.isEmpty)
    #expect(prompter.notices.last == .rosterProgressed(loaded: 12, total: 12))
  }

  @Test func `the user name of the profile is not asked for`() async throws {
    let bench = try await TestBench(.showcase)
    try bench.addProfile("shop") { $0.username = bench.member.username }
    let service = try bench.service(profile: "shop")
    let prompter = ScriptedPrompter(.secret(.password, bench.member.password))
    _ = try await service.signIn(request(), at: try service.selector(), prompter: prompter)
    #expect(prompter.questions == ["secret password"])
  }

  @Test func `the only account is chosen`() async throws {
    let bench = try await TestBench(.single)
    let session = try await bench.signIn()
    #expect(session.selected == bench.account(0))
  }

  @Test func `a member of no account is signed in`() async throws {
    let bench = try await TestBench(.empty)
    let session = try await bench.signIn()
    #expect(session.roster.isEmpty)
    #expect(session.member.id == bench.member.id)
    #expect(try bench.service().sessions().map(\.id) == [session.id])
  }

  @Test func `a wrong password is refused and keeps the earlier session`() async throws {
    let bench = try await TestBench(.showcase)
    let session = try await bench.signIn(actingAs: 0)
    let service = try bench.service()
    let before = try service.everything(of: session.id)
    let failure = try #require(
      await failure {
        _ = try await service.signIn(
          request { $0.username = bench.member.username }, at: try service.selector(),
          prompter: ScriptedPrompter(.secret(.password, "wrong")))
      })
    #expect(failure.kind == .signInNeeded)
    #expect(failure.userMessage.summary.contains("authentication failed"))
    #expect(try service.everything(of: session.id) == before)
  }

  @Test(arguments: [nil, 0])
  func `signing in again keeps the account that was chosen`(_ chosen: Int?) async throws {
    let bench = try await TestBench(.showcase)
    let before = try await bench.signIn(actingAs: 2)
    let after = try await bench.signIn(actingAs: chosen)
    #expect(after.selected == chosen.map { bench.account($0) } ?? before.selected)
  }

  @Test func `nobody to ask is said with the option that is missing`() async throws {
    let bench = try await TestBench(.showcase)
    let service = try bench.service()
    for (prompter, option) in [
      (ScriptedPrompter(.failing(.unavailable)), "--username"),
      (
        ScriptedPrompter(.text(.username, "u"), .failing(.unavailable)), "--password-stdin"
      ),
    ] {
      let failure = try #require(
        await failure {
          _ = try await service.signIn(request(), at: try service.selector(), prompter: prompter)
        })
      #expect(failure.kind == .usage)
      #expect(failure.userMessage.recoverySuggestion?.contains(option) == true)
    }
    #expect(bench.server.mints.isEmpty)
  }

  @Test func `cancelling a prompt sends nothing more and records nothing`() async throws {
    let bench = try await TestBench(.showcase)
    let service = try bench.service()
    let failure = await failure {
      _ = try await service.signIn(
        request(), at: try service.selector(),
        prompter: ScriptedPrompter(.failing(.cancelled)))
    }
    #expect(failure?.kind == .cancelled)
    #expect(failure?.exitCode == 130)
    #expect(bench.server.mints.isEmpty)
    #expect(try service.auditEvents(limit: 9).isEmpty)
  }
}

/// A password is never sent to a password profile that was guessed.
@Suite(.fewAtOnce) struct `The password profile` {
  private func desk() async throws -> (TestBench, support: PasswordProfile) {
    let bench = try await TestBench(.desk)
    try bench.addProfile("shop")
    return (
      bench, try #require(bench.server.store.passwordProfiles.first { $0.name == "Impersonation" })
    )
  }

  /// Signs in as the support desk, under the profile `shop`.
  private func signIn(
    _ bench: TestBench, _ named: String?, _ prompter: ScriptedPrompter
  ) async throws -> SignInOutcome {
    let service = try bench.service(profile: "shop")
    var request = SignInRequest(mechanism: .password, username: "agent")
    request.passwordProfile = named
    return try await service.signIn(request, at: try service.selector(), prompter: prompter)
  }

  @Test func `of several the person chooses, and the settings remember it`() async throws {
    let (bench, support) = try await desk()
    let prompter = ScriptedPrompter(
      .choice(.password) { profiles in
        #expect(profiles.map(\.name).sorted() == ["Impersonation", "Members"])
        return profiles.first { $0.name == "Impersonation" }?.id
      }, .secret(.password, "agent-password"))
    let outcome = try await signIn(bench, nil, prompter)
    #expect(prompter.questions == ["choice password", "secret password"])
    #expect(outcome.session.id.method == .passwordProfile(support.id))
    #expect(outcome.warnings.isEmpty)
    #expect(try bench.settings.load()["shop"]?.passwordProfile == support.id)
    // It is not asked for again.
    _ = try await signIn(bench, nil, ScriptedPrompter(.secret(.password, "agent-password")))
  }

  @Test func `a choice is not remembered when the sign-in fails`() async throws {
    let (bench, _) = try await desk()
    let failure = await failure {
      _ = try await signIn(
        bench, nil,
        ScriptedPrompter(.choice(.password, named: "Members"), .secret(.password, "wrong")))
    }
    #expect(failure?.kind == .signInNeeded)
    #expect(try bench.settings.load()["shop"]?.passwordProfile == nil)
  }

  @Test func `settings that cannot be written are a warning, not a failure`() async throws {
    let (bench, support) = try await desk()
    let path = bench.settings.path
    let prompter = ScriptedPrompter(
      .choice(.password, named: "Impersonation"), .secret(.password, "agent-password"))
    let service = try bench.service(profile: "shop")
    let selector = try service.selector()
    // Root may write anywhere, so the settings become what no edit understands.
    try "not = [valid".write(toFile: path, atomically: true, encoding: .utf8)
    let outcome = try await service.signIn(
      SignInRequest(mechanism: .password, username: "agent"), at: selector, prompter: prompter)
    #expect(outcome.session.member.id == bench.member.id)
    let warning = try #require(outcome.warnings.first)
    #expect(outcome.warnings.count == 1)
    #expect(warning.summary.hasPrefix("You are signed in, but"))
    #expect(
      warning.recoverySuggestion?.contains(
        "epswitch profile set shop password-profile \(support.id)") == true)
    #expect(try service.sessions().count == 1)
    #expect(try service.auditEvents(limit: 9).map(\.result) == [.succeeded])
  }

  @Test(arguments: ["by its name", "by its ID"])
  func `one that is named is taken`(_ way: String) async throws {
    let (bench, support) = try await desk()
    let outcome = try await signIn(
      bench, way == "by its name" ? support.name : support.id,
      ScriptedPrompter(.secret(.password, "agent-password")))
    #expect(outcome.session.id.method == .passwordProfile(support.id))
    #expect(try bench.settings.load()["shop"]?.passwordProfile == nil)
    let sent = try #require(bench.server.mints.first)
    #expect(String(decoding: sent.body, as: UTF8.self).contains(support.id))
    #expect(
      bench.server.requests.contains { $0.path.hasSuffix("password-profiles") }
        == (way == "by its name"))
  }

  @Test func `a name that the store does not have is answered with those it has`() async throws {
    let (bench, support) = try await desk()
    let failure = try #require(
      await failure { _ = try await signIn(bench, "Impersonators", ScriptedPrompter()) })
    #expect(failure.kind == .usage)
    #expect(failure.userMessage.summary.contains("“Impersonators”"))
    #expect(failure.userMessage.recoverySuggestion?.contains("Members (") == true)
    #expect(failure.userMessage.recoverySuggestion?.contains(support.id) == true)
    #expect(bench.server.mints.isEmpty)
  }

  @Test func `without anybody to ask the profiles are listed, and nothing is sent`() async throws {
    let (bench, support) = try await desk()
    let failure = try #require(
      await failure {
        _ = try await signIn(bench, nil, ScriptedPrompter(.failing(.unavailable)))
      })
    #expect(failure.kind == .usage)
    #expect(failure.userMessage.summary.contains("Impersonation (\(support.id))"))
    #expect(failure.userMessage.recoverySuggestion?.contains("--password-profile") == true)
    #expect(bench.server.mints.isEmpty)
  }

  @Test func `another one than the settings name is refused`() async throws {
    let (bench, support) = try await desk()
    let own = bench.member.passwordProfileID
    try bench.settings.set(.passwordProfile, to: own, on: "shop")
    for named in [support.id, support.name] {
      let failure = try #require(
        await failure { _ = try await signIn(bench, named, ScriptedPrompter()) })
      #expect(failure.kind == .usage)
      #expect(failure.userMessage.summary.contains("profile shop"))
      #expect(failure.userMessage.summary.contains(own))
    }
    #expect(bench.server.mints.isEmpty)
  }

  @Test func `a store that closes its settings is no obstacle when the profile is given by its ID`()
    async throws
  {
    let bench = try await TestBench(.showcase)
    bench.server.faults.turnOn(.status(403), for: .path("/v2/settings"))
    bench.server.faults.turnOn(.status(403), for: .path("/v2/authentication-realms"))
    try await bench.signIn()
    #expect(!bench.server.requests.contains { $0.path.hasPrefix("/v2/settings") })
  }

  @Test func `a store that closes its settings is asked for its realms`() async throws {
    let bench = try await TestBench(.showcase) { $0.hidesSettings = true }
    let service = try bench.service()
    let outcome = try await service.signIn(
      SignInRequest(mechanism: .password, username: bench.member.username),
      at: try service.selector(),
      prompter: ScriptedPrompter(.secret(.password, bench.member.password)))
    #expect(outcome.session.id.method == .passwordProfile(bench.member.passwordProfileID))
    #expect(bench.server.requests.contains { $0.path == "/v2/authentication-realms" })
  }

  @Test func `a realm that is given is gone to`() async throws {
    let bench = try await TestBench(.showcase) { $0.hidesSettings = true }
    bench.server.faults.turnOn(
      .status(403), for: FaultScope(pathPrefix: "/v2/authentication-realms", query: [:]), times: 1)
    try bench.addProfile("shop") { $0.realm = bench.server.store.realmID }
    let service = try bench.service(profile: "shop")
    let outcome = try await service.signIn(
      SignInRequest(mechanism: .password, username: bench.member.username),
      at: try service.selector(),
      prompter: ScriptedPrompter(.secret(.password, bench.member.password)))
    #expect(outcome.session.member.id == bench.member.id)
  }

  @Test func `where the store closes everything the realm and the profile have to be given`()
    async throws
  {
    let bench = try await TestBench(.showcase) { $0.hidesSettings = true }
    bench.server.faults.turnOn(.status(403), for: .path("/v2/authentication-realms"))
    let service = try bench.service()
    let failure = try #require(
      await failure {
        _ = try await service.signIn(
          SignInRequest(mechanism: .password, username: "u"), at: try service.selector(),
          prompter: ScriptedPrompter())
      })
    #expect(failure.kind == .signInNeeded)
    #expect(failure.userMessage.recoverySuggestion?.contains("--realm") == true)
    #expect(failure.userMessage.recoverySuggestion?.contains("--password-profile") == true)
    #expect(bench.server.mints.isEmpty)
  }
}
