package import AccountModel
import Foundation
import GRDB

// Signing out. What is deleted is overwritten in the file; where there is no vault, none is made.
// The history stays.
extension Vault {
  /// Forgets one session, and replaces the vault key, so that a copy of the vault that was made
  /// before does not open any more. With the last one of a store go its access tokens and its client secret.
  ///
  /// - Throws: ``VaultError/keyNotReplaced(_:)`` when only the session could be forgotten.
  package func forget(
    _ id: SessionID, unselecting others: [SessionID] = [], recording event: AuditEvent? = nil
  ) throws(VaultError) {
    guard try file.exists() else { return }
    try withKeyLock { () throws(VaultError) in
      forgetCachedKey()
      _ = try? loadKeys()
      guard case .authentic(let key)? = try file.read(check) else {
        // Without the key, nothing that is sealed opens any more, and no record counts.
        _ = try file.remove { db in try forget(id, others, event, in: db) }
        return
      }
      let failure: VaultError?
      do throws(VaultError) {
        failure = try replaceKey(key) { db in try forget(id, others, event, in: db) }
      } catch {
        try write { db, _ in try forget(id, others, event, in: db) }
        throw .keyNotReplaced(error)
      }
      if let failure { throw .keyNotReplaced(failure) }
    }
  }

  private func forget(
    _ id: SessionID, _ others: [SessionID], _ event: AuditEvent?, in db: Database
  ) throws {
    for other in others {
      if let key = try SessionKey.find(other, in: db) { try unselect(key.row, in: db) }
    }
    if let key = try SessionKey.find(id, in: db) {
      try db.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [key.row])
      try db.execute(
        sql: "DELETE FROM terminal WHERE session_digest = ?", arguments: [id.digest])
      _ = try Revision.next(in: db)
    }
    try db.execute(
      sql: """
        DELETE FROM store WHERE origin = ? AND client_id = ?
          AND NOT EXISTS (SELECT 1 FROM session WHERE store_id = store.id)
        """, arguments: [id.store.endpoint.origin, id.store.clientID])
    try insert(event, in: db)
  }

  /// Forgets every session of every store, and the vault key.
  ///
  /// The key goes first, and whatever the state of the file: without it nothing in there opens any
  /// more, even where the rows cannot be changed.
  ///
  /// - Throws: why the key could not be removed; the sessions are gone then, if they could be. Else
  ///   ``VaultError/recordsNotRemoved(_:)``; the key is gone then.
  package func forgetAll(recording event: AuditEvent? = nil) throws(VaultError) {
    forgetCachedKey()
    guard file.hasFolder else { return }
    // Who makes a key holds the lock until the vault records it; who cannot have the lock goes on.
    let lock = try? file.lock(at: VaultFile.keyLock)
    let isLocked = (try? lock?.wait(atMost: VaultError.busyTimeout)) != nil
    defer { if isLocked { lock?.release() } }
    let keyFailure = removeKey()
    do throws(VaultError) {
      _ = try file.remove { db in
        let hadSessions =
          try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM session)") ?? false
        try VaultRecords.removeAll(in: db)
        if hadSessions { _ = try Revision.next(in: db) }
        try insert(event, in: db)
      }
    } catch {
      throw keyFailure ?? .recordsNotRemoved(error)
    }
    if let keyFailure { throw keyFailure }
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
