import Foundation
import ProgramTesting

/// A terminal as the shell integration sets it up: it has an ID, and each command in it is told what
/// its prompt showed last. A shell is not needed for that.
struct PromptedTerminal {
  private(set) var program: Program

  /// - Parameter id: what the shell integration calls the terminal.
  init(_ id: String, _ program: Program) {
    self.program = program.setting(["EPSWITCH_TERMINAL": id, "EPSWITCH_SHOWN": nil])
  }

  /// Draws the prompt, as the shell integration does before each command.
  ///
  /// - Returns: what the person sees; empty when nobody is acted as.
  @discardableResult
  mutating func drawPrompt() async throws -> String {
    let outcome = try await program.run("prompt", "--shown").succeeded()
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    let shown = lines.first.map(String.init) ?? ""
    program = program.setting(["EPSWITCH_SHOWN": shown.isEmpty ? nil : shown])
    return lines.dropFirst().joined(separator: "\n")
  }

  func run(_ arguments: String..., input: String? = nil) async throws -> Outcome {
    try await program.run(arguments: arguments, input: input)
  }

  /// The name of the account that a program started by `exec` finds; empty when it was not started.
  func actingName() async throws -> String {
    try await program.run("exec", "--quiet", "--", "printenv", "EP_ACCOUNT_NAME").output
      .trimmingCharacters(in: .newlines)
  }
}

extension Bench {
  /// Two terminals of one person, whose prompts both show the first account of the store.
  ///
  /// - Parameter account: whom both prompts show.
  func withTwoTerminals(
    showing account: String = "Acme Industrial",
    _ body: (_ first: inout PromptedTerminal, _ second: inout PromptedTerminal) async throws -> Void
  ) async throws {
    var first = PromptedTerminal("t1", program)
    var second = PromptedTerminal("t2", program)
    for prompt in [try await first.drawPrompt(), try await second.drawPrompt()] {
      guard prompt.contains(account) else { throw UnexpectedPrompt(prompt: prompt) }
    }
    try await body(&first, &second)
  }

  /// How an account is named in messages.
  func named(_ account: String) throws -> String { try "\(account) (\(accountID(account)))" }
}

/// A prompt does not show what a test needs it to show.
struct UnexpectedPrompt: Error, CustomStringConvertible {
  let prompt: String
  var description: String { "the prompt shows “\(prompt)”" }
}
