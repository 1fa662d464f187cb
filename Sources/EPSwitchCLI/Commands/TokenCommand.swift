import AccountCore
import AccountModel
import ArgumentParser

/// `epswitch token`: the current account token, for programs.
struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token",
    abstract: "Print the current account token, for a pipe; refuses a terminal.",
    discussion: "Example: epswitch token | pbcopy")

  @OptionGroup var options: GlobalOptions

  @OptionGroup var acting: AccountOption

  @OptionGroup var audit: ReasonOption

  @OptionGroup var visibility: ShowOption

  func run() async throws {
    try await Self.run(
      CommandContext(options), as: acting.account, isQuiet: acting.quiet, reason: audit.reason,
      show: visibility.show)
  }

  // On the main thread: where nothing is renewed, another thread would take longer to start than this.
  @MainActor
  static func run(
    _ context: CommandContext, as account: String? = nil, isQuiet: Bool = false,
    reason: String? = nil, show: Bool = false
  ) async throws {
    if !show { try ShowOption.requireNoTerminal(context.console, recovery: "Pipe it") }
    let token = try await context.service.token(
      for: await context.acting(account, isQuiet: isQuiet), reason: reason,
      prompter: context.prompter)
    context.console.result(exactly: token.reveal())
  }
}
