import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// A remedy names a command that works where the failure was: with `--profile` where the settings
/// would lead elsewhere.
@Suite(.serialized)
struct RemedyTests {
  /// Two profiles, of which the one in use is of another store.
  private func withProfiles(
    signedInAs account: String? = "Acme Industrial", _ body: (Bench) async throws -> Void
  ) async throws {
    try await withBench { bench in
      let program = bench.program.setting(["EPSWITCH_ENDPOINT": nil, "EPSWITCH_CLIENT_ID": nil])
      try bench.home.writeSettings(
        """
        profile = "other"

        [profiles.other]
        endpoint = "https://other.invalid"
        client-id = "other"

        [profiles.live]
        endpoint = "\(bench.server.baseURL)"
        client-id = "\(bench.store.clientID)"

        """)
      let named = bench.with(program.setting(["EPSWITCH_PROFILE": "live"]))
      if let account { try await named.signIn(as: account) }
      try await body(bench.with(program))
    }
  }

  /// Each remedy of a failure is a command of this profile.
  private func expect(
    _ outcome: Outcome, exitCode: Int32, remedy: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.exitCode == exitCode, "\(outcome)", sourceLocation: sourceLocation)
    #expect(outcome.errors.contains("`\(remedy)`"), "\(outcome)", sourceLocation: sourceLocation)
    let commands = outcome.errors.matches(of: /`(epswitch [^`]*)`/).map { String($0.output.1) }
    #expect(
      commands.allSatisfy { $0.hasSuffix(" --profile live") }, "\(outcome)",
      sourceLocation: sourceLocation)
  }

  private static let acting: [[String]] = [
    ["token"], ["exec", "--", "true"], ["env", "--shell", "bash"], ["header"], ["export", "json"],
    ["api", "/v2/accounts"], ["current"],
  ]

  private func run(_ bench: Bench, _ arguments: [String]) async throws -> Outcome {
    var arguments = arguments
    arguments.insert(contentsOf: ["--profile", "live"], at: arguments[0] == "export" ? 2 : 1)
    return try await bench.program.run(arguments: arguments)
  }

  @Test func `where nobody is signed in`() async throws {
    try await withProfiles(signedInAs: nil) { bench in
      for command in Self.acting + [["list"], ["switch", "bolt"], ["refresh"]] {
        expect(try await run(bench, command), exitCode: 3, remedy: "epswitch login --profile live")
      }
    }
  }

  @Test func `where a session has expired`() async throws {
    try await withProfiles(signedInAs: nil) { bench in
      let live = bench.with(bench.program.setting(["EPSWITCH_PROFILE": "live"]))
      try await live.signInToExpired(as: "Acme Industrial")
      for command in Self.acting + [["switch", "bolt"], ["refresh"], ["list", "--refresh"]] {
        expect(try await run(bench, command), exitCode: 3, remedy: "epswitch login --profile live")
      }
    }
  }

  @Test func `where no account is chosen, or none is meant`() async throws {
    try await withProfiles(signedInAs: nil) { bench in
      let login = try await bench.program.run(
        "login", "--profile", "live", "--username", bench.store.member.username,
        "--password-stdin", input: bench.store.member.password)
      expect(login, exitCode: 0, remedy: "epswitch switch --profile live")
      for command in Self.acting {
        expect(
          try await run(bench, command), exitCode: 4, remedy: "epswitch switch --profile live")
      }
      expect(
        try await run(bench, ["switch", "-"]), exitCode: 4,
        remedy: "epswitch switch NAME --profile live")
      for command in [["switch", "nosuch"], ["token", "--account", "nosuch"]] {
        expect(try await run(bench, command), exitCode: 4, remedy: "epswitch list --profile live")
      }
    }
  }

  @Test func `where the store took something back`() async throws {
    try await withProfiles { bench in
      let lost = bench.server.faults.turnOn(
        .lostAccount(id: try bench.accountID("Bolt & Nut Co")))
      expect(
        try await run(bench, ["switch", "bolt"]), exitCode: 4,
        remedy: "epswitch refresh --profile live")
      bench.server.faults.turnOff(lost)
      let short = bench.server.faults.turnOn(.overstatedTotal(by: 1))
      let again = try await bench.program.run(
        "login", "--profile", "live", "--username", bench.store.member.username,
        "--password-stdin", input: bench.store.member.password)
      expect(again, exitCode: 0, remedy: "epswitch refresh --profile live")
      bench.server.faults.turnOff(short)
      bench.server.faults.turnOn(.expiredAccountTokens)
      for command in [["switch", "bolt"], ["refresh"], ["api", "/v2/accounts"]] {
        expect(try await run(bench, command), exitCode: 3, remedy: "epswitch login --profile live")
      }
    }
  }

  @Test func `where the key of the vault is lost`() async throws {
    try await withProfiles { bench in
      unlink("\(bench.home.state)/vault.key")
      for command in Self.acting.dropLast() + [["switch", "bolt"], ["refresh"]] {
        expect(try await run(bench, command), exitCode: 3, remedy: "epswitch login --profile live")
      }
    }
  }

  @Test func `a store that only options name is named in the remedy`() async throws {
    try await withBench { bench in
      let outcome = try await Program(in: bench.home).run(
        "list", "--endpoint", bench.server.baseURL, "--client-id", bench.store.clientID)
      #expect(outcome.exitCode == 3, "\(outcome)")
      let login = "epswitch login --endpoint \(bench.server.baseURL) --client-id "
      #expect(outcome.errors.contains("`\(login)\(bench.store.clientID)`"), "\(outcome)")
    }
  }
}
