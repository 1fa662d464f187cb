package import AccountModel
import Foundation
import GRDB

// Signing out. What is deleted is overwritten in the file; where there is no vault, none is made.
// The history stays.
extension Vault {
  /// Forgets one session. With the last one of a store go its access tokens and its client secret.
  package func forget(
    _ id: SessionID, recording event: AuditEvent? = nil
  ) throws(VaultError) {
    _ = try file.remove { db in
      if let row = try SessionRow.find(id, in: db) {
        try db.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [row.id])
        try db.execute(
          sql: "DELETE FROM terminal WHERE session_digest = ?", arguments: [id.digest])
        _ = try Revision.next(in: db)
      }
      try db.execute(
        sql: """
          DELETE FROM store WHERE origin = ? AND client_id = ?
            AND NOT EXISTS (SELECT 1 FROM session WHERE store_id = store.id)
          """, arguments: [id.store.endpoint.origin, id.store.clientID])
      try event?.insert(into: db)
    }
  }

  /// Forgets every session of every store, and the vault key.
  ///
  /// The key goes first, and whatever the state of the file: without it nothing in there opens any
  /// more, even where the rows cannot be changed.
  ///
  /// - Throws: why the key could not be removed; the sessions are gone then, if they could be. Else
  ///   why the sessions could not be, such as ``VaultError/corrupt(path:)`` and
  ///   ``VaultError/newerVault(path:version:)``; the key is gone then.
  package func forgetAll(recording event: AuditEvent? = nil) throws(VaultError) {
    forgetCachedKey()
    guard file.hasFolder else { return }
    let keyBefore = try? file.read(Self.recordedKey)
    var keyFailure = removeKey()
    do throws(VaultError) {
      _ = try file.remove { db in
        // Another process may have sealed something under a new key since.
        if try Self.recordedKey(in: db) != keyBefore { keyFailure = removeKey() }
        try db.execute(sql: "DELETE FROM session")
        if db.changesCount > 0 { _ = try Revision.next(in: db) }
        try db.execute(sql: "DELETE FROM store; DELETE FROM terminal")
        try db.execute(sql: "UPDATE vault SET key_id = NULL")
        try event?.insert(into: db)
      }
    } catch {
      throw keyFailure ?? error
    }
    if let keyFailure { throw keyFailure }
  }

  /// The fingerprint of the vault key that seals now, if there is one.
  static func recordedKey(in db: Database) throws -> Data? {
    try Data.fetchOne(db.cachedStatement(sql: "SELECT key_id FROM vault"))
  }

  /// - Returns: why it could not be removed.
  private func removeKey() -> VaultError? {
    do throws(VaultError) {
      try keys.remove()
      return nil
    } catch {
      return error
    }
  }
}
