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
    let target = try context.target()
    let access = try context.access(to: target)
    var session = try access.session()
    if refresh {
      let progress = RosterProgress(context.console)
      session = try await AccountSwitcher(access)
        .refresh(try access.summary(), progress: progress.report)
      progress.end()
    }
    let now = Date.now
    let acting = try context.actingID(in: session)
    switch format {
    case .table:
      if session.roster.isEmpty {
        context.console.note("You are a member of no account at \(session.store.endpoint).")
      } else {
        context.console.result(
          RosterTable(session, acting: acting, now: now).text(
            isTerminal: context.console.outputIsTerminal))
      }
    case .json:
      context.console.result(
        try RosterDocument(session, acting: acting, profile: target.profile?.name, now: now).json())
    case .csv:
      context.console.result(
        RosterDocument(session, acting: acting, profile: target.profile?.name, now: now).csv())
    }
  }
}
