@testable import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

@Suite(.fewAtOnce) struct `Diagnostics find` {
  /// Everything that is found, in order.
  private func run(
    _ bench: TestBench, _ options: StoreOptions = StoreOptions(),
    variables: [String: String]? = nil,
    edit: (inout AccountService.Configuration) -> Void = { _ in }
  ) async -> [Finding] {
    var configuration = bench.configuration(options, variables: variables)
    edit(&configuration)
    var reported: [Finding] = []
    let all = await Diagnostics(configuration).run { reported.append($0) }
    #expect(reported == all)
    return all
  }

  /// The finding of a check that is not a pass; else the last of the check.
  private func finding(_ check: Finding.Check, _ all: [Finding]) throws -> Finding {
    let found = all.filter { $0.check == check }
    return try #require(found.first { $0.verdict != .pass } ?? found.last)
  }

  private func expect(
    _ check: Finding.Check, _ verdict: Finding.Verdict, _ words: String..., in all: [Finding],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let finding = try finding(check, all)
    #expect(finding.verdict == verdict, "\(finding)", sourceLocation: sourceLocation)
    let text = "\(finding.summary) \(finding.recoverySuggestion?.inCommands ?? "")"
    for words in words {
      #expect(text.contains(words), "\(finding)", sourceLocation: sourceLocation)
    }
    if verdict != .pass {
      #expect(finding.recoverySuggestion != nil, sourceLocation: sourceLocation)
    }
  }

