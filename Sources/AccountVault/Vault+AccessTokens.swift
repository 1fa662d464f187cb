package import AccountModel
import Crypto
import Foundation
import GRDB

/// What an access token is kept under: one that was given for another grant type or another client
/// secret is never found.
package struct AccessTokenKey: Hashable, Sendable {
  package let store: Store
  package let grantType: GrantType

  /// Of the client secret; empty where the grant has none.
  let secretDigest: Data

  init(store: Store, grantType: GrantType, secretDigest: Data) {
    self.store = store
    self.grantType = grantType
    self.secretDigest = secretDigest
  }

  /// - Parameter clientSecret: the secret the client credentials grant is made with; the implicit
  ///   grant has none, and one that is given is ignored.
  package init(store: Store, grantType: GrantType, clientSecret: Secret?) {
    self.store = store
    self.grantType = grantType
    guard grantType == .clientCredentials, let clientSecret else {
      secretDigest = Data()
      return
    }
    let parts = [
      "epswitch-client-secret-1", store.endpoint.origin, store.clientID, clientSecret.reveal(),
    ]
    secretDigest = Data(SHA256.hash(data: lengthPrefixed(parts)).prefix(16))
  }
}

// What the client itself needs at a store, whoever is signed in. Read and written with the vault key.
extension Vault {
  /// The access token the client got last, expired or not.
  package func accessToken(for key: AccessTokenKey) throws(VaultError) -> AccountToken? {
    try read { db, vaultKey in
      try StoredAccessToken.find(key, in: db)?.open(with: vaultKey)
    }
  }

  /// Keeps an access token in place of an earlier one.
  package func saveAccessToken(
    _ token: AccountToken, for key: AccessTokenKey
  ) throws(VaultError) {
    try write { db, vaultKey in
      let sealed = try SealedSecret(
        token.secret, for: .accessToken(for: key, expiry: token.expiry), with: vaultKey)
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO access_token
            (store_id, grant_type, secret_digest, expires, key_id, sealed)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          StoreRow.id(of: key.store, in: db), key.grantType.rawValue, key.secretDigest,
          token.expiry?.epochSeconds, sealed.keyID, sealed.box,
        ])
    }
  }

  /// The secret of the client, where a person had it kept.
  package func clientSecret(for store: Store) throws(VaultError) -> Secret? {
    try read { db, key in
      try Row.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT client_secret.key_id, client_secret.sealed
            FROM store JOIN client_secret ON client_secret.store_id = store.id
            WHERE store.origin = ? AND store.client_id = ?
            """),
        arguments: [store.endpoint.origin, store.clientID]
      ).map { row in
        try SealedSecret(
          keyID: try row.decode(Data.self, atIndex: 0), box: try row.decode(Data.self, atIndex: 1)
        ).open(for: .clientSecret(for: store), with: key)
      }
    }
  }

  /// Keeps the secret of the client, in place of an earlier one.
  package func saveClientSecret(_ secret: Secret, for store: Store) throws(VaultError) {
    try write { db, key in try write(secret, for: store, sealingWith: key, in: db) }
  }

  func write(
    _ secret: Secret, for store: Store, sealingWith key: VaultKey, in db: Database
  ) throws {
    let sealed = try SealedSecret(secret, for: .clientSecret(for: store), with: key)
    try db.execute(
      sql: "INSERT OR REPLACE INTO client_secret (store_id, key_id, sealed) VALUES (?, ?, ?)",
      arguments: [StoreRow.id(of: store, in: db), sealed.keyID, sealed.box])
  }
}

/// A sealed access token as SQL gives it.
struct StoredAccessToken {
  let sealed: SealedSecret
  private let key: AccessTokenKey
  private let expiry: Expiry?

  static func find(_ key: AccessTokenKey, in db: Database) throws -> StoredAccessToken? {
    try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT access_token.expires, access_token.key_id, access_token.sealed
          FROM store JOIN access_token ON access_token.store_id = store.id
          WHERE store.origin = ? AND store.client_id = ? AND grant_type = ? AND secret_digest = ?
          """),
      arguments: [
        key.store.endpoint.origin, key.store.clientID, key.grantType.rawValue, key.secretDigest,
      ]
    ).map { row in
      StoredAccessToken(
        sealed: SealedSecret(
          keyID: try row.decode(Data.self, atIndex: 1), box: try row.decode(Data.self, atIndex: 2)),
        key: key,
        expiry: try row.decode(Int64?.self, atIndex: 0).map(Expiry.init(epochSeconds:)))
    }
  }

  func open(with vaultKey: VaultKey?) throws(VaultError) -> AccountToken {
    AccountToken(
      secret: try sealed.open(for: .accessToken(for: key, expiry: expiry), with: vaultKey),
      expiry: expiry)
  }
}
