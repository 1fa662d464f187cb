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
        epswitch list --details --format csv
      """,
    aliases: ["ls"])

  @OptionGroup var options: GlobalOptions

  @Option(help: "table, json or csv.")
  var format = Format.table

  @Flag(help: "Load the accounts from the store first; renews every token.")
  var refresh = false

  @Flag(
    help: ArgumentHelp(
      "Ask the store about each account: legal name, references, parents, tags, members, orders and "
        + "carts. It takes three requests for each."))
  var details = false

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
    let told = details ? await details(of: session, at: selector, context) : nil
    let now = service.now
    let marked = context.markedAccount(in: session)
    let document = RosterDocument(
      session, acting: marked, profile: selector.profile?.name, now: now, details: told)
    switch format {
    case .table:
      if session.roster.isEmpty {
        context.console.note(
          "\(session.member.displayName) is a member of no account at \(session.store.endpoint).")
      } else {
        if session.summary.impersonationMark != nil, context.console.errorIsTerminal {
          context.console.note("Accounts of \(session.memberLabel):")
        }
        context.console.result(
          RosterTable(session, acting: marked, now: now, details: told).text(
            isTerminal: context.console.outputIsTerminal))
      }
    case .json: context.console.result(exactly: try document.json())
    case .csv: context.console.result(exactly: document.csv())
    }
    if let shortfall = session.roster.shortfallSummary {
      context.console.note("epswitch: \(shortfall)")
    }
    for gap in DetailsText.gaps(of: told?.values.map(\.self) ?? []) {
      context.console.note("epswitch: \(gap)")
    }
  }

  /// What the store tells about each account. What all of them have in common is asked for a hundred at
  /// a time.
  private func details(
    of session: Session, at selector: SessionSelector, _ context: CommandContext
  ) async -> [AccountID: AccountDetails] {
    let service = context.service
    let prompter = context.prompter
    let serverNow = session.clock.now(local: service.now)
    let isStoreWide = session.id.grantType == .clientCredentials
    let asked = session.roster.accounts.filter {
      isStoreWide || $0.expiry?.hasPassed(at: serverNow) != true
    }
    let requests = (session.roster.count + 99) / 100 + 3 * asked.count
    if requests > Self.unmentionedRequests {
      context.console.note(
        "epswitch: Asking the store about \(session.roster.count) accounts takes about "
          + "\(requests) requests; Ctrl-C ends it.")
    }
    // Where the store does not list them, each account is asked about by itself.
    _ = try? await service.accountDirectory(
      of: session.id, at: selector, progress: prompter.report)
    let told = await service.accountDetails(
      of: session.roster.accounts.map(\.id), in: session.id, at: selector,
      progress: prompter.report)
    prompter.endProgress()
    return told
  }

  /// How many requests are sent without saying so.
  private static let unmentionedRequests = 50

  /// A list is shown also where the session that this terminal was shown is gone; that is said.
  private func session(
    at selector: SessionSelector, _ context: CommandContext
  ) throws(AccountError) -> Session {
    do throws(AccountError) {
      return try context.service.session(at: selector)
    } catch {
      guard error.kind == .changedElsewhere,
        let session = try context.service.currentSession(at: selector)
      else { throw error }
      context.console.note("epswitch: \(error.userMessage.summary)")
      return session
    }
  }
}
