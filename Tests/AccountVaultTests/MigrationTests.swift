import AccountModel
import Foundation
import GRDB
import Testing

@testable import AccountVault

@Suite struct MigrationTests {
  let folder = TemporaryFolder()

  /// Makes a vault as version 1 left it: its tables and rows as `sqlite3 .dump` wrote them.
  private func makeVersion1() throws {
    try FileManager.default.createDirectory(
      atPath: folder.state, withIntermediateDirectories: true)
    let queue = try DatabaseQueue(path: folder.file("vault.sqlite"))
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = OFF")
      try db.execute(sql: version1)
    }
  }

  @Test func `a vault of version 1 opens, with its history and without its sessions`() throws {
    try makeVersion1()
    let vault = folder.vault()
    #expect(try vault.summaries().isEmpty)
    #expect(try vault.revision() == 0)
    #expect(
      try vault.auditEvents() == [
        AuditEvent.sample(.exec, at: noon, account: "a", reason: "ticket 12"),
        AuditEvent.sample(.signIn, at: noon - 60, account: nil),
      ])
    let (version, integrity) = try folder.tamper { db in
      try (Schema.version(of: db), String.fetchAll(db, sql: "PRAGMA integrity_check"))
    }
    #expect(version == 2)
    #expect(integrity == ["ok"])
  }

  @Test func `a migrated vault has the tables of a new one`() throws {
    try makeVersion1()
    _ = try folder.vault().summaries()
    let new = TemporaryFolder()
    try new.vault().record(.sample())
    let columns = """
      SELECT m.name, c.name, c.type, c."notnull", c.pk
      FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c
      WHERE m.type = 'table' ORDER BY m.name, c.name
      """
    let rows = { (folder: TemporaryFolder) in
      try folder.tamper { try Row.fetchAll($0, sql: columns).map(\.description) }
    }
    #expect(try rows(folder) == rows(new))
    let indexes = "SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name"
    #expect(
      try folder.tamper { try String.fetchAll($0, sql: indexes) }
        == new.tamper { try String.fetchAll($0, sql: indexes) })
  }

  @Test func `everyone can sign in again, and the vault key stays in use`() throws {
    let keys = FileKeyStore(folder: VaultFolder(path: folder.state))
    try makeVersion1()
    let key = VaultKey()
    try keys.save(key)
    try folder.tamper {
      try $0.execute(sql: "UPDATE vault SET key_id = ?", arguments: [key.id])
    }
    #expect(try folder.vault().keyStatus(waitingAtMost: 10) == .present(secondsLeft: nil))
    try folder.vault().signIn([.sample("a")])
    #expect(try folder.vault().token(of: "a", in: buyerSession)?.secret == Secret("token-of-a"))
    #expect(try keys.load()?.id == key.id)
  }

  @Test func `many who open a vault of version 1 at once migrate it once`() async throws {
    try makeVersion1()
    try await withThrowingTaskGroup(of: Void.self) { [folder] group in
      for number in 0..<16 {
        group.addTask {
          try folder.vault().signIn([.sample("a")], in: .sample(member: "member-\(number)"))
        }
      }
      try await group.waitForAll()
    }
    #expect(try folder.vault().summaries().count == 16)
    #expect(try folder.vault().auditEvents().count == 2)
  }
}

private let version1 = """
  CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
  INSERT INTO grdb_migrations VALUES ('1');
  CREATE TABLE vault (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    key_id BLOB
  ) STRICT;
  INSERT INTO vault VALUES (1, x'0102030405060708');
  CREATE TABLE store (
    id INTEGER PRIMARY KEY,
    origin TEXT NOT NULL,
    client_id TEXT NOT NULL,
    active_session INTEGER REFERENCES session (id) ON DELETE SET NULL,
    UNIQUE (origin, client_id)
  ) STRICT;
  INSERT INTO store VALUES (1, 'https://staging.example:443', 'client-1', 1);
  CREATE TABLE client_secret (
    store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    expires INTEGER,
    key_id BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (store_id, kind)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO client_secret VALUES (1, 'bearer', 1800000000, x'0102030405060708', x'00');
  CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
    member_id TEXT NOT NULL,
    username TEXT,
    mechanism TEXT NOT NULL,
    selected TEXT,
    previous TEXT,
    clock_offset REAL NOT NULL,
    fetched_at REAL NOT NULL,
    UNIQUE (store_id, member_id)
  ) STRICT;
  INSERT INTO session VALUES (1, 1, 'member-1', 'buyer', 'password', 'a', NULL, 0, 0);
  CREATE TABLE account (
    session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    sort_key TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    expires INTEGER,
    position INTEGER NOT NULL,
    PRIMARY KEY (session_id, sort_key, id),
    UNIQUE (session_id, id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO account VALUES (1, 'account a', 'a', 'Account a', 1800000000, 0);
  CREATE TABLE token (
    session_id INTEGER NOT NULL,
    account_id TEXT NOT NULL,
    key_id BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (session_id, account_id),
    FOREIGN KEY (session_id, account_id) REFERENCES account (session_id, id) ON DELETE CASCADE
  ) STRICT;
  INSERT INTO token VALUES (1, 'a', x'0102030405060708', x'00');
  CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    time REAL NOT NULL,
    kind TEXT NOT NULL,
    store_key TEXT NOT NULL,
    member_id TEXT NOT NULL,
    member_name TEXT NOT NULL,
    account_id TEXT,
    account_name TEXT,
    result TEXT NOT NULL,
    reason TEXT
  ) STRICT;
  CREATE INDEX history_time ON history (time);
  INSERT INTO history VALUES
    (1, 821692740, 'sign-in', 'https://staging.example:443|client-1', 'member-1',
      'Bea Buyer <bea@acme.example>', NULL, NULL, 'succeeded', NULL),
    (2, 821692800, 'exec', 'https://staging.example:443|client-1', 'member-1',
      'Bea Buyer <bea@acme.example>', 'a', 'Account a', 'succeeded', 'ticket 12');
  PRAGMA user_version = 1;
  """
