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
    noteActing(context)
  }

  /// Says which account the next command here acts as, which need not be the default.
  private func noteActing(_ context: CommandContext) {
    do throws(AccountError) {
      let acting = try context.service.actingAccount()
      switch acting.scope {
      case .shown: if let said = acting.announcement { context.console.note(said) }
      default: context.noteChosen(acting.defaultAccount ?? acting.account, in: acting.session)
      }
    } catch {
      if error.kind == .changedElsewhere {
        context.console.note("epswitch: \(error.userMessage.text)")
      }
    }
  }
}
