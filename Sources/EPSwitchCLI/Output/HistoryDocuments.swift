import AccountModel
import Foundation

/// What `history --format json` and `csv` print. Times are ISO-8601 in UTC.
struct HistoryDocument: Encodable {
  let events: [Event]

  init(_ events: [AuditEvent]) { self.events = events.map(Event.init) }

  /// One event; what is not known is null.
  struct Event: Encodable {
    let time: String
    let kind: String
    let result: String
    let endpoint: String?
    let clientID: String?
    let memberID: String
    let memberName: String
    let accountID: String?
    let accountName: String?
    let reason: String?
    let action: String?
    let impersonatedBy: String?

    init(_ event: AuditEvent) {
      time = event.time.formatted(.iso8601)
      kind = event.kind.rawValue
      result = event.result.rawValue
      endpoint = event.endpoint
      clientID = event.clientID
      memberID = event.member.id
      memberName = event.member.name
      accountID = event.account?.id
      accountName = event.account?.name
      reason = event.reason?.string
      action = event.action?.string
      impersonatedBy = event.impersonator?.string
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
      case time, kind, result, endpoint
      case clientID = "client_id"
      case memberID = "member_id"
      case memberName = "member_name"
      case accountID = "account_id"
      case accountName = "account_name"
      case reason, action
      case impersonatedBy = "impersonated_by"
    }

    func encode(to encoder: any Encoder) throws {
      var object = encoder.container(keyedBy: CodingKeys.self)
      // `encode`, not `encodeIfPresent`: a script finds the key whatever is known.
      for key in CodingKeys.allCases { try object.encode(self[key], forKey: key) }
    }

    subscript(key: CodingKeys) -> String? {
      switch key {
      case .time: time
      case .kind: kind
      case .result: result
      case .endpoint: endpoint
      case .clientID: clientID
      case .memberID: memberID
      case .memberName: memberName
      case .accountID: accountID
      case .accountName: accountName
      case .reason: reason
      case .action: action
      case .impersonatedBy: impersonatedBy
      }
    }
  }

  /// The events as comma-separated values, with a heading.
  func csv() -> String {
    commaSeparated([Self.csvKeys] + events.map { Self.csvFields($0) })
  }

  /// The heading alone.
  static var csvHeading: String { commaSeparated([csvKeys]) }

  /// One event alone.
  static func csvRow(_ event: AuditEvent) -> String { commaSeparated([csvFields(Event(event))]) }

  private static var csvKeys: [String] { Event.CodingKeys.allCases.map(\.rawValue) }

  private static func csvFields(_ event: Event) -> [String] {
    Event.CodingKeys.allCases.map { event[$0] ?? "" }
  }
}

extension AuditEvent {
  /// Where the store answers; `nil` when the event is of several stores.
  var endpoint: String? {
    let origin = storeKey.prefix { $0 != "|" }
    return origin.isEmpty ? nil : (try? Endpoint(String(origin)))?.description ?? String(origin)
  }

  /// The client at the store; `nil` when the event is of several stores.
  var clientID: String? {
    storeKey.firstIndex(of: "|").map { String(storeKey[$0...].dropFirst()) }
  }
}

/// The history as a table for people; piped away, as lines of tab-separated fields.
struct HistoryTable {
  private let table: TextTable

  /// - Parameter zone: the one the times are told in.
  init(_ events: [AuditEvent], zone: TimeZone) {
    let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: zone)
      .year().month().day().time(includingFractionalSeconds: false)
    table = TextTable(
      headings: [
        "TIME", "WHAT", "RESULT", "MEMBER", "ACCOUNT", "ACCOUNT ID", "STORE", "REASON", "ACTION",
      ],
      rows: events.map { event in
        [
          event.time.formatted(style), event.kind.rawValue, event.result.rawValue,
          event.memberLabel, event.account?.name ?? "",
          event.account?.id ?? "", event.endpoint ?? "", event.reason?.string ?? "",
          event.action?.string ?? "",
        ]
      },
      // Who and why are as important as when and what, so that they get a line of their own.
      reductions: [
        .shortIDs(5), .cut(6, least: 12), .below([3, 7, 8, 6]), .cut(4, least: 12),
        .below([5]), .below([2]),
      ])
  }

  /// - Parameter columns: cells of the terminal; `nil` for no limit.
  func text(isTerminal: Bool, columns: Int? = Console.outputColumns) -> CleanText {
    table.text(isTerminal: isTerminal, columns: columns)
  }

  /// The first event alone, without columns that would have to fit the next ones.
  func line(isTerminal: Bool) -> CleanText {
    table.firstLine(isTerminal: isTerminal)
  }
}
