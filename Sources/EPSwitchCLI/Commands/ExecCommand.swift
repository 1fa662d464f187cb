import AccountCore
import AccountModel
import AccountVault
import ArgumentParser
import Foundation

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

  @Option(
    help: ArgumentHelp(
      "The account to run as, instead of the current one.", valueName: "name|id"))
  var account: String?

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
    let access = try context.access(to: context.target())
    let summary = try access.summary()
    let acting = try context.actingAccount(account, in: summary)
    let token = try context.vault.liveToken(of: acting, in: summary, now: .now)
    let bearer = try await access.bearer(clock: summary.clock)
    let variables = AccountEnvironment(
      account: acting, token: token, bearer: bearer, store: summary.store)
    try context.vault.recordHandingOut(
      .exec, of: acting, in: summary, reason: trail.reason, now: .now)
    try ProcessReplacement.run(
      program, arguments: command,
      environment: variables.entries)
  }
}
