package import AccountModel
import Foundation
import GRDB

// What the client itself needs at a store, whoever is signed in. Read and written with the vault key.
extension Vault {
  /// What the store gave its client to speak with, however old it is.
  package func bearer(for store: Store) throws(VaultError) -> AccountToken? {
    try clientSecret(.bearer, for: store)
  }

  /// Keeps what the store gave its client to speak with, in place of an earlier one.
  package func saveBearer(_ bearer: AccountToken, for store: Store) throws(VaultError) {
    try save(bearer, as: .bearer, for: store)
  }

  /// The secret of the client, where a person had it kept.
  package func clientSecret(for store: Store) throws(VaultError) -> Secret? {
    try clientSecret(.clientSecret, for: store)?.secret
  }

  /// Keeps the secret of the client, in place of an earlier one.
  package func saveClientSecret(_ secret: Secret, for store: Store) throws(VaultError) {
    try save(AccountToken(secret: secret, expiry: nil), as: .clientSecret, for: store)
  }

  private func clientSecret(
    _ kind: SealedPlace.Kind, for store: Store
  ) throws(VaultError) -> AccountToken? {
    let stored = try file.read { db in
      try Row.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT client_secret.expires, client_secret.key_id, client_secret.sealed
            FROM store JOIN client_secret ON client_secret.store_id = store.id
            WHERE store.origin = ? AND store.client_id = ? AND kind = ?
            """),
        arguments: [store.endpoint.origin, store.clientID, kind.rawValue]
      ).map { row in
        let expiry = try row.decode(Int64?.self, atIndex: 0).map(Expiry.init(epochSeconds:))
        let sealed = SealedSecret(
          keyID: try row.decode(Data.self, atIndex: 1), box: try row.decode(Data.self, atIndex: 2))
        return (expiry: expiry, sealed: sealed)
      }
    }
    guard let stored else { return nil }
    let place = SealedPlace.client(kind, for: store, expiry: stored.expiry)
    return AccountToken(
      secret: try stored.sealed.open(in: place, with: keys.load()), expiry: stored.expiry)
  }

  private func save(
    _ token: AccountToken, as kind: SealedPlace.Kind, for store: Store
  ) throws(VaultError) {
    try writeSealing { db, key in
      let place = SealedPlace.client(kind, for: store, expiry: token.expiry)
      let sealed = try SealedSecret(token.secret, in: place, with: key)
      try db.execute(
        sql: """
          INSERT INTO client_secret (store_id, kind, expires, key_id, sealed)
          VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (store_id, kind) DO UPDATE
          SET expires = excluded.expires, key_id = excluded.key_id, sealed = excluded.sealed
          """,
        arguments: [
          StoreRow.id(of: store, in: db), kind.rawValue, token.expiry?.epochSeconds, sealed.keyID,
          sealed.box,
        ])
    }
  }
}
