import AccountCore
import AccountModel
import CProcess
import Foundation
import ShellBridge
import Subprocess

/// Runs a program as one account after another and keeps what it prints.
struct EachRunner: Sendable {
  let service: AccountService
  let command: [String]
  let reason: String?
  let prompter: TerminalPrompter

  /// How many bytes of an output are kept.
  private static let largestOutput = 64 << 20

  func run(_ account: Account) async -> EachResult {
    do {
      let acting = try service.actingAccount(account.id.rawValue)
      let credentials = try await service.credentials(
        for: acting, use: .exec, action: command[0], reason: reason, prompter: prompter)
      return try await run(account, credentials)
    } catch let error as AccountError {
      return EachResult(
        account: account, exitCode: error.exitCode, failure: error.userMessage.text)
    } catch is CancellationError {
      return EachResult(account: account, exitCode: 130, failure: "It was cancelled.")
    } catch {
      return EachResult(
        account: account, exitCode: 127,
        failure: "“\(command[0], limit: 100)” cannot be run: \("\(error)", limit: 200)")
    }
  }

  private func run(
    _ account: Account, _ credentials: AccountCredentials
  ) async throws -> EachResult {
    var variables: [Environment.Key: String?] = [:]
    for (name, value) in credentials.environment {
      if let key = Environment.Key(rawValue: name) { variables[key] = value }
    }
    var options = PlatformOptions()
    // What the program started is stopped with it.
    options.processGroupID = 0
    options.teardownSequence = [
      .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
    ]
    let environment = Environment.inherit.updating(variables)
    let program = try await Executable.name(command[0]).resolveExecutablePath(in: environment)
    // The shell gives the program the umask that epswitch was started with.
    let result = try await Subprocess.run(
      .name("sh"),
      arguments: Arguments(
        [
          "-c", "umask \(String(epswitch_inherited_umask(), radix: 8)); exec \"$0\" \"$@\"",
          "\(program)",
        ]
          + command.dropFirst()),
      environment: environment, platformOptions: options, input: .none,
      output: .data(limit: Self.largestOutput), error: .data(limit: Self.largestOutput))
    let code: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    return EachResult(
      account: account, exitCode: code, output: result.standardOutput,
      errors: result.standardError)
  }
}

/// How one run ended.
struct EachResult: Sendable, Encodable {
  let account: Account
  let exitCode: Int32
  var output = Data()
  var errors = Data()

  /// Why the program was not run.
  var failure: CleanText?

  private enum CodingKeys: String, CodingKey {
    case id, name
    case exitCode = "exit_code"
    case output = "stdout"
    case errors = "stderr"
    case failure = "error"
  }

  /// What is not UTF-8 is replaced.
  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: CodingKeys.self)
    try object.encode(account.id.rawValue, forKey: .id)
    try object.encode(account.name, forKey: .name)
    try object.encode(exitCode, forKey: .exitCode)
    try object.encode(String(decoding: output, as: UTF8.self), forKey: .output)
    try object.encode(String(decoding: errors, as: UTF8.self), forKey: .errors)
    try object.encode(failure, forKey: .failure)
  }
}
