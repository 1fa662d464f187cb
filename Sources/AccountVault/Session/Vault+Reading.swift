package import AccountModel
import GRDB

// What is read without the vault key.
extension Vault {
  /// The session of a store with its whole roster, if someone is signed in.
  ///
  /// - Parameter username: whose session; `nil` is the active one.
  package func session(
    at store: Store, of username: String? = nil
  ) throws(VaultError) -> Session? {
    try file.read { db in
      try SessionRow.find(at: store, of: username, in: db)?.session(in: db)
    }
  }

  /// The session of a store without its roster: cheap, whatever the size of the roster.
  ///
  /// - Parameter username: whose session; `nil` is the active one.
  package func summary(
    at store: Store, of username: String? = nil
  ) throws(VaultError) -> SessionSummary? {
    try file.read { db in try SessionRow.find(at: store, of: username, in: db)?.summary }
  }

  /// One session without its roster, active or not.
  package func summary(of key: SessionKey) throws(VaultError) -> SessionSummary? {
    try file.read { db in try SessionRow.find(key, in: db)?.summary }
  }

  /// Every session of every store.
  package func summaries() throws(VaultError) -> [SessionSummary] {
    try file.read { db in try SessionRow.all(in: db).map(\.summary) } ?? []
  }

  /// One account of a session, and where it stood in the store's order.
  package func account(
    _ id: AccountID, in key: SessionKey
  ) throws(VaultError) -> SavedAccount? {
    try file.read { db in
      guard let session = try SessionRow.find(key, in: db) else { return nil }
      let row = try Row.fetchOne(
        db.cachedStatement(
          sql: "SELECT name, expires, position FROM account WHERE session_id = ? AND id = ?"),
        arguments: [session.id, id.rawValue])
      return try row.map { row in
        SavedAccount(
          account: Account(
            id: id, name: try row.decode(String.self, atIndex: 0),
            expiry: try row.decode(Int64?.self, atIndex: 1).map(Expiry.init(epochSeconds:))),
          position: try row.decode(Int.self, atIndex: 2))
      }
    }
  }
}
