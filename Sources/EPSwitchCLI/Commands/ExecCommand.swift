import AccountCore
import AccountModel
import ArgumentParser
import ShellBridge

/// `epswitch exec`: runs a program with the account in its environment.
struct ExecCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec",
    abstract: "Run a program with the account in its environment.",
    discussion: """
      The program takes the place of epswitch, so signals and its exit code pass untouched. It \
      finds EP_ACCOUNT_ID, EP_ACCOUNT_NAME, EP_ACCOUNT_TOKEN, EP_ACCOUNT_TOKEN_EXPIRES, \
      EP_ACCESS_TOKEN and EP_ENDPOINT.

      Example: epswitch exec --account 'Bolt & Nut Co' -- ./import-orders.sh
      """)

  @OptionGroup var options: GlobalOptions

  @OptionGroup var acting: AccountOption

  @OptionGroup var audit: ReasonOption

  @Argument(
    parsing: .postTerminator, help: ArgumentHelp("The program and its arguments."))
  var command: [String] = []

  func run() async throws {
    guard let program = command.first else {
      throw AccountError(
        .usage, "There is no program to run.",
        recoverySuggestion: "Write it after --: `epswitch exec -- CMD`.")
    }
    let context = try CommandContext(options)
    let acting = try context.acting(acting)
    let credentials = try await context.service.credentials(
      for: acting, use: .exec, reason: audit.reason, prompter: context.prompter)
    noteShortLife(of: credentials, acting, context)
    try ProcessReplacement.run(
      program, arguments: command, environment: credentials.environment)
  }

  /// The program keeps its token as long as it runs, so it is told when that will not last a day.
  private func noteShortLife(
    of credentials: AccountCredentials, _ acting: ActingAccount, _ context: CommandContext
  ) {
    guard context.console.errorIsTerminal, !self.acting.quiet,
      let expiry = credentials.held.token.expiry
    else { return }
    let left = expiry.secondsLeft(at: acting.serverNow(context.service.now))
    guard left < Self.workingDay else { return }
    context.console.note(
      "epswitch: The token expires in \(countdownText(seconds: left)); a program that runs longer "
        + "must be restarted before then.")
  }

  /// Seconds.
  private static let workingDay: Int64 = 8 * 3600
}
