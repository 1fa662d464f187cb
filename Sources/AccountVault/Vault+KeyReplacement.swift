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
      guard let key = try loadKey(), key.authentication == nil else { return }
      _ = try replaceKey(key) { _ in }
    }
  }

  /// Replaces the key and seals every secret again, together with another change; only under the key
  /// lock.
  ///
  /// The new key takes the place of the old one before anything is written: a process that is killed
  /// in between leaves a vault whose key is lost, and never an old key that opens a copy of it.
  ///
  /// - Parameters:
  ///   - old: the key that was loaded under the lock.
  ///   - work: another change, made before the secrets are sealed again.
  /// - Returns: `nil` when there is no vault.
  func replaceKey<Value>(
    _ old: VaultKey, _ work: (Database) throws -> Value
  ) throws(VaultError) -> Value? {
    let new = VaultKey()
    try keys.save(new)
    do throws(VaultError) {
      let value: Value? = try file.remove { db in
        try requireRecords(of: old, in: db)
        let value = try work(db)
        try SealedSecret.sealAll(in: db, from: old, to: new)
        try db.execute(sql: "UPDATE vault SET key_id = ?", arguments: [new.id])
        return try change(db, under: new) { _, _ in value }
      }
      cachedKey.withLock { $0 = new }
      return value
    } catch {
      // Nothing was changed, so the old key is still the one that is needed.
      try? keys.save(old)
      throw error
    }
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
