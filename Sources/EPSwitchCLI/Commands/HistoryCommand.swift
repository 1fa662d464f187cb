import AccountCore
import AccountModel
import ArgumentParser
import Foundation

/// `epswitch history`: who acted as whom, when and why.
struct HistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show who acted as whom, when and why; the newest first.",
    discussion: """
      Every sign-in, impersonation, switch, refresh, export of a token, run of a program, request of `epswitch api` \
      and sign-out on this machine is recorded with its result and the reason given, and never a \
      secret. The newest \
      \(AccountService.auditLimits.events) events of the last \(AccountService.auditLimits.days) days are kept; signing \
      out keeps them.

      A date is a day here (2026-11-21), a moment (2026-11-21T14:30, with Z or +01:00 for another \
      zone) or how long ago (30m, 2h, 3d, 1w). The table has times of this zone, JSON and CSV have \
      UTC. In CSV, a cell that a spreadsheet would take for a formula (it begins with =, +, - or @) \
      begins with an apostrophe instead.

      Examples:
        epswitch history --account acme --since 2d
        epswitch history --since 2026-11-01 --limit 10000 --format csv
        epswitch history --follow --format json
      """)

  @OptionGroup var options: GlobalOptions

  @Option(
    help: ArgumentHelp(
      "Only what was done as this account: its ID, or a part of its name.", valueName: "name|id"),
    completion: AccountCompletion.kind)
  var account: String?

  @Option(help: ArgumentHelp("Nothing before this.", valueName: "when"))
  var since: Moment?

  @Option(help: ArgumentHelp("Nothing after this; a day counts whole.", valueName: "when"))
  var until: Moment?

  @Option(help: ArgumentHelp("How many events at most.", valueName: "count"))
  var limit = 50

  @Flag(
    help:
      "Print the newest events, the oldest first, and then each one as it is recorded, a line each."
  )
  var follow = false

  @Option(help: "table, json or csv.")
  var format = Format.table

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json, csv }

  func validate() throws {
    guard limit >= 1 else { throw ValidationError("--limit is 1 or more.") }
    if follow, since != nil || until != nil {
      throw ValidationError("--follow cannot be combined with --since and --until.")
    }
  }

  func run() async throws {
    let context = try CommandContext(options)
    if follow { return try await follow(context) }
    let now = context.service.now
    let events = try context.service.auditEvents(
      account: account, since: since?.start(now: now), until: until?.end(now: now), limit: limit)
    switch format {
    case .table:
      if events.isEmpty { context.console.note("There is nothing in the history that matches.") }
      guard !events.isEmpty else { return }
      context.console.result(
        HistoryTable(events, zone: .current).text(isTerminal: context.console.outputIsTerminal))
    case .json: context.console.result(exactly: try HistoryDocument(events).json())
    case .csv: context.console.result(exactly: HistoryDocument(events).csv())
    }
  }

  /// Prints events as they are recorded, until a signal ends it or nobody reads any more.
  private func follow(_ context: CommandContext) async throws {
    let terminal = context.console.outputIsTerminal
    if format == .csv { context.console.result(exactly: HistoryDocument.csvHeading) }
    var last: Int64?
    while !context.console.readerHasLeft {
      let (events, newest) = try context.service.auditEvents(
        after: last, account: account, limit: last == nil ? limit : Self.mostAtOnce)
      // An empty vault begins at the first event.
      last = newest ?? 0
      for event in events {
        switch format {
        case .table:
          context.console.result(
            HistoryTable([event], zone: .current).line(isTerminal: terminal))
        case .json: context.console.result(exactly: try HistoryDocument.Event(event).json())
        case .csv: context.console.result(exactly: HistoryDocument.csvRow(event))
        }
      }
      try await Task.sleep(for: Self.interval)
    }
  }

  private static let mostAtOnce = 1000

  /// How often the vault is asked.
  private static let interval = Duration.milliseconds(500)
}
