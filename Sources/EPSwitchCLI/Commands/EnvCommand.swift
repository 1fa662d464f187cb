import AccountCore
import AccountModel
import ArgumentParser
import ShellBridge

/// `epswitch env`: shell lines that set the account's variables.
struct EnvCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "env",
    abstract: "Print shell lines that put the account into the environment.",
    discussion: """
      They set EP_ACCOUNT_ID, EP_ACCOUNT_NAME, EP_ACCOUNT_TOKEN, EP_ACCOUNT_TOKEN_EXPIRES, \
      EP_ACCESS_TOKEN and EP_ENDPOINT. For one program, use `epswitch exec`, which sets them for that program only.

      Examples:
        eval "$(epswitch env)"
        epswitch env --shell fish | source
        eval "$(epswitch env --unset)"
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var acting: AccountOption
  @OptionGroup var audit: ReasonOption
  @OptionGroup var visibility: ShowOption

  @Option(help: "bash, zsh or fish; the default is the shell in $SHELL.")
  var shell: Shell?

  @Flag(help: "Print lines that unset the variables.")
  var unset = false

  func run() async throws {
    let context = try CommandContext(options)
    let shell = try shell ?? .ofPerson(context.variables)
    if unset {
      context.console.result(exactText: AccountCredentials.unsetLines(for: shell))
      return
    }
    try visibility.check(context.console, recovery: #"Evaluate it: `eval "$(epswitch env)"`"#)
    let credentials = try await context.service.credentials(
      for: await context.acting(acting), use: .export, reason: audit.reason,
      prompter: context.prompter)
    context.console.result(exactText: credentials.environmentLines(for: shell))
  }
}