  @Test func `that all is well`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try bench.addProfile("shop")
    try bench.settings.use("shop")
    let session = try await bench.signIn(try bench.service(variables: [:]), actingAs: 1)
    let before = try bench.service().everything(of: session.id)
    let all = await run(bench, variables: [:])
    #expect(all.filter { $0.verdict != .pass } == [])
    try expect(.settings, .pass, "1 profile, shop in use", in: all)
    try expect(.vaultKey, .pass, "a file beside the vault", in: all)
    try expect(.endpoint, .pass, "stays on this machine", in: all)
    try expect(.clock, .pass, "agrees", in: all)
    try expect(.client, .pass, "simulator-client", in: all)
    try expect(.signIn, .pass, "“Buyers”", "self sign-up", in: all)
    try expect(
      .session, .pass, "Ada Buyer", "3 accounts", bench.account(1).rawValue,
      "answers as that account", in: all)
    #expect(try bench.service().everything(of: session.id) == before)
  }

  @Test func `that nothing is set up yet`() async throws {
    let bench = try await TestBench(.single)
    let all = await run(bench, variables: [:])
    try expect(.settings, .pass, "none is needed", in: all)
    try expect(.vaultKey, .pass, "Nothing is sealed yet", in: all)
    try expect(.store, .warn, "No store is named", in: all)
    #expect(!all.contains { $0.check == .endpoint })
    #expect(!FileManager.default.fileExists(atPath: bench.stateDirectory))
  }

  @Test func `that nobody is signed in, with the remedy`() async throws {
    let bench = try await TestBench(.single)
    try bench.addProfile("shop")
    let all = await run(bench, StoreOptions(profile: "shop"), variables: [:])
    try expect(.session, .warn, "Nobody is signed in", "--profile shop", in: all)
  }

  @Test func `a profile that does not exist`() async throws {
    let bench = try await TestBench(.single)
    let all = await run(bench, variables: ["EPSWITCH_PROFILE": "nosuch"])
    try expect(.store, .fail, "EPSWITCH_PROFILE", "nosuch", in: all)
  }

  @Test func `an unknown key and a profile in use that is not there`() async throws {
    let bench = try await TestBench(.single)
    try bench.addProfile("shop")
    let path = bench.settings.path
    let text = try String(contentsOfFile: path, encoding: .utf8)
      .replacing("client-id", with: "clinet-id = \"x\"\nclient-id")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    try expect(.settings, .warn, "clinet-id", "client-id", in: await run(bench))
    try text.replacing("clinet-id = \"x\"\n", with: "").replacing(
      "[profiles.shop]", with: "[profiles.shap]"
    )
    .write(toFile: path, atomically: true, encoding: .utf8)
    try expect(.settings, .warn, "“shop”", "epswitch profile use", in: await run(bench))
  }

  @Test func `settings that are not valid`() async throws {
    let bench = try await TestBench(.single)
    try bench.addProfile("shop")
    try "not = [valid".write(toFile: bench.settings.path, atomically: true, encoding: .utf8)
    let all = await run(bench)
    try expect(.settings, .fail, bench.settings.path, in: all)
  }

  @Test func `files that others can use`() async throws {
    let bench = try await TestBench(.single)
    try bench.addProfile("shop")
    try await bench.signIn()
    #expect(chmod(bench.settings.path, 0o666) == 0)
    #expect(chmod(bench.stateDirectory + "/vault.sqlite", 0o644) == 0)
    let all = await run(bench)
    let files = all.filter { $0.check == .files }
    #expect(files.map(\.verdict) == [.warn, .warn])
    #expect(files[0].summary.contains("vault.sqlite"))
    #expect(files[0].summary.contains("mode 644"))
    #expect(files[1].recoverySuggestion?.contains("chmod go-w") == true)

    #expect(chmod(bench.stateDirectory + "/vault.key", 0o644) == 0)
    try expect(.files, .fail, "vault.key", in: await run(bench))
  }

  @Test func `a key that is gone, and one that has no place`() async throws {
    let bench = try await TestBench(.single)
    try await bench.signIn()
    try FileManager.default.removeItem(atPath: bench.stateDirectory + "/vault.key")
    let lost = await run(bench)
    try expect(.vaultKey, .fail, "epswitch login", in: lost)
    // The rest is checked all the same.
    try expect(.signIn, .pass, in: lost)

    var variables = bench.storeVariables
    variables["EPSWITCH_VAULT_KEY"] = "paper"
    let wrong = await run(bench, variables: variables)
    try expect(.vaultKey, .fail, "EPSWITCH_VAULT_KEY is “paper”", "keyring", in: wrong)
    try expect(.client, .pass, in: wrong)
    #expect(throws: AccountError.self) { try bench.service(variables: variables) }
  }

  @Test func `a store that cannot be reached`() async throws {
    let bench = try await TestBench(.single)
    await bench.server.stop()
    let all = await run(bench)
    try expect(.endpoint, .fail, "cannot be reached", in: all)
    #expect(!all.contains { $0.check == .client })
    try expect(.session, .warn, in: all)
  }

  @Test func `a clock that is wrong`() async throws {
    let bench = try await TestBench(.single)
    bench.server.faults.turnOn(.skewedDate(seconds: 7200))
    try expect(.clock, .warn, "2h 00m behind", in: await run(bench))
    bench.server.faults.turnOffAll()
    bench.server.faults.turnOn(.skewedDate(seconds: -7200))
    try expect(.clock, .warn, "2h 00m ahead of", in: await run(bench))
  }

  @Test func `a client the store does not know, and a secret that is missing`() async throws {
    let bench = try await TestBench(.single)
    let unknown = await run(bench, StoreOptions(clientID: "nobody"))
    try expect(.client, .fail, "does not know the client ID nobody", in: unknown)
    try bench.addProfile("whole") { $0.grantType = .clientCredentials }
    let missing = await run(bench, StoreOptions(profile: "whole"), variables: [:])
    try expect(.client, .fail, "client secret of whole is missing", in: missing)
  }

  @Test func `how members sign in`() async throws {
    let bench = try await TestBench(.desk)
    try bench.addProfile("wrong") { $0.passwordProfile = "nosuch" }
    try bench.addProfile("lost") { $0.oidcProfile = "nosuch" }
    for (name, kind) in [("wrong", "password profile"), ("lost", "OpenID profile")] {
      let all = await run(bench, StoreOptions(profile: name), variables: [:])
      try expect(.signIn, .warn, "no \(kind) nosuch", "“Impersonation”", in: all)
    }
    bench.server.faults.turnOn(.status(403), for: .path("/v2/settings"))
    try expect(.signIn, .warn, "does not show this client", in: await run(bench))
  }

  @Test func `a session that has expired`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try bench.addProfile("shop")
    try await bench.signIn(try bench.service(profile: "shop"), actingAs: 1)
    bench.clock.advance(by: 86_400)
    let all = await run(bench, StoreOptions(profile: "shop"), variables: [:])
    try expect(.session, .fail, "has expired", "epswitch login --profile shop", in: all)
  }

  @Test func `one token that has expired, which is renewed when it is used`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    bench.server.setLifetime(600, ofAccount: bench.account(1).rawValue)
    try await bench.signIn(actingAs: 1)
    bench.clock.advance(by: 700)
    bench.server.forgetRequests()
    try expect(.session, .pass, "is renewed when it is used", in: await run(bench))
    #expect(bench.server.mints.isEmpty)
  }

  @Test func `a member of no account, and of none that is chosen`() async throws {
    let empty = try await TestBench(.empty)
    try await empty.signIn()
    try expect(.session, .warn, "0 accounts", "administrator", in: await run(empty))
    let several = try await TestBench(.large, accounts: 3)
    try await several.signIn()
    try expect(.session, .warn, "No account is chosen", in: await run(several))
  }

  @Test func `a token that the store refuses`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try await bench.signIn(actingAs: 1)
    bench.server.removeAccount(bench.account(1).rawValue, fromMember: bench.member.id)
    try expect(.session, .fail, "404", "epswitch refresh", in: await run(bench))
  }

  @Test func `that a client with a secret proves nothing`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try bench.addProfile("whole") { $0.grantType = .clientCredentials }
    let variables = ["EPSWITCH_CLIENT_SECRET": bench.server.store.clientSecret]
    let options = StoreOptions(profile: "whole")
    try await bench.signIn(try bench.service(options, variables: variables), actingAs: 1)
    try expect(
      .session, .pass, "proves nothing", in: await run(bench, options, variables: variables))
  }
}
