import AccountVault
import Foundation

/// The history as a table for people; piped away, as lines of tab-separated fields.
struct HistoryTable {
  private let table: TextTable

  /// - Parameter zone: the one the times are told in.
  init(_ events: [HistoryEvent], zone: TimeZone) {
    let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: zone)
      .year().month().day().time(includingFractionalSeconds: false)
    table = TextTable(
      headings: [
        "TIME", "WHAT", "RESULT", "MEMBER", "ACCOUNT", "ACCOUNT ID", "STORE", "REASON",
      ],
      rows: events.map { event in
        [
          event.time.formatted(style), event.kind.rawValue, event.result.rawValue,
          event.member.name, event.account?.name ?? "", event.account?.id ?? "",
          event.endpoint ?? "", event.reason ?? "",
        ]
      })
  }

  func text(isTerminal: Bool) -> String { table.text(isTerminal: isTerminal) }
}
