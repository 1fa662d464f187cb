import AccountCore
import AccountModel
import ArgumentParser
import Foundation
import ProfileSettings
import TerminalUI

/// `epswitch switch`: acts as another account.
struct SwitchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "switch",
    abstract: "Act as another account; without a name, choose it on a screen.",
    discussion: """
      The name may be words of it in any order, whatever case and accents, as long as only one \
      account matches; when several do, a terminal lets you choose among them. Text that holds the \
      account's UUID, such as an address copied from a ticket, means that account. A number that no \
      name matches is looked for among the external references and registration IDs at the store. \
      `-` is the account before. With --height the choice takes only some rows below the prompt. \
      In a profile that is production a switch needs a reason, which is kept in the history, unless \
      the account is chosen already: then only its token is renewed.

      Examples:
        epswitch switch
        epswitch switch 'bolt & nut'
        epswitch switch --height 40%
        epswitch switch -
        epswitch switch acme --reason 'ticket 4711'
      """)

  @OptionGroup var options: GlobalOptions

  @OptionGroup var audit: ReasonOption

  @OptionGroup var screen: HeightOption

  @Argument(
    help: ArgumentHelp("The account, by name or ID, or `-`.", valueName: "name|id|-"),
    completion: AccountCompletion.kind)
  var account: String?

  func run() async throws {
    try await Self.run(
      CommandContext(options), to: account, reason: audit.reason, height: screen.height,
      profile: options.profile)
  }

  /// - Parameters:
  ///   - height: of the screen, see ``HeightOption``.
  ///   - profile: the one that the command line names.
  static func run(
    _ context: CommandContext, to account: String?, reason: String? = nil,
    height: ScreenHeight? = nil, profile: String? = nil
  ) async throws {
    let service = context.service
    let selector = try service.selector()
    guard let account else {
      guard context.console.hasTerminal else {
        throw AccountError(
          .usage, "Choosing an account needs a terminal.",
          recoverySuggestion: "Name the account: `\(selector.command("switch NAME"))`.")
      }
      try await picker(context, at: selector, height).pick(
        reason: reason, console: context.console)
      return
    }
    service.prepareRequests(at: selector)
    let session = try service.summary(at: selector)
    let id: AccountID
    if account == "-" {
      id = try service.previousAccount(in: session, at: selector)
    } else if context.console.hasTerminal, service.isAmbiguous(account, in: session.id) {
      try await picker(context, at: selector, height).pick(
        query: account, reason: reason, console: context.console)
      return
    } else {
      let prompter = context.prompter
      defer { prompter.endProgress() }
      id = try await service.findAccount(
        matching: account, in: session.id, at: selector, progress: prompter.report
      ).id
    }
    let isActedAs = service.isActedAs(id, in: session)
    let prompter = context.prompter
    let switched = try await service.switchAccount(
      to: id, in: session.id, at: selector, reason: reason, prompter: prompter,
      progress: prompter.report)
    prompter.endProgress()
    if let chosen = switched.selected {
      if isActedAs {
        context.console.note(
          "\(chosen.displayName) (\(chosen.id)) was chosen already; its token was renewed.")
      }
      context.noteChosen(chosen, in: switched)
    }
    if let shown = selector.profile?.name, profile == nil,
      let inUse = try service.profileName(in: service.settings()), inUse != shown
    {
      context.console.note(
        "This is the profile \(shown), as shown in this terminal; the profile in use is now "
          + "\(inUse).")
    }
  }

  @MainActor
  private static func picker(
    _ context: CommandContext, at selector: SessionSelector, _ height: ScreenHeight?
  ) throws(AccountError) -> DashboardRunner {
    try DashboardRunner(
      context, at: selector, height: HeightOption.height(height, context.variables))
  }
}
