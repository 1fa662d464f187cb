package import CommerceSimulator
import Foundation
import Subprocess

/// The built program, run as a process of its own in a home of its own; nothing of the tests' own
/// environment reaches it.
package struct Program: Sendable {
  package let home: Home

  /// The whole environment it runs in.
  package private(set) var environment: [String: String]

  /// - Parameters:
  ///   - server: the store it is configured for; `nil` for none.
  ///   - key: where the vault key is kept, as `EPSWITCH_VAULT_KEY` says it.
  package init(in home: Home = Home(), at server: CommerceServer? = nil, key: String = "file") {
    self.home = home
    environment = [
      "PATH": "\(Self.folder):/usr/local/bin:/usr/bin:/bin", "HOME": home.path,
      "LANG": "C.UTF-8", "TZ": "UTC", "EPSWITCH_STATE_DIR": home.state, "EPSWITCH_VAULT_KEY": key,
    ]
    environment["EPSWITCH_ENDPOINT"] = server?.baseURL
    environment["EPSWITCH_CLIENT_ID"] = server?.store.clientID
  }

  /// The same program with other values of some variables; `nil` removes one.
  package func setting(_ variables: [String: String?]) -> Program {
    var other = self
    for (name, value) in variables { other.environment[name] = value }
    return other
  }

  /// The folder of the built program, which is the one of the tests themselves.
  package static let folder = Bundle.main.executableURL?.deletingLastPathComponent().path ?? "."
}

// MARK: - Running

extension Program {
  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - input: what it reads on stdin; `nil` gives it `/dev/null`.
  ///   - limit: how long it may take; it is killed then.
  /// - Throws: ``TimedOut``.
  @discardableResult
  package func run(
    _ arguments: String..., input: String? = nil, within limit: Duration = .seconds(180)
  ) async throws -> Outcome {
    try await run(arguments: arguments, input: input, within: limit)
  }

  /// Like ``run(_:input:within:)``, with the arguments as a list.
  @discardableResult
  package func run(
    arguments: [String], input: String? = nil, within limit: Duration = .seconds(180)
  ) async throws -> Outcome {
    try await run(["epswitch"] + arguments, input, limit)
  }

  /// Runs lines of bash, in which `epswitch` is the program, for pipes, descriptors and jobs.
  @discardableResult
  package func shell(
    _ script: String, input: String? = nil, within limit: Duration = .seconds(180)
  ) async throws -> Outcome {
    try await run(["bash", "-c", script], input, limit)
  }

  /// Runs the program several times at once, all with the same arguments.
  ///
  /// - Returns: the outcomes.
  package func runAtOnce(
    _ count: Int, _ arguments: String..., within limit: Duration = .seconds(180)
  ) async throws -> [Outcome] {
    try await ProgramTesting.runAtOnce(
      Array(repeating: Run(self, arguments), count: count), within: limit)
  }

  private func run(
    _ command: [String], _ input: String?, _ limit: Duration
  ) async throws -> Outcome {
    let name = command.joined(separator: " ")
    var options = PlatformOptions()
    // Without the terminal that the tests may have been started in; and what a program started
    // goes with it.
    options.createSession = true
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
    ]
    let configuration = Configuration(
      executable: .name(command[0]), arguments: Arguments(Array(command.dropFirst())),
      environment: environment.forSubprocess, platformOptions: options)
    _ = brokenPipesAreErrors
    return try await ProgramTesting.within(limit, "`\(name)`") {
      guard let input else {
        return Outcome(
          name,
          try await Subprocess.run(
            configuration, input: .none, output: .string(limit: outputLimit),
            error: .string(limit: outputLimit)))
      }
      return Outcome(
        name,
        try await Subprocess.run(
          configuration, input: .inputWriter, output: .string(limit: outputLimit),
          error: .string(limit: outputLimit)
        ) { execution in
          // A program may end without having read all of it.
          _ = try? await execution.standardInputWriter.write(Array(input.utf8))
        })
    }
  }
}

/// A program with the arguments of one run; programs that differ in home or variables may run at
/// once.
package struct Run: Sendable {
  package let program: Program
  package let arguments: [String]
  /// What it reads on stdin; `nil` gives it `/dev/null`.
  package let input: String?

  package init(_ program: Program, _ arguments: [String], input: String? = nil) {
    self.program = program
    self.arguments = arguments
    self.input = input
  }

  package init(_ program: Program, _ arguments: String...) { self.init(program, arguments) }
}

/// Runs programs at once.
///
/// - Parameter limit: how long each may take.
/// - Returns: the outcomes in the order of the runs.
/// - Throws: ``TimedOut`` when one of them takes longer; the others are ended then.
package func runAtOnce(
  _ runs: [Run], within limit: Duration = .seconds(180)
) async throws -> [Outcome] {
  try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
    for (index, run) in runs.enumerated() {
      group.addTask {
        (
          index,
          try await run.program.run(
            arguments: run.arguments, input: run.input, within: limit)
        )
      }
    }
    var outcomes: [Int: Outcome] = [:]
    for try await (index, outcome) in group { outcomes[index] = outcome }
    return outcomes.sorted { $0.key < $1.key }.map(\.value)
  }
}

extension Outcome {
  fileprivate init(
    _ command: String, _ result: ExecutionResult<Void, StringOutput<UTF8>, StringOutput<UTF8>>
  ) {
    self.init(
      command: command, output: result.standardOutput, errors: result.standardError,
      exitCode: result.terminationStatus.shellCode)
  }
}

extension TerminationStatus {
  fileprivate var shellCode: Int32 {
    switch self {
    case .exited(let code): code
    case .signaled(let signal): 128 + signal
    }
  }
}

extension [String: String] {
  /// As all that a process finds in its environment.
  var forSubprocess: Environment {
    let pairs = map { name, value in (Environment.Key(rawValue: name)!, value) }
    return .custom([Environment.Key: String](uniqueKeysWithValues: pairs))
  }
}

/// How many bytes of an output are kept; more is an error.
private let outputLimit = 64 << 20

/// Writing to a program that has ended is an error here, not the end of the tests.
private let brokenPipesAreErrors: Void = { signal(SIGPIPE, SIG_IGN) }()
