import AccountModel
import Foundation
import GRDB

/// Writes accounts and their sealed tokens into one session.
struct AccountWriter {
  private let sessionID: Int64
  private let session: SessionKey
  private let key: VaultKey
  private let account: Statement
  private let token: Statement

  /// - Parameter key: seals the tokens.
  init(sessionID: Int64, session: SessionKey, key: VaultKey, in db: Database) throws {
    self.sessionID = sessionID
    self.session = session
    self.key = key
    account = try db.cachedStatement(
      sql: """
        INSERT INTO account (session_id, sort_key, id, name, expires, position)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (session_id, id) DO UPDATE
        SET sort_key = excluded.sort_key, name = excluded.name, expires = excluded.expires,
          position = excluded.position
        """)
    token = try db.cachedStatement(
      sql: """
        INSERT INTO token (session_id, account_id, key_id, sealed) VALUES (?, ?, ?, ?)
        ON CONFLICT (session_id, account_id) DO UPDATE
        SET key_id = excluded.key_id, sealed = excluded.sealed
        """)
  }

  /// Adds an account, or renews it where it stands.
  func write(_ minted: MintedAccount) throws {
    let id = minted.account.id
    let expiry = minted.account.expiry
    try account.execute(arguments: [
      sessionID, minted.account.sortKey, id.rawValue, minted.account.name,
      expiry?.epochSeconds, minted.position,
    ])
    let sealed = try SealedSecret(
      minted.token, in: .token(of: id, in: session, expiry: expiry), with: key)
    try token.execute(arguments: [sessionID, id.rawValue, sealed.keyID, sealed.box])
  }
}
