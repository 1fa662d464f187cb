package import AccountModel
package import Foundation
import GRDB
import Synchronization

extension Vault {
  /// Records an event. The newest 10,000 of the last 400 days are kept.
  package func record(_ event: AuditEvent) throws(VaultError) {
    try file.write { db in try insert(event, in: db) }
  }

  /// Adds an event in a transaction; ``onRecord(_:)`` is told when that is committed.
  func insert(_ event: AuditEvent?, in db: Database) throws {
    guard let event else { return }
    try event.insert(into: db)
    guard let observer = observer.withLock(\.self) else { return }
    db.afterNextTransaction { _ in observer(event) }
  }

  /// Sends every event that this process records to somebody else too, once it is on the disk.
  package func onRecord(_ observer: @escaping @Sendable (AuditEvent) -> Void) {
    self.observer.withLock { $0 = observer }
  }

  /// The events after one, the oldest first, with their numbers, which increase.
  ///
  /// - Parameter number: the number of the last event that is known; `nil` for the newest `limit`.
  package func auditEvents(
    after number: Int64?, limit: Int
  ) throws(VaultError) -> [(number: Int64, event: AuditEvent)] {
    try file.read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT time, kind, store_key, member_id, member_name, account_id, account_name, result,
            reason, action, impersonator, id
          FROM history WHERE id > :after ORDER BY id \(number == nil ? "DESC" : "ASC") LIMIT :limit
          """, arguments: ["after": number ?? -1, "limit": limit])
      let events = try rows.compactMap { row -> (number: Int64, event: AuditEvent)? in
        let number = try row.decode(Int64.self, atIndex: 11)
        return try AuditEvent(row).map { (number, $0) }
      }
      return number == nil ? events.reversed() : events
    } ?? []
  }

  /// What was done, the newest first. Events of a kind that this epswitch does not know are left
  /// out.
  ///
  /// - Parameters:
  ///   - account: only what was done as this account.
  ///   - since: nothing before it.
  ///   - until: nothing at it or after it.
  ///   - limit: how many at most.
  package func auditEvents(
    account: AccountID? = nil, since: Date? = nil, until: Date? = nil, limit: Int? = nil
  ) throws(VaultError) -> [AuditEvent] {
    try file.read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT time, kind, store_key, member_id, member_name, account_id, account_name, result,
            reason, action, impersonator
          FROM history
          WHERE (:account IS NULL OR account_id = :account)
            AND (:since IS NULL OR time >= :since) AND (:until IS NULL OR time < :until)
          ORDER BY time DESC, id DESC
          """,
        arguments: [
          "account": account?.rawValue, "since": since?.timeIntervalSinceReferenceDate,
          "until": until?.timeIntervalSinceReferenceDate,
        ])
      var events: [AuditEvent] = []
      while events.count < limit ?? .max, let row = try rows.next() {
        if let event = try AuditEvent(row) { events.append(event) }
      }
      return events
    } ?? []
  }
}

extension AuditEvent {
  /// How many events are kept.
  package static let capacity = 10_000

  /// Days an event is kept.
  package static let lifetimeInDays = 400

  /// Seconds an event is kept.
  private static let lifetime = TimeInterval(lifetimeInDays) * 24 * 3600

  /// Adds the event and drops what is too old or too much.
  func insert(into db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO history (time, kind, store_key, member_id, member_name, account_id,
          account_name, result, reason, action, impersonator)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        time.timeIntervalSinceReferenceDate, kind.rawValue, storeKey, member.id, member.name,
        account?.id, account?.name, result.rawValue, reason?.string, action?.string,
        impersonator?.string,
      ])
    // Rows are numbered in the order they came, so the last number tells how many there can be.
    try db.execute(
      sql: "DELETE FROM history WHERE id <= ? OR time < ?",
      arguments: [
        db.lastInsertedRowID - Int64(Self.capacity),
        (time - Self.lifetime).timeIntervalSinceReferenceDate,
      ])
  }

  /// - Returns: `nil` for a kind or result that this epswitch does not know.
  fileprivate init?(_ row: Row) throws {
    guard
      let kind = try Kind(rawValue: row.decode(String.self, atIndex: 1)),
      let result = try Result(rawValue: row.decode(String.self, atIndex: 7))
    else { return nil }
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
      reason: try row.decode(String?.self, atIndex: 8).map { CleanText($0) },
      action: try row.decode(String?.self, atIndex: 9).map { CleanText($0) },
      impersonator: try row.decode(String?.self, atIndex: 10).map { CleanText($0) })
  }
}
