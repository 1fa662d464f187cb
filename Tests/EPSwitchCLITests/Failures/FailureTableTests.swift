import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// Every command in every situation: the exit code of the design, and one sentence that helps.
@Suite(.serialized)
struct FailureTableTests {
  enum Command: String, CaseIterable {
    case dashboard = ""
    case list = "list"
    case listRefresh = "list --refresh"
    case switchAccount = "switch bolt"
    case current = "current"
    case refresh = "refresh"
    case token = "token"
    case exec = "exec -- true"
    case env = "env --shell bash"
    case header = "header"
    case exportJSON = "export json"
    case exportEPCC = "export epcc"
    case exportCookie = "export cookie --only-current"
    case api = "api /v2/accounts"
    case resolve = "resolve -- bolt"
    case prompt = "prompt"
    case login = "login --username buyer@acme.example --password-stdin"

    var arguments: [String] { rawValue.split(separator: " ").map(String.init) }
  }

  /// The commands that hand a token out.
  private static let handingOut: [Command] = [
    .token, .exec, .env, .header, .exportJSON, .exportEPCC, .exportCookie,
  ]

  /// The exit codes of each situation; a command that is not named is 0 there.
  static let table: [(situation: Situation, exitCodes: [Int32: [Command]])] = [
    (
      .nobodySignedIn,
      [
        3: [.dashboard, .list, .listRefresh, .switchAccount, .current, .refresh, .api, .resolve]
          + handingOut
      ]
    ),
    (
      .sessionExpired,
      [3: [.listRefresh, .switchAccount, .current, .refresh, .api] + handingOut]
    ),
    // The access token is kept, so handing out needs no network.
    (.noNetwork, [5: [.listRefresh, .switchAccount, .refresh, .login, .api]]),
    (.stateIsLink, [6: Command.allCases]),
    (.stateIsFile, [6: Command.allCases]),
    (.vaultIsLink, [6: Command.allCases]),
    (.vaultIsGarbage, [6: Command.allCases]),
    (.keyIsOpen, [6: Command.allCases]),
    (.keyIsLost, [3: Command.allCases.filter { ![.prompt, .login].contains($0) }]),
    // A prompt does not wait for a helper, and shows what it finds.
    (.keyHelperIsMissing, [6: Command.allCases.filter { $0 != .prompt }]),
    (.vaultIsChanged, [6: Command.allCases]),
  ]

  @Test func `every situation is in the table`() {
    #expect(Set(Self.table.map(\.situation)) == Set(Situation.allCases))
  }

  @Test(arguments: table)
  func `every command ends as the design says`(
    situation: Situation, exitCodes: [Int32: [Command]]
  ) async throws {
    try await withBench { bench in
      let prepared = try await situation.prepare(bench)
      for command in Command.allCases {
        // Each finds the situation as it was, whatever the one before it changed.
        let home = Home()
        if FileManager.default.fileExists(atPath: bench.home.state) {
          try FileManager.default.copyItem(atPath: bench.home.state, toPath: home.state)
        }
        let program = prepared.moved(to: home)
        let outcome = try await program.run(
          arguments: command.arguments, input: bench.store.member.password)
        let expected = exitCodes.first { $0.value.contains(command) }?.key ?? 0
        #expect(outcome.exitCode == expected, "\(outcome)")
        guard expected != 0 else { continue }
        #expect(outcome.isOneSentence, "\(outcome)")
        // Whom one acts as is the answer of `current`, also when the token has expired.
        if command != .current { #expect(outcome.output == "", "\(outcome)") }
      }
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a folder away"))
  func `a vault folder of somebody else is 6`() async throws {
    try await withBench { bench in
      try await bench.signIn()
      chown(bench.home.state, 65_534, 65_534)
      let outcome = try await bench.program.run("list")
      #expect(outcome.exitCode == 6, "\(outcome)")
      #expect(outcome.isOneSentence)
    }
  }

  @Test func `a folder others can read is closed, not refused`() async throws {
    try await withBench { bench in
      try await bench.signIn()
      func mode() throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: bench.home.state)[.posixPermissions]
          as? Int
      }
      chmod(bench.home.state, 0o755)
      try await bench.program.run("list").succeeded()
      #expect(try mode() == 0o700)
      // Who could write there could have put anything beside the vault.
      chmod(bench.home.state, 0o777)
      #expect(try await bench.program.run("list").exitCode == 6)
      #expect(try mode() == 0o777)
    }
  }

  @Test(arguments: [
    ["list", "--format", "xml"], ["list", "--bogus"], ["bogus"], ["switch", "a", "b"],
    ["current", "--format", "csv"], ["simulator", "--port", "70000"],
    ["simulator", "--scenario", "none"],
  ])
  func `a command line that cannot be is 64`(arguments: [String]) async throws {
    let outcome = try await Program().run(arguments: arguments)
    #expect(outcome.exitCode == 64, "\(outcome)")
    #expect(outcome.output == "")
    #expect(outcome.errors != "")
  }

  @Test func `a place for the key that is none is 64`() async throws {
    let outcome = try await Program(key: "sticky-note").run("list")
    #expect(outcome.exitCode == 64, "\(outcome)")
    #expect(outcome.isOneSentence)
  }

  @Test(arguments: FailureTableTests.Command.allCases.dropFirst())
  func `help names the command and is 0`(command: Command) async throws {
    let outcome = try await Program().run(command.arguments[0], "--help").succeeded()
    #expect(outcome.output.contains("epswitch \(command.arguments[0])"))
    #expect(outcome.errors == "")
  }
}

extension Program {
  /// The program with the same variables in another home.
  fileprivate func moved(to home: Home) -> Program {
    Program(in: home).setting(
      environment.mapValues { $0.replacing(self.home.path, with: home.path) })
  }
}

extension Outcome {
  /// Whether stderr holds one line for a person: from us, a sentence, without the innards of a
  /// program.
  var isOneSentence: Bool {
    guard errorLines.count == 1, let line = errorLines.first else { return false }
    let innards = ["Error(", "Fatal", ".swift", "Failure(", "Optional(", "\u{1B}"]
    return line.hasPrefix("epswitch: ") && line.hasSuffix(".")
      && !innards.contains { line.contains($0) }
  }
}
