import AccountVault
import ArgumentParser
import ShellBridge

/// `epswitch env`: shell lines that set the account's variables.
struct EnvCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "env",
    abstract: "Print shell lines that put the account into the environment.",
    discussion: """
      They set EP_ACCOUNT_ID, EP_ACCOUNT_NAME, EP_ACCOUNT_TOKEN, EP_ACCOUNT_TOKEN_EXPIRES, \
      EP_ACCESS_TOKEN and EP_ENDPOINT. For one program, `epswitch exec` leaves less behind.

      Examples:
        eval "$(epswitch env)"
        epswitch env --shell fish | source
        eval "$(epswitch env --unset)"
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var acting: AccountOption
  @OptionGroup var trail: ReasonOption
  @OptionGroup var visibility: ShowOption

  @Option(help: "bash, zsh or fish; that of $SHELL unless given.")
  var shell: Shell?

  @Flag(help: "Print lines that take the variables away again.")
  var unset = false

  func run() async throws {
    let context = try CommandContext(options)
    let shell = try shell ?? .ofPerson(context.environment)
    if unset {
      context.console.result(text: AccountGrant.unsetLines(for: shell))
      return
    }
    try visibility.check(context.console, remedy: #"Evaluate it: `eval "$(epswitch env)"`"#)
    let reason = try context.reason(trail, actingAs: acting)
    let handover = try await context.handover(of: acting.account)
    try handover.record(.export, reason: reason)
    context.console.result(text: handover.grant.environmentLines(for: shell))
  }
}
