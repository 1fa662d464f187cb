package import AccountModel
package import Foundation
import GRDB

extension Vault {
  /// Writes an event down. The newest 10,000 of the last 400 days are kept.
  package func record(_ event: HistoryEvent) throws(VaultError) {
    try file.write { db in try event.insert(into: db) }
  }

  /// What was done, the newest first.
  ///
  /// - Parameters:
  ///   - account: only what was done as this account.
  ///   - since: nothing before it.
  ///   - until: nothing at it or after it.
  ///   - limit: how many at most.
  package func history(
    account: AccountID? = nil, since: Date? = nil, until: Date? = nil, limit: Int? = nil
  ) throws(VaultError) -> [HistoryEvent] {
    try file.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT time, kind, store_key, member_id, member_name, account_id, account_name, result,
            reason
          FROM history
          WHERE (:account IS NULL OR account_id = :account)
            AND (:since IS NULL OR time >= :since) AND (:until IS NULL OR time < :until)
          ORDER BY time DESC, id DESC LIMIT :limit
          """,
        arguments: [
          "account": account?.rawValue, "since": since?.timeIntervalSinceReferenceDate,
          "until": until?.timeIntervalSinceReferenceDate, "limit": limit ?? -1,
        ]
      ).map(HistoryEvent.init)
    } ?? []
  }
}
