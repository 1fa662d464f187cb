import AccountModel
import Foundation
import GRDB
import Synchronization

// Replacing the vault key, so that no copy of the file that was made before opens any more.
extension Vault {
  /// Gives a vault that version 2 left a key of its own, and authenticates its records as they are:
  /// version 2 cannot tell whether something else changed them. It happens once, since the old key
  /// is gone then.
  func replaceVersion2Key() throws(VaultError) {
    try withKeyLock { () throws(VaultError) in
      // Another process may have done it meanwhile.
      try loadKeys()
      guard case .version2(let key)? = try file.read(check) else { return }
      _ = try replaceKey(key) { _ in }
    }
  }

  /// Replaces the key and seals every secret again, together with another change; only under the key
  /// lock.
  ///
  /// The new key is kept beside the old one until the records are under it, and the old one goes last:
  /// a process that ends in between leaves a vault that opens, and the next one that reads it does
  /// what is left, see ``completeKeyReplacement()``.
  ///
  /// - Parameters:
  ///   - old: the key that the records are under; it was loaded under the lock.
  ///   - work: another change, made before the secrets are sealed again.
  /// - Returns: why the old key could not be removed. The change is made then, and the new key is the one
  ///   that counts.
  /// - Throws: why nothing was changed.
  func replaceKey(_ old: VaultKey, _ work: (Database) throws -> Void) throws(VaultError)
    -> VaultError?
  {
    let new = VaultKey()
    try keys.save(VaultKeys(old, next: new))
    do throws(VaultError) {
      _ = try file.remove { db in
        try requireRecords(of: old, in: db)
        try work(db)
        try SealedSecret.sealAll(in: db, from: old, to: new)
        try db.execute(sql: "UPDATE vault SET key_id = ?", arguments: [new.id])
        try change(db, under: new) { _, _ in }
      }
    } catch {
      // Nothing was changed; a new key that stays beside the old one opens nothing.
      try? keys.save(VaultKeys(old))
      throw error
    }
    cachedKeys.withLock { $0 = VaultKeys(new) }
    // A power cut must not bring records back whose key is gone.
    file.flushLog()
    do throws(VaultError) {
      try keys.save(VaultKeys(new))
      return nil
    } catch {
      return error
    }
  }

  /// Does what is left when a process ended while it replaced the key: of the two keys that are kept, the
  /// one that the records are under stays. Where that fails, or another process is at it, both stay.
  func completeKeyReplacement() {
    guard let lock = try? file.lock(at: VaultFile.keyLock), (try? lock.attempt()) == true else {
      return
    }
    defer { lock.release() }
    guard let loaded = try? loadKeys(), loaded.next != nil,
      let recorded = try? file.read({ try VaultHeader.read(in: $0).keyID }),
      let key = loaded[recorded], (try? keys.save(VaultKeys(key))) != nil
    else { return }
    cachedKeys.withLock { $0 = VaultKeys(key) }
  }

  /// - Throws: ``ChangedRecord``, or ``VaultError/keyLost`` when the records are another key's.
  private func requireRecords(of key: VaultKey, in db: Database) throws {
    let header = try VaultHeader.read(in: db)
    guard header.keyID == key.id else { throw VaultError.keyLost }
    guard let authentication = key.authentication else {
      guard try !VaultRecords.haveTriggers(in: db) else { throw ChangedRecord() }
      return
    }
    guard let mac = header.mac, try VaultRecords.areAuthentic(mac, in: db, under: authentication)
    else { throw ChangedRecord() }
  }
}

extension SealedSecret {
  /// Opens every secret of a vault and seals it under another key. One that does not open is removed.
  fileprivate static func sealAll(in db: Database, from old: VaultKey, to new: VaultKey) throws {
    for session in try SessionRow.all(in: db) {
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT account.id, account.expires, token.key_id, token.sealed FROM account
          JOIN token ON token.session_id = account.session_id AND token.account_id = account.id
          WHERE account.session_id = ?
          """, arguments: [session.id])
      let place = "WHERE session_id = ? AND account_id = ?"
      for row in rows {
        let account = AccountID(try row.decode(String.self, atIndex: 0))
        let expiry = try row.decode(Int64?.self, atIndex: 1).map(Expiry.init(epochSeconds:))
        try SealedSecret(row, atIndex: 2).seal(
          again: .accountToken(of: account, in: session.summary.id, expiry: expiry), old, new,
          in: "token", place, [session.id, account.rawValue], db)
      }
    }
    let accessTokens = try Row.fetchAll(
      db,
      sql: """
        SELECT store.origin, store.client_id, grant_type, secret_digest, expires, key_id, sealed,
          store.id
        FROM access_token JOIN store ON store.id = access_token.store_id
        """)
    for row in accessTokens {
      let store = try Store(row)
      guard let grantType = try GrantType(rawValue: row.decode(String.self, atIndex: 2)) else {
        throw UnknownValue()
      }
      let digest = try row.decode(Data.self, atIndex: 3)
      let expiry = try row.decode(Int64?.self, atIndex: 4).map(Expiry.init(epochSeconds:))
      let key = AccessTokenKey(store: store, grantType: grantType, secretDigest: digest)
      try SealedSecret(row, atIndex: 5).seal(
        again: .accessToken(for: key, expiry: expiry), old, new, in: "access_token",
        "WHERE store_id = ? AND grant_type = ? AND secret_digest = ?",
        [try row.decode(Int64.self, atIndex: 7), grantType.rawValue, digest], db)
    }
    let clientSecrets = try Row.fetchAll(
      db,
      sql: """
        SELECT store.origin, store.client_id, key_id, sealed, store.id
        FROM client_secret JOIN store ON store.id = client_secret.store_id
        """)
    for row in clientSecrets {
      try SealedSecret(row, atIndex: 2).seal(
        again: .clientSecret(for: Store(row)), old, new, in: "client_secret",
        "WHERE store_id = ?", [try row.decode(Int64.self, atIndex: 4)], db)
    }
  }

  private init(_ row: Row, atIndex index: Int) throws {
    self.init(
      keyID: try row.decode(Data.self, atIndex: index),
      box: try row.decode(Data.self, atIndex: index + 1))
  }

  private func seal(
    again data: AssociatedData, _ old: VaultKey, _ new: VaultKey, in table: String,
    _ place: String, _ arguments: StatementArguments, _ db: Database
  ) throws {
    guard let secret = try? open(for: data, with: old) else {
      return try db.execute(sql: "DELETE FROM \(table) \(place)", arguments: arguments)
    }
    let sealed = try SealedSecret(secret, for: data, with: new)
    try db.execute(
      sql: "UPDATE \(table) SET key_id = ?, sealed = ? \(place)",
      arguments: [sealed.keyID, sealed.box] + arguments)
  }
}

extension Store {
  /// Reads the origin and the client ID from the first two columns.
  fileprivate init(_ row: Row) throws {
    self.init(
      endpoint: try Endpoint(row.decode(String.self, atIndex: 0)),
      clientID: try row.decode(String.self, atIndex: 1))
  }
}
