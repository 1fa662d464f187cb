import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// What is true of every command that hands an account out.
@Suite(.serialized)
struct SecrecyTests {
  /// The commands that print a secret.
  static let commands = [
    "env --shell bash", "header", "token", "export cookie", "export curl", "export dotenv",
    "export json",
  ]

  @Test(arguments: commands)
  func `a terminal is refused unless it is asked to show it`(command: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let token = try await bench.program.run("token").succeeded().outputLines[0]
      let refused = try await bench.program.terminal("epswitch \(command)")
      #expect(refused.exitCode == 64, "\(refused)")
      #expect(refused.output.contains("--show"))
      #expect(!refused.text.contains(token))
      let shown = try await bench.program.terminal("epswitch \(command) --show").succeeded()
      #expect(shown.output.contains(token))
    }
  }

  @Test func `what hides nothing is not refused`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      for command in ["env --unset --shell zsh", "export epcc", "export json --output account"] {
        try await bench.program.terminal("cd && epswitch \(command)").succeeded()
      }
    }
  }

  @Test(arguments: commands + ["export epcc"])
  func `a handing out is in the history with its reason, a refused one is not`(
    command: String
  ) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let words = command.split(separator: " ").map(String.init)
      try await bench.program.terminal("epswitch \(command) --nonsense")
      try await bench.program.run(arguments: words + ["--account", "Nobody"])
      #expect(try bench.handedOut() == [])
      try await bench.program.run(arguments: words + ["--reason", "ticket 4711"]).succeeded()
      let events = try bench.handedOut()
      #expect(events.map(\.kind) == [.export])
      #expect(events.first?.account?.name == "Acme Industrial")
      #expect(events.first?.reason == "ticket 4711")
    }
  }

  @Test(arguments: commands + ["export epcc"])
  func `a token that has run out is not handed out`(command: String) async throws {
    try await withBench { bench in
      try await bench.signInToExpired(as: "Acme Industrial")
      let before = bench.server.requests.count
      let outcome = try await bench.program.run(
        arguments: command.split(separator: " ").map(String.init))
      #expect(outcome.exitCode == 3, "\(outcome)")
      #expect(outcome.output == "")
      #expect(outcome.isOneSentence)
      #expect(bench.server.requests.count == before)
      #expect(try bench.handedOut().map(\.result) == [.failed])
    }
  }

  @Test(arguments: ["header", "export json", "api /v2/accounts"])
  func `verbose tells requests and no secret`(command: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let headers = try await bench.program.run("header").succeeded().outputLines
      let secrets = headers.compactMap { $0.split(separator: " ").last.map(String.init) }
      #expect(secrets.count == 2)
      let outcome = try await bench.program.run(
        arguments: command.split(separator: " ").map(String.init) + ["--verbose"]
      ).succeeded()
      #expect(!secrets.contains { outcome.errors.contains($0) })
      #expect(command.hasPrefix("api") == outcome.errors.contains("GET /v2/accounts → 200"))
    }
  }
}

extension Bench {
  /// What was handed out to programs, the oldest first.
  func handedOut() throws -> [AuditEvent] {
    let service = try AccountService(
      .init(
        stateDirectory: home.state, configDirectory: nil,
        variables: AccountVariables([AccountVariables.vaultKey: "file"])))
    return try service.auditEvents(limit: 1000)
      .filter { [.export, .exec].contains($0.kind) }.reversed()
  }
}

extension Program {
  /// Runs lines of a shell on a terminal; what it writes there is the output.
  @discardableResult
  func terminal(_ script: String) async throws -> Outcome {
    try await setting(["COMMANDS": script]).shell(
      #"script --quiet --return --command "$COMMANDS" /dev/null"#)
  }
}
