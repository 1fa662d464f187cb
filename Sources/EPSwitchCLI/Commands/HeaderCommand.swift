import AccountCore
import AccountModel
import ArgumentParser
import ShellBridge

/// `epswitch header`: the headers that make a request act as the account.
struct HeaderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "header",
    abstract: "Print the headers that make a request act as the account, for `curl -H @-`.",
    discussion: """
      Example: epswitch header | curl -H @- https://useast.api.elasticpath.com/v2/accounts
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var acting: AccountOption
  @OptionGroup var audit: ReasonOption
  @OptionGroup var visibility: ShowOption

  func run() async throws {
    let context = try CommandContext(options)
    try visibility.check(context.console, recovery: "Pipe it: `epswitch header | curl -H @- URL`")
    let credentials = try await context.service.credentials(
      for: await context.acting(acting), use: .export, reason: audit.reason,
      prompter: context.prompter)
    context.console.result(exactText: try credentials.headerLines())
  }
}
