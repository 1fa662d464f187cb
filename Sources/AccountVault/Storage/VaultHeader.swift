import Crypto
import Foundation
import GRDB

/// The one row of `vault`: under which key its records are authentic.
struct VaultHeader {
  /// The fingerprint of the vault key; `nil` when there are no records, and so no key.
  let keyID: Data?

  /// How often the records were changed.
  let generation: Int64

  /// The message authentication code of the records; `nil` in a vault that version 2 left.
  let mac: Data?

  static func read(in db: Database) throws -> VaultHeader {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT key_id, generation, mac FROM vault"))
    guard let row else { throw ChangedRecord() }
    return VaultHeader(
      keyID: try row.decode(Data?.self, atIndex: 0),
      generation: try row.decode(Int64.self, atIndex: 1),
      mac: try row.decode(Data?.self, atIndex: 2))
  }
}

/// A record is not as epswitch wrote it.
struct ChangedRecord: Error {}

/// Everything in a vault but the history, the rows of rosters, which the sessions' digests stand
/// for, and the temporary credentials, which have to be readable when the key is lost: what one
/// message authentication code covers.
enum VaultRecords {
  /// The tables as they are, the revision, sessions with their stores, what terminals chose, access
  /// tokens and client secrets.
  private static let queries = [
    "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name",
    "SELECT key_id, revision, generation FROM vault",
    """
    SELECT store.origin, store.client_id, session.* FROM session
    JOIN store ON store.id = session.store_id ORDER BY session.id
    """,
    "SELECT * FROM terminal ORDER BY id",
    """
    SELECT store.origin, store.client_id, access_token.* FROM access_token
    JOIN store ON store.id = access_token.store_id ORDER BY store_id, grant_type, secret_digest
    """,
    """
    SELECT store.origin, store.client_id, client_secret.* FROM client_secret
    JOIN store ON store.id = client_secret.store_id ORDER BY store_id
    """,
  ]

  private static func encoded(in db: Database) throws -> [UInt8] {
    var encoding = CanonicalEncoding()
    for sql in queries { try encoding.append(rowsOf: sql, in: db) }
    return encoding.bytes
  }

  static func areAuthentic(_ mac: Data, in db: Database, under key: SymmetricKey) throws -> Bool {
    HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: try encoded(in: db), using: key)
  }

  /// Counts one more change and writes the code of the records as they are now.
  ///
  /// - Returns: the code.
  static func authenticate(in db: Database, under key: SymmetricKey) throws -> Data {
    try db.execute(sql: "UPDATE vault SET generation = generation + 1")
    let mac = Data(HMAC<SHA256>.authenticationCode(for: try encoded(in: db), using: key))
    try db.execute(sql: "UPDATE vault SET mac = ?", arguments: [mac])
    return mac
  }

  /// Whether there is anything that needs a key. What a terminal chose does not, when it only says
  /// that the terminal chose nobody.
  static func exist(in db: Database) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM session) OR EXISTS (SELECT 1 FROM store)
            OR EXISTS (SELECT 1 FROM terminal WHERE session_digest IS NOT NULL
              OR account_id IS NOT NULL OR profile IS NOT NULL)
          """)) ?? false
  }

  /// Whether the file has what would change records while epswitch writes them.
  static func haveTriggers(in db: Database) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type NOT IN ('table', 'index'))
          """)) ?? false
  }

  /// Removes every record, whatever was done to the tables. The history and the temporary credentials stay.
  static func removeAll(in db: Database) throws {
    let names = try Row.fetchAll(
      db, sql: "SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'view')")
    for row in names {
      let kind: String = row[0]
      let name: String = row[1]
      try db.execute(
        sql: "DROP \(kind) \"\(name.replacingOccurrences(of: "\"", with: "\"\""))\"")
    }
    try db.execute(
      sql: """
        DELETE FROM token; DELETE FROM account; DELETE FROM roster_page; DELETE FROM session;
        DELETE FROM access_token; DELETE FROM client_secret; DELETE FROM store;
        DELETE FROM terminal;
        UPDATE vault SET key_id = NULL, mac = NULL,
          generation = iif(generation BETWEEN 0 AND 1 << 52, generation, 0),
          revision = iif(revision BETWEEN 0 AND 1 << 52, revision, 0)
        """)
  }
}
