package import AccountModel
package import Foundation
import GRDB

// What is read with the vault key.
extension Vault {
  /// The token of an account, however old it is.
  ///
  /// - Throws: ``VaultError/keyLost`` and ``VaultError/sealBroken`` among others.
  package func token(
    of account: AccountID, in key: SessionKey
  ) throws(VaultError) -> AccountToken? {
    let stored = try file.read { db in
      try SessionRow.find(key, in: db).flatMap { session in
        try Row.fetchOne(
          db.cachedStatement(sql: Self.tokenSelect + " AND account.id = ?"),
          arguments: [session.id, account.rawValue]
        ).map(StoredToken.init)
      }
    }
    return try stored.map { stored throws(VaultError) in try open(stored, in: key) }
  }

  /// A token that still lives long enough to renew the session with: that of the selected account,
  /// else the one that lives longest.
  ///
  /// - Parameters:
  ///   - now: the store's time.
  ///   - refused: an account whose token was tried already, to get another's.
  package func tokenToRenewWith(
    in key: SessionKey, at now: Date, otherThan refused: AccountID? = nil
  ) throws(VaultError) -> (account: AccountID, token: AccountToken)? {
    let stored = try file.read { db in
      try SessionRow.find(key, in: db).flatMap { session in
        try Row.fetchOne(
          db.cachedStatement(
            sql: Self.tokenSelect + """
               AND account.id = (
                SELECT id FROM account
                WHERE session_id = ? AND (expires IS NULL OR expires > ?) AND id IS NOT ?
                ORDER BY id IS ? DESC, expires DESC LIMIT 1)
              """),
          arguments: [
            session.id, session.id, Expiry(now).epochSeconds + Expiry.margin,
            refused?.rawValue, session.summary.selected?.id.rawValue,
          ]
        ).map(StoredToken.init)
      }
    }
    guard let stored, let account = stored.account else { return nil }
    return (account, try open(stored, in: key))
  }

  /// What the store gave its client to speak with, however old it is.
  package func bearer(for store: Store) throws(VaultError) -> AccountToken? {
    let stored = try file.read { db in
      try Row.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT NULL, bearer.expires, bearer.key_id, bearer.sealed
            FROM store JOIN bearer ON bearer.store_id = store.id
            WHERE store.origin = ? AND store.client_id = ?
            """),
        arguments: [store.endpoint.origin, store.clientID]
      ).map(StoredToken.init)
    }
    guard let stored else { return nil }
    let secret = try stored.sealed.open(
      in: .bearer(for: store, expiry: stored.expiry), with: keys.load())
    return AccountToken(secret: secret, expiry: stored.expiry)
  }

  /// Keeps what the store gave its client to speak with, in place of an earlier one.
  package func saveBearer(_ bearer: AccountToken, for store: Store) throws(VaultError) {
    try writeSealing { db, key in
      let sealed = try SealedSecret(
        bearer.secret, in: .bearer(for: store, expiry: bearer.expiry), with: key)
      try db.execute(
        sql: """
          INSERT INTO bearer (store_id, expires, key_id, sealed) VALUES (?, ?, ?, ?)
          ON CONFLICT (store_id) DO UPDATE
          SET expires = excluded.expires, key_id = excluded.key_id, sealed = excluded.sealed
          """,
        arguments: [
          StoreRow.id(of: store, in: db), bearer.expiry?.epochSeconds, sealed.keyID, sealed.box,
        ])
    }
  }

  private func open(
    _ stored: StoredToken, in key: SessionKey
  ) throws(VaultError) -> AccountToken {
    // Only a bearer has no account, and none is looked for here.
    guard let account = stored.account else { throw .sealBroken }
    let secret = try stored.sealed.open(
      in: .token(of: account, in: key, expiry: stored.expiry), with: keys.load())
    return AccountToken(secret: secret, expiry: stored.expiry)
  }

  private static let tokenSelect = """
    SELECT account.id, account.expires, token.key_id, token.sealed
    FROM account
    JOIN token ON token.session_id = account.session_id AND token.account_id = account.id
    WHERE account.session_id = ?
    """
}

/// A sealed token as SQL gives it.
private struct StoredToken {
  let account: AccountID?
  let expiry: Expiry?
  let sealed: SealedSecret

  init(_ row: Row) throws {
    account = try row.decode(String?.self, atIndex: 0).map(AccountID.init(_:))
    expiry = try row.decode(Int64?.self, atIndex: 1).map(Expiry.init(epochSeconds:))
    sealed = SealedSecret(
      keyID: try row.decode(Data.self, atIndex: 2), box: try row.decode(Data.self, atIndex: 3))
  }
}
