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

  /// The tokens of a session that still live.
  ///
  /// - Parameter now: the store's time.
  package func liveTokens(
    in key: SessionKey, at now: Date
  ) throws(VaultError) -> [AccountID: AccountToken] {
    let stored = try file.read { db in
      try SessionRow.find(key, in: db).map { session in
        try Row.fetchAll(
          db.cachedStatement(
            sql: Self.tokenSelect + " AND (account.expires IS NULL OR account.expires > ?)"),
          arguments: [session.id, Expiry(now).epochSeconds]
        ).map(StoredToken.init)
      }
    }
    guard let stored = stored ?? nil, !stored.isEmpty else { return [:] }
    let vaultKey = try keys.load()
    var tokens: [AccountID: AccountToken] = [:]
    for stored in stored { tokens[stored.account] = try open(stored, in: key, with: vaultKey) }
    return tokens
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
    return try stored.map { stored throws(VaultError) in
      (stored.account, try open(stored, in: key))
    }
  }

  private func open(
    _ stored: StoredToken, in key: SessionKey
  ) throws(VaultError) -> AccountToken {
    try open(stored, in: key, with: keys.load())
  }

  private func open(
    _ stored: StoredToken, in key: SessionKey, with vaultKey: VaultKey?
  ) throws(VaultError) -> AccountToken {
    let secret = try stored.sealed.open(
      in: .token(of: stored.account, in: key, expiry: stored.expiry), with: vaultKey)
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
  let account: AccountID
  let expiry: Expiry?
  let sealed: SealedSecret

  init(_ row: Row) throws {
    account = AccountID(try row.decode(String.self, atIndex: 0))
    expiry = try row.decode(Int64?.self, atIndex: 1).map(Expiry.init(epochSeconds:))
    sealed = SealedSecret(
      keyID: try row.decode(Data.self, atIndex: 2), box: try row.decode(Data.self, atIndex: 3))
  }
}
