package import AccountModel
import GRDB

// Signing out. What is deleted is overwritten in the file; where there is no vault, none is made.
// The history stays.
extension Vault {
  /// Forgets one member at a store. With the last one goes what the store gave its client.
  package func forget(
    _ session: SessionKey, recording event: HistoryEvent? = nil
  ) throws(VaultError) {
    try forgetting(event) { db in
      let store: StatementArguments = [session.store.endpoint.origin, session.store.clientID]
      try db.execute(
        sql: """
          DELETE FROM session WHERE member_id = ?
            AND store_id = (SELECT id FROM store WHERE origin = ? AND client_id = ?)
          """, arguments: [session.memberID] + store)
      try db.execute(
        sql: """
          DELETE FROM store WHERE origin = ? AND client_id = ?
            AND NOT EXISTS (SELECT 1 FROM session WHERE store_id = store.id)
          """, arguments: store)
    }
  }

  /// Forgets every member at a store, and what the store gave its client.
  package func forget(
    _ store: Store, recording event: HistoryEvent? = nil
  ) throws(VaultError) {
    try forgetting(event) { db in
      try db.execute(
        sql: "DELETE FROM store WHERE origin = ? AND client_id = ?",
        arguments: [store.endpoint.origin, store.clientID])
    }
  }

  /// Forgets every session of every store, and the vault key.
  ///
  /// - Throws: when only the key could not be removed, that too; the sessions are gone then.
  package func forgetAll(recording event: HistoryEvent? = nil) throws(VaultError) {
    var keyFailure: VaultError?
    try forgetting(event) { db in
      try db.execute(sql: "DELETE FROM store")
      try db.execute(sql: "UPDATE vault SET key_id = NULL")
      // Inside the transaction, so that nobody seals anything with it between the two.
      do throws(VaultError) {
        try keys.remove()
      } catch {
        keyFailure = error
      }
    }
    if let keyFailure { throw keyFailure }
  }

  private func forgetting(
    _ event: HistoryEvent?, _ work: (Database) throws -> Void
  ) throws(VaultError) {
    _ = try file.remove { db in
      try work(db)
      try event?.insert(into: db)
    }
  }
}
