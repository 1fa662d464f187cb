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
    let events = try vault.auditEvents()
    // As version 1 wrote the member's name.
    let member = AuditEvent.Party(id: "member-1", name: "Bea Buyer <bea@acme.example>")
    #expect(
      events == [
        AuditEvent.sample(.exec, at: noon, account: "a", reason: "ticket 12", member: member),
        AuditEvent.sample(.signIn, at: noon - 60, account: nil, member: member),
      ])
    let (version, integrity) = try folder.tamper { db in
      try (Schema.version(of: db), String.fetchAll(db, sql: "PRAGMA integrity_check"))
    }
    #expect(version == Schema.version)
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

  /// The vault key as versions 1 and 2 kept it.
  private let oldKey = VaultKey(bytes: Data((0..<32).map { UInt8($0) }))!

  private var keys: FileKeyStore { FileKeyStore(folder: VaultFolder(path: folder.state)) }

  @Test func `everyone can sign in again after version 1, under a new key`() throws {
    try makeVersion1()
    try keys.save(VaultKeys(oldKey))
    try folder.tamper {
      try $0.execute(sql: "UPDATE vault SET key_id = ?", arguments: [oldKey.id])
    }
    #expect(try folder.vault().keyStatus(waitingAtMost: 10) == .notNeeded)
    try folder.vault().signIn([.sample("a")])
    #expect(try folder.vault().token(of: "a", in: buyerSession)?.secret == Secret("token-of-a"))
    #expect(try keys.load()?.first.authentication != nil)
  }

  /// Makes a vault as version 2 left it, with a session of 250 accounts.
  private func makeVersion2() throws {
    let minted = (0..<250).map { MintedAccount.sample("a\($0)", position: $0) }
    let access = AccountToken(secret: Secret("access"), expiry: nil)
    try folder.vault().signIn(minted, selecting: "a7")
    try folder.vault().saveAccessToken(access, for: implicit)
    try folder.vault().saveClientSecret(Secret("client"), for: staging)
    try folder.vault().record(.sample())
    try folder.tamper { db in
      func seal(_ table: String, _ data: AssociatedData, _ secret: Secret, _ place: String) throws {
        let sealed = try SealedSecret(secret, for: data, with: oldKey)
        try db.execute(
          sql: "UPDATE \(table) SET key_id = ?, sealed = ? \(place)",
          arguments: [sealed.keyID, sealed.box])
      }
      for minted in minted {
        let id = minted.account.id
        try seal(
          "token", .accountToken(of: id, in: buyerSession, expiry: minted.account.expiry),
          minted.token, "WHERE account_id = '\(id)'")
      }
      try seal("access_token", .accessToken(for: implicit, expiry: nil), access.secret, "")
      try seal("client_secret", .clientSecret(for: staging), Secret("client"), "")
      try db.execute(
        sql: """
          DROP INDEX account_position;
          DROP TABLE roster_page;
          DROP TABLE temporary_credential;
          ALTER TABLE history DROP COLUMN action;
          ALTER TABLE history DROP COLUMN impersonator;
          ALTER TABLE session DROP COLUMN impersonator;
          ALTER TABLE session DROP COLUMN roster_digest;
          ALTER TABLE session DROP COLUMN signed_in;
          ALTER TABLE vault DROP COLUMN mac;
          ALTER TABLE vault DROP COLUMN generation;
          PRAGMA user_version = 2;
          """)
      try db.execute(sql: "UPDATE vault SET key_id = ?", arguments: [oldKey.id])
    }
    try keys.save(VaultKeys(oldKey))
  }

  @Test func `a vault of version 2 keeps everything, under a new key`() throws {
    try makeVersion2()
    let vault = folder.vault()
    let session = try #require(try vault.session(buyerSession))
    #expect(session.roster.count == 250)
    #expect(session.selected == "a7")
    #expect(try vault.token(of: "a249", in: buyerSession)?.secret == Secret("token-of-a249"))
    #expect(try vault.accessToken(for: implicit)?.secret == Secret("access"))
    #expect(try vault.clientSecret(for: staging) == Secret("client"))
    #expect(try vault.auditEvents().count == 1)
    #expect(try keys.load()?.first.authentication != nil)
    #expect(try vault.account("a120", in: buyerSession)?.position == 120)
  }

  @Test func `a vault cannot be taken back to version 2 to pass for authentic`() throws {
    try makeVersion2()
    let copy = "\(folder.path)/version2"
    try FileManager.default.copyItem(atPath: folder.state, toPath: copy)
    _ = try folder.vault().summaries()
    for name in ["vault.sqlite", "vault.sqlite-wal", "vault.sqlite-shm"] {
      unlink(folder.file(name))
      try? FileManager.default.copyItem(atPath: "\(copy)/\(name)", toPath: folder.file(name))
    }
    #expect(throws: VaultError.keyLost) { try folder.vault().summaries() }
  }

  @Test func `records without a code under a key of this version are not authentic`() throws {
    try folder.vault().signIn([.sample("a")])
    try folder.tamper { try $0.execute(sql: "UPDATE vault SET mac = NULL") }
    #expect(throws: VaultError.changed(path: folder.file("vault.sqlite"))) {
      try folder.vault().summaries()
    }
  }

  @Test func `triggers in a vault of version 2 are refused`() throws {
    try makeVersion2()
    try folder.tamper {
      try $0.execute(
        sql: """
          CREATE TRIGGER swap AFTER UPDATE ON vault BEGIN UPDATE session SET selected = 'a8'; END
          """)
    }
    #expect(throws: VaultError.changed(path: folder.file("vault.sqlite"))) {
      try folder.vault().summaries()
    }
    #expect(try keys.load()?.first.id == oldKey.id)
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
