import AccountCore
import AccountModel
import AccountVault
import ArgumentParser
import Foundation

/// `epswitch token`: the current account token, for programs.
struct TokenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token",
    abstract: "Print the current account token, for a pipe; refuses a terminal.",
    discussion: "Example: epswitch token | pbcopy")

  @OptionGroup var options: GlobalOptions

  @OptionGroup var acting: AccountOption

  @OptionGroup var trail: ReasonOption

  @OptionGroup var visibility: ShowOption

  func run() throws {
    let context = try CommandContext(options)
    try visibility.check(context.console, remedy: "Pipe it")
    let reason = try context.reason(trail, actingAs: acting)
    let summary = try context.vault.requireSummary(at: context.target().place)
    let account = try context.actingAccount(acting.account, in: summary)
    let token = try context.vault.liveToken(of: account, in: summary, now: .now)
    try context.vault.recordHandingOut(
      .export, of: account, in: summary, reason: reason, now: .now)
    context.console.result(token.secret.reveal())
  }
}
