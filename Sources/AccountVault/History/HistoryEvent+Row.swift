import Foundation
import GRDB

extension HistoryEvent {
  /// How many events are kept.
  package static let capacity = 10_000

  /// Days an event is kept.
  package static let lifetimeInDays = 400

  /// Seconds an event is kept.
  static let lifetime = TimeInterval(lifetimeInDays) * 24 * 3600

  /// Adds the event and drops what is too old or too much.
  func insert(into db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO history (time, kind, store_key, member_id, member_name, account_id,
          account_name, result, reason)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        time.timeIntervalSinceReferenceDate, kind.rawValue, storeKey, member.id, member.name,
        account?.id, account?.name, result.rawValue, reason,
      ])
    // Rows are numbered in the order they came, so the last number tells how many there can be.
    try db.execute(
      sql: "DELETE FROM history WHERE id <= ? OR time < ?",
      arguments: [
        db.lastInsertedRowID - Int64(Self.capacity),
        (time - Self.lifetime).timeIntervalSinceReferenceDate,
      ])
  }

  init(_ row: Row) throws {
    guard
      let kind = try Kind(rawValue: row.decode(String.self, atIndex: 1)),
      let result = try Result(rawValue: row.decode(String.self, atIndex: 7))
    else { throw UnknownValue() }
    let accountID = try row.decode(String?.self, atIndex: 5)
    let accountName = try row.decode(String?.self, atIndex: 6)
    self.init(
      kind: kind,
      time: Date(timeIntervalSinceReferenceDate: try row.decode(Double.self, atIndex: 0)),
      storeKey: try row.decode(String.self, atIndex: 2),
      member: Party(
        id: try row.decode(String.self, atIndex: 3), name: try row.decode(String.self, atIndex: 4)),
      account: accountID.map { Party(id: $0, name: accountName ?? "") },
      result: result,
      reason: try row.decode(String?.self, atIndex: 8))
  }
}
