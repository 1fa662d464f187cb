import AccountCore
import AccountModel
import ArgumentParser
import Foundation

/// `epswitch refresh`: renews the tokens.
struct RefreshCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refresh",
    abstract: "Load the accounts again, with new tokens.",
    discussion: "Example: epswitch refresh")

  @OptionGroup var options: GlobalOptions

  @OptionGroup var audit: ReasonOption

  func run() async throws {
    let context = try CommandContext(options)
    let service = context.service
    let selector = try service.selector()
    let prompter = context.prompter
    let outcome = try await service.refresh(
      service.summary(at: selector).id, at: selector, reason: audit.reason,
      progress: prompter.report)
    prompter.endProgress()
    let count = outcome.session.roster.count
    context.console.note("Renewed \(count == 1 ? "1 account" : "\(count) accounts").")
    if let warning = outcome.warning {
      guard outcome.lost == nil else { throw AccountError(.noSuchAccount, warning) }
      context.note([warning])
    }
    if let chosen = outcome.session.selectedAccount {
      context.noteChosen(chosen, in: outcome.session.summary)
    }
  }
}
