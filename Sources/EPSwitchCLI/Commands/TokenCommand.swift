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
    let context = try CommandContext(options)
    try visibility.check(context.console, recovery: "Pipe it")
    let token = try await context.service.token(
      for: await context.acting(acting), reason: audit.reason, prompter: context.prompter)
    context.console.result(exactly: token.reveal())
  }
}
