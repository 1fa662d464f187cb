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

  @OptionGroup var trail: ReasonOption

  @Flag(help: "Print it even though a person may see it.")
  var show = false

  func run() throws {
    let context = try CommandContext(options)
    if context.console.outputIsTerminal, !show {
      throw UsageFailure(
        "The token would be seen on the terminal.", remedy: "Pipe it, or add --show.")
    }
    let summary = try context.vault.requireSummary(at: context.target().place)
    let account = try context.actingAccount(in: summary)
    let token = try context.vault.liveToken(of: account, in: summary, now: .now)
    try context.vault.recordHandingOut(
      .export, of: account, in: summary, reason: trail.reason, now: .now)
    context.console.result(token.secret.reveal())
  }
}
