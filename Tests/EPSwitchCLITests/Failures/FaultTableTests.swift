import CommerceSimulator
import ProgramTesting
import Testing

/// Every fault of a store against the commands that talk to it.
@Suite(.serialized)
struct FaultTableTests {
  enum Command: String, CaseIterable {
    case login = "login --username buyer@acme.example --password-stdin"
    case switchAccount = "switch bolt"
    case refresh = "refresh"

    var arguments: [String] { rawValue.split(separator: " ").map(String.init) }
  }

  private static let refused: [Fault] = [400, 401, 403, 404, 422].map { .status($0) }
  private static let unable: [Fault] =
    [429, 500, 502, 503, 504].map { .status($0) } + [
      .droppedConnection, .halfBody, .notJSON, .wrongShape, .redirect(to: "https://evil.example/"),
    ]

  @Test(arguments: Command.allCases)
  func `a fault of minting has its exit code and changes nothing`(command: Command) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      // It is Acme's alone, so it tells the account too.
      let token = try await bench.program.run("token").succeeded().output
      for (faults, exitCode) in [(Self.refused, Int32(3)), (Self.unable, 5)] {
        for fault in faults {
          let id = bench.server.faults.turnOn(fault, for: .path("/v2/account-members"))
          let outcome = try await bench.program.run(
            arguments: command.arguments, input: bench.store.member.password)
          bench.server.faults.turnOff(id)
          #expect(outcome.exitCode == exitCode, "\(fault): \(outcome)")
          #expect(outcome.output == "", "\(fault): \(outcome)")
          #expect(outcome.isOneSentence, "\(fault): \(outcome)")
          #expect(try await bench.program.run("token").output == token, "\(fault)")
        }
      }
      #expect(try await bench.program.currentID() == bench.accountID("Acme Industrial"))
    }
  }

  @Test(arguments: [
    (400, 3, "client ID"), (401, 3, "client ID"), (403, 5, "region"), (404, 5, "region"),
  ])
  func `a refused client is 3 at sign-in, and a wrong place for it is 5`(
    status: Int, exitCode: Int32, word: String
  ) async throws {
    try await withBench { bench in
      bench.server.faults.turnOn(.status(status), for: .path("/oauth"))
      let outcome = try await bench.program.run(
        "login", "--username", "b", "--password-stdin", "--password-profile", "p", input: "x")
      #expect(outcome.exitCode == exitCode, "\(outcome)")
      #expect(outcome.isOneSentence, "\(outcome)")
      #expect(outcome.errors.contains(word), "\(outcome)")
    }
  }

  @Test(arguments: Command.allCases)
  func `a fault that passes is not noticed`(command: Command) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.faults.turnOn(.status(503), for: .path("/v2/account-members"), times: 1)
      bench.server.faults.turnOn(.droppedConnection, for: .path("/v2/account-members"), times: 1)
      let outcome = try await bench.program.run(
        arguments: command.arguments,
        input: bench.store.member.password)
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(bench.server.faults.active.isEmpty)
    }
  }

  @Test(arguments: [Command.switchAccount, .refresh])
  func `tokens the store no longer takes are 3`(command: Command) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.faults.turnOn(.expiredAccountTokens)
      let outcome = try await bench.program.run(
        arguments: command.arguments)
      #expect(outcome.exitCode == 3, "\(outcome)")
      #expect(outcome.isOneSentence, "\(outcome)")
    }
  }

  @Test(arguments: [Command.login, .refresh])
  func `a roster without an end is 5`(command: Command) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.faults.turnOn(.endlessRoster)
      let outcome = try await bench.program.run(
        arguments: command.arguments,
        input: bench.store.member.password)
      #expect(outcome.exitCode == 5, "\(outcome)")
      #expect(outcome.isOneSentence, "\(outcome)")
    }
  }

  @Test func `a redirect is not followed, and no token leaves the store`() async throws {
    try await withBench { bench in
      try await withBench { other in
        try await bench.signIn(as: "Acme Industrial")
        bench.server.faults.turnOn(
          .redirect(to: other.server.baseURL + "/v2/account-members/tokens"),
          for: .path("/v2/account-members"))
        #expect(try await bench.program.run("switch", "bolt").exitCode == 5)
        #expect(other.server.requests.isEmpty)
      }
    }
  }
}
