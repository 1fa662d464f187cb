import GRDB

/// The tables of a vault, and how an older vault becomes a current one.
enum Schema {
  /// What `PRAGMA user_version` says in a vault of this epswitch; 0 is a file with nothing in it.
  static let version = 1

  static func version(of db: Database) throws -> Int {
    try Int.fetchOne(db.cachedStatement(sql: "PRAGMA user_version")) ?? 0
  }

  /// Brings a vault up to date. Only one process may do it at a time.
  static func migrate(_ queue: DatabaseQueue) throws {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(sql: firstTables)
      try db.execute(sql: "PRAGMA user_version = 1")
    }
    try migrator.migrate(queue)
  }

  private static let firstTables = """
    -- One row: the fingerprint of the vault key that seals now, if there is one.
    CREATE TABLE vault (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      key_id BLOB
    ) STRICT;
    INSERT INTO vault (id) VALUES (1);

    CREATE TABLE store (
      id INTEGER PRIMARY KEY,
      origin TEXT NOT NULL,
      client_id TEXT NOT NULL,
      active_session INTEGER REFERENCES session (id) ON DELETE SET NULL,
      UNIQUE (origin, client_id)
    ) STRICT;

    -- What the client itself needs at a store: its bearer, its secret.
    CREATE TABLE client_secret (
      store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
      kind TEXT NOT NULL,
      expires INTEGER, -- seconds since 1970, by the store's clock
      key_id BLOB NOT NULL,
      sealed BLOB NOT NULL,
      PRIMARY KEY (store_id, kind)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE session (
      id INTEGER PRIMARY KEY,
      store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
      member_id TEXT NOT NULL,
      username TEXT,
      mechanism TEXT NOT NULL,
      selected TEXT,
      previous TEXT,
      clock_offset REAL NOT NULL, -- seconds the store is ahead
      fetched_at REAL NOT NULL, -- seconds since 2001, as Foundation keeps a date
      UNIQUE (store_id, member_id)
    ) STRICT;

    -- In the order of the roster, so that reading it needs no sorting.
    CREATE TABLE account (
      session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
      sort_key TEXT NOT NULL,
      id TEXT NOT NULL,
      name TEXT NOT NULL,
      expires INTEGER, -- seconds since 1970, by the store's clock
      position INTEGER NOT NULL, -- how many records came before it in the store's order
      PRIMARY KEY (session_id, sort_key, id),
      UNIQUE (session_id, id)
    ) STRICT, WITHOUT ROWID;

    -- Apart from the accounts, so that reading a roster does not pass by 10,000 tokens.
    CREATE TABLE token (
      session_id INTEGER NOT NULL,
      account_id TEXT NOT NULL,
      key_id BLOB NOT NULL,
      sealed BLOB NOT NULL,
      PRIMARY KEY (session_id, account_id),
      FOREIGN KEY (session_id, account_id) REFERENCES account (session_id, id) ON DELETE CASCADE
    ) STRICT;

    CREATE TABLE history (
      id INTEGER PRIMARY KEY,
      time REAL NOT NULL, -- seconds since 2001, as Foundation keeps a date
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
    """
}
