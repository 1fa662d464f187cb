package import AccountModel
package import Foundation
import GRDB

/// Everything that minting tokens in a session needs, as it was at one moment.
package struct MintingState: Hashable, Sendable {
  package let summary: SessionSummary

  /// The account that was asked for, if it is in the roster.
  package let account: SavedAccount?

  /// A token that lives long enough to mint with: that of the selected account, else the one that
  /// lives longest; `nil` when none does.
  package let held: HeldToken?

  /// The client's access token, expired or not; `nil` also when the one that is kept does not open,
  /// since another can be asked for.
  package let accessToken: AccountToken?
}

// What is read with the vault key.
extension Vault {
  /// Reads what minting needs in one transaction, with at most one load of the vault key.
  ///
  /// - Parameters:
  ///   - account: the account to switch to or renew, if there is one.
  ///   - now: this machine's time.
  ///   - refused: an account whose token was tried already, to get another's.
  /// - Returns: `nil` when there is no such session.
  /// - Throws: ``VaultError/keyLost`` and ``VaultError/sealBroken`` for the held token, among others.
  package func mintingState(
    of id: SessionID, account: AccountID?, accessTokenKey: AccessTokenKey, now: Date,
    otherThan refused: AccountID? = nil
  ) throws(VaultError) -> MintingState? {
    try read { db, key in
      try SessionRow.find(id, in: db).map { session in
        let held = try StoredToken.toMintWith(
          in: session, at: session.summary.clock.now(local: now), otherThan: refused, db)
        return MintingState(
          summary: session.summary,
          account: try account.flatMap { try session.account($0, in: db) },
          held: try held.map {
            HeldToken(account: $0.account, token: try $0.open(in: id, with: key))
          },
          accessToken: try? StoredAccessToken.find(accessTokenKey, in: db)?.open(with: key))
      }
    }
  }

  /// The token of an account, expired or not.
  ///
  /// - Throws: ``VaultError/keyLost`` and ``VaultError/sealBroken`` among others.
  package func token(
    of account: AccountID, in id: SessionID
  ) throws(VaultError) -> AccountToken? {
    try read { db, key in
      try SessionKey.find(id, in: db).flatMap { session in
        try Row.fetchOne(
          db.cachedStatement(sql: StoredToken.select + " AND account.id = :account"),
          arguments: ["session": session.row, "account": account.rawValue]
        ).map { try StoredToken($0).open(in: id, with: key) }
      }
    }
  }

  /// The tokens of a session that have not expired.
  ///
  /// - Parameter now: the store's time.
  package func liveTokens(
    in id: SessionID, at now: Date
  ) throws(VaultError) -> [AccountID: AccountToken] {
    try read { db, key in
      guard let session = try SessionKey.find(id, in: db) else { return nil }
      let rows = try Row.fetchAll(
        db.cachedStatement(
          sql: StoredToken.select + " AND (account.expires IS NULL OR account.expires > :end)"),
        arguments: ["session": session.row, "end": Expiry(now).epochSeconds])
      var tokens: [AccountID: AccountToken] = [:]
      for stored in try rows.map(StoredToken.init) {
        tokens[stored.account.id] = try stored.open(in: id, with: key)
      }
      return tokens
    } ?? [:]
  }
}

/// An account with its sealed token as SQL gives it.
private struct StoredToken {
  let account: Account
  let sealed: SealedSecret

  static let select = """
    SELECT account.id, account.name, account.expires, token.key_id, token.sealed
    FROM account
    LEFT JOIN token ON token.session_id = account.session_id AND token.account_id = account.id
    WHERE account.session_id = :session
    """

  /// Of the accounts whose token can mint. All of them are read only where that of the selected account
  /// cannot, or soon cannot: there may be 10,000.
  private static func usable(after end: String) -> String {
    "session_id = :session AND (expires IS NULL OR expires > \(end)) AND id IS NOT :refused"
  }

  /// See ``MintingState/held``.
  ///
  /// - Parameter now: the store's time.
  static func toMintWith(
    in session: SessionRow, at now: Date, otherThan refused: AccountID?, _ db: Database
  ) throws -> StoredToken? {
    try Row.fetchOne(
      db.cachedStatement(
        sql: select + """
           AND account.id = IFNULL(
            (SELECT id FROM account WHERE \(usable(after: ":soon")) AND id = :selected),
            (SELECT id FROM account WHERE \(usable(after: ":now")) ORDER BY expires DESC LIMIT 1))
          """),
      arguments: [
        "session": session.id, "now": Expiry(now).epochSeconds,
        "soon": Expiry(now).epochSeconds + Expiry.margin,
        "refused": refused?.rawValue, "selected": session.summary.selected?.id.rawValue,
      ]
    ).map(StoredToken.init)
  }

  /// - Throws: ``VaultError/sealBroken`` where the token is not there: epswitch keeps one for each account.
  init(_ row: Row) throws {
    account = Account(
      id: AccountID(try row.decode(String.self, atIndex: 0)),
      name: try row.decode(String.self, atIndex: 1),
      expiry: try row.decode(Int64?.self, atIndex: 2).map(Expiry.init(epochSeconds:)))
    guard let keyID = try row.decode(Data?.self, atIndex: 3),
      let box = try row.decode(Data?.self, atIndex: 4)
    else { throw VaultError.sealBroken }
    sealed = SealedSecret(keyID: keyID, box: box)
  }

  func open(in id: SessionID, with key: VaultKey?) throws(VaultError) -> AccountToken {
    let data = AssociatedData.accountToken(of: account.id, in: id, expiry: account.expiry)
    return AccountToken(secret: try sealed.open(for: data, with: key), expiry: account.expiry)
  }
}
