import CommerceSimulator
import ProgramTesting
import Testing

/// Every fault of a store against the commands that talk to it.
@Suite(.serialized)
struct FaultTableTests {
  struct Case: CustomTestStringConvertible {
    let command: Command
    let fault: Fault
    let exitCode: Int32

    var testDescription: String { "\(command.rawValue) under \(fault) is \(exitCode)" }
  }

  enum Command: String, CaseIterable {
    case login = "login --username buyer@acme.example --password-stdin"
    case switchAccount = "switch bolt"
    case refresh = "refresh"
  }

  private static let refused: [Fault] = [400, 401, 403, 404, 422].map { .status($0) }
  private static let unable: [Fault] =
    [429, 500, 502, 503, 504].map { .status($0) } + [
      .droppedConnection, .halfBody, .notJSON, .wrongShape, .redirect(to: "https://evil.example/"),
    ]

  static let cases = Command.allCases.flatMap { command in
    refused.map { Case(command: command, fault: $0, exitCode: 3) }
      + unable.map { Case(command: command, fault: $0, exitCode: 5) }
  }

  @Test(arguments: cases)
  func `a fault of minting has its exit code and changes nothing`(_ expected: Case) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let token = try await bench.program.run("token").succeeded().output
      bench.server.faults.turnOn(expected.fault, for: .path("/v2/account-members"))
      let outcome = try await bench.program.run(
        arguments: expected.command.rawValue.split(separator: " ").map(String.init),
        input: bench.store.member.password)
      #expect(outcome.exitCode == expected.exitCode, "\(outcome)")
      #expect(outcome.output == "")
      #expect(outcome.isOneSentence, "\(outcome)")
      #expect(try await bench.program.currentID() == bench.accountID("Acme Industrial"))
      #expect(try await bench.program.run("token").succeeded().output == token)
    }
  }

  @Test(arguments: [.status(401), .status(403)] as [Fault])
  func `a client the store does not know is 3 at sign-in`(fault: Fault) async throws {
    try await withBench { bench in
      bench.server.faults.turnOn(fault, for: .path("/oauth"))
      let outcome = try await bench.program.run(
        "login", "--username", "b", "--password-stdin", "--password-profile", "p", input: "x")
      #expect(outcome.exitCode == 3, "\(outcome)")
      #expect(outcome.isOneSentence, "\(outcome)")
    }
  }

  @Test(arguments: Command.allCases)
  func `a fault that passes is not noticed`(command: Command) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.faults.turnOn(.status(503), for: .path("/v2/account-members"), times: 1)
      bench.server.faults.turnOn(.droppedConnection, for: .path("/v2/account-members"), times: 1)
      let outcome = try await bench.program.run(
        arguments: command.rawValue.split(separator: " ").map(String.init),
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
        arguments: command.rawValue.split(separator: " ").map(String.init))
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
        arguments: command.rawValue.split(separator: " ").map(String.init),
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
