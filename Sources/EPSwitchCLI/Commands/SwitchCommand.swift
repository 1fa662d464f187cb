import AccountCore
import AccountModel
import AccountVault
import ArgumentParser
import Foundation

/// `epswitch switch`: acts as another account.
struct SwitchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "switch",
    abstract: "Act as another account; without a name, choose it on a screen.",
    discussion: """
      The name may be a part of it, as long as only one account matches. `-` is the account before. \
      In a profile that is production a switch needs a reason, which is kept in the history.

      Examples:
        epswitch switch
        epswitch switch 'bolt & nut'
        epswitch switch -
        epswitch switch acme --reason 'ticket 4711'
      """)

  @OptionGroup var options: GlobalOptions

  @OptionGroup var trail: ReasonOption

  @Argument(
    help: ArgumentHelp("The account, by name or ID, or `-`.", valueName: "name|id|-"),
    completion: AccountCompletion.kind)
  var account: String?

  func run() async throws {
    let context = try CommandContext(options)
    let target = try context.target()
    guard let account else {
      guard context.console.hasTerminal else {
        throw UsageFailure(
          "Choosing needs a terminal.", remedy: "Name the account: `epswitch switch NAME`.")
      }
      try await DashboardRunner(context, target: target).pick(query: "")
      return
    }
    let access = try context.access(to: target)
    let summary = try access.summary()
    let id = try accountID(account, access: access, summary: summary)
    let reason = try context.reason(trail.reason, forChoosingIn: target)
    let progress = RosterProgress(context.console)
    let switched = try await AccountSwitcher(access, reason: reason)
      .switchTo(id, in: summary, progress: progress.report)
    progress.end()
    context.console.note(
      ActingLine(try switched.requireAccount(), in: switched, now: .now).sentence)
  }

  private func accountID(
    _ text: String, access: StoreAccess, summary: SessionSummary
  ) throws -> AccountID {
    if text == "-" {
      guard let previous = summary.previous else { throw Failure.noPreviousAccount }
      return previous
    }
    return try access.vault.account(matching: text, in: summary).id
  }
}
