import AccountCore
import AccountModel
import AccountVault
import ArgumentParser
import Foundation

/// `epswitch refresh`: renews the tokens.
struct RefreshCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refresh",
    abstract: "Renew the token of every account, and load the accounts anew.",
    discussion: "Example: epswitch refresh")

  @OptionGroup var options: GlobalOptions

  @OptionGroup var trail: ReasonOption

  func run() async throws {
    let context = try CommandContext(options)
    let access = try context.access(to: context.target())
    let before = try access.summary()
    let progress = RosterProgress(context.console)
    let session = try await AccountSwitcher(access, reason: trail.reason).refresh(
      before, progress: progress.report)
    progress.end()
    let count = session.roster.count
    context.console.note("Renewed \(count == 1 ? "1 account" : "\(count) accounts").")
    if let lost = before.selected, session.selectedAccount == nil {
      throw Failure.accountGone(lost)
    }
    if let acting = session.selectedAccount {
      context.console.note(ActingLine(acting, in: before, now: .now).sentence)
    }
  }
}
