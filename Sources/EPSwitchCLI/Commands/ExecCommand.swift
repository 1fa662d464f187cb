import AccountVault
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

  @OptionGroup var trail: ReasonOption

  @Argument(
    parsing: .postTerminator, help: ArgumentHelp("The program and its arguments."))
  var command: [String] = []

  func run() async throws {
    guard let program = command.first else {
      throw UsageFailure(
        "There is no program to run.", remedy: "Write it after --: `epswitch exec -- CMD`.")
    }
    let context = try CommandContext(options)
    let reason = try context.reason(trail, actingAs: acting)
    let handover = try await context.handover(of: acting.account)
    try handover.record(.exec, reason: reason)
    try ProcessReplacement.run(
      program, arguments: command, environment: handover.grant.environment)
  }
}
