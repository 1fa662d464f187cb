import AccountCore
import AccountModel
import ArgumentParser
import Foundation
import ProfileSettings

/// `epswitch list`: the roster.
struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List your accounts and how long their tokens last; never a token.",
    discussion: """
      Examples:
        epswitch list --refresh
        epswitch list --format json | jq -r '.accounts[].name'
      """,
    aliases: ["ls"])

  @OptionGroup var options: GlobalOptions

  @Option(help: "table, json or csv.")
  var format = Format.table

  @Flag(help: "Load the accounts from the store first; renews every token.")
  var refresh = false

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json, csv }

  func run() async throws {
    let context = try CommandContext(options)
    let service = context.service
    let selector = try service.selector()
    var session = try session(at: selector, context)
    if refresh {
      let prompter = context.prompter
      let outcome = try await service.refresh(
        session.id, at: selector, progress: prompter.report)
      prompter.endProgress()
      session = outcome.session
      if outcome.lost != nil, let warning = outcome.warning { context.note([warning]) }
    }
    let now = service.now
    let marked = context.markedAccount(in: session)
    let document = RosterDocument(
      session, acting: marked, profile: selector.profile?.name, now: now)
    switch format {
    case .table:
      if session.roster.isEmpty {
        context.console.note(
          "\(session.member.displayName) is a member of no account at \(session.store.endpoint).")
      } else {
        context.console.result(
          RosterTable(session, acting: marked, now: now).text(
            isTerminal: context.console.outputIsTerminal))
      }
    case .json: context.console.result(exactly: try document.json())
    case .csv: context.console.result(exactly: document.csv())
    }
    if let shortfall = session.roster.shortfallSummary {
      context.console.note("epswitch: \(shortfall)")
    }
  }

  /// A list is shown also where the session that this terminal was shown is gone; that is said.
  private func session(
    at selector: SessionSelector, _ context: CommandContext
  ) throws(AccountError) -> Session {
    do throws(AccountError) {
      return try context.service.session(at: selector)
    } catch {
      guard error.kind == .changedElsewhere,
        let session = try context.service.defaultSession(at: selector)
      else { throw error }
      context.console.note("epswitch: \(error.userMessage.summary)")
      return session
    }
  }
}
