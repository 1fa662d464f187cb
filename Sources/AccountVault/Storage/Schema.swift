import GRDB

/// The tables of a vault, and how an older vault becomes a current one.
enum Schema {
  /// What `PRAGMA user_version` says in a vault of this epswitch; 0 is a file with nothing in it.
  static let version = 3

  static func version(of db: Database) throws -> Int {
    try Int.fetchOne(db.cachedStatement(sql: "PRAGMA user_version")) ?? 0
  }

  /// Whether a file says that it has no version, and has something in it all the same.
  static func hasTablesWithoutVersion(_ db: Database) throws -> Bool {
    // At one moment: another process may just be making the tables.
    try db.result(of: .deferred, ending: .rollback) {
      try version(of: db) == 0
        && Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM sqlite_schema)") == true
    }
  }

  /// Brings an empty or older vault up to date, in one transaction; a current or newer one is left
  /// alone.
  static func migrate(_ queue: DatabaseQueue) throws {
    try queue.writeWithoutTransaction { db in
      try db.inTransaction(.immediate) {
        switch try version(of: db) {
        case 0: try db.execute(sql: vault + sessions + history + temporaryCredentials)
        case 1:
          try db.execute(
            sql: dropVersion1 + sessions + impersonationInHistory + temporaryCredentials)
        case 2: try completeVersion2(db)
        default: return .rollback
        }
        try db.execute(sql: "PRAGMA user_version = \(version)")
        return .commit
      }
    }
  }

  /// Version 1 told sessions apart by store and member alone, and kept one access token for each
  /// store. Neither says which grant type and which password profile they belong to, so sessions,
  /// tokens and access tokens are dropped and everyone signs in once more. The history and the
  /// vault key stay.
  private static let dropVersion1 = """
    DROP TABLE token;
    DROP TABLE account;
    DROP TABLE client_secret;
    DROP TABLE session;
    DROP TABLE store;
    DROP TABLE IF EXISTS grdb_migrations;
    ALTER TABLE vault ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE vault ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE vault ADD COLUMN mac BLOB;
    UPDATE vault SET key_id = NULL;

    """

  /// Version 2 did not authenticate its records and knew no impersonation. Everything is kept; the
  /// records are authenticated as they are when the key is replaced, see
  /// `Vault.replaceVersion2Key()`. Where nobody is signed in, nothing needs the key.
  private static func completeVersion2(_ db: Database) throws {
    try db.execute(
      sql: """
        ALTER TABLE vault ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE vault ADD COLUMN mac BLOB;
        ALTER TABLE session ADD COLUMN signed_in INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE session ADD COLUMN roster_digest BLOB;
        ALTER TABLE session ADD COLUMN impersonator TEXT;
        \(impersonationInHistory)
        \(temporaryCredentials)
        \(rosterPages)
        DELETE FROM terminal WHERE NOT EXISTS (SELECT 1 FROM store);
        UPDATE vault SET key_id = NULL WHERE NOT EXISTS (SELECT 1 FROM store);
        """)
    for session in try Int64.fetchAll(db, sql: "SELECT id FROM session") {
      try RosterPages.update(nil, of: session, in: db)
    }
  }

  /// Before version 3 no one was impersonated, and neither requests nor programs were recorded.
  private static let impersonationInHistory = """
    ALTER TABLE history ADD COLUMN action TEXT;
    ALTER TABLE history ADD COLUMN impersonator TEXT;

    """

  private static let vault = """
    -- One row: the fingerprint of the vault key, if there is one; the revision, which counts the
    -- changes of what a prompt could show; and the message authentication code of all records but
    -- the history, with the generation, which counts their changes.
    CREATE TABLE vault (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      key_id BLOB,
      revision INTEGER NOT NULL DEFAULT 0,
      generation INTEGER NOT NULL DEFAULT 0,
      mac BLOB
    ) STRICT;
    INSERT INTO vault (id) VALUES (1);

    """

  private static let sessions = """
    CREATE TABLE store (
      id INTEGER PRIMARY KEY,
      origin TEXT NOT NULL,
      client_id TEXT NOT NULL,
      UNIQUE (origin, client_id)
    ) STRICT;

    CREATE TABLE access_token (
      store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
      grant_type TEXT NOT NULL,
      secret_digest BLOB NOT NULL, -- of the client secret; empty where the grant has none
      expires INTEGER, -- seconds since 1970, by the store's clock
      key_id BLOB NOT NULL,
      sealed BLOB NOT NULL,
      PRIMARY KEY (store_id, grant_type, secret_digest)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE client_secret (
      store_id INTEGER PRIMARY KEY REFERENCES store (id) ON DELETE CASCADE,
      key_id BLOB NOT NULL,
      sealed BLOB NOT NULL
    ) STRICT;

    -- The columns of the first UNIQUE are the session ID; digest is a digest of the same.
    CREATE TABLE session (
      id INTEGER PRIMARY KEY,
      store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,
      grant_type TEXT NOT NULL,
      method TEXT NOT NULL,
      profile_id TEXT NOT NULL DEFAULT '', -- empty where the method has none
      profile_name TEXT, -- what the store calls that profile
      member_id TEXT NOT NULL,
      username TEXT,
      member_name TEXT,
      member_email TEXT,
      mechanism TEXT NOT NULL,
      selected TEXT,
      previous TEXT,
      clock_offset REAL NOT NULL, -- seconds the store is ahead
      fetched_at REAL NOT NULL, -- seconds since 2001, as Foundation keeps a date
      expected_accounts INTEGER, -- how many accounts the store says there are
      unusable_rows INTEGER NOT NULL, -- how many rows of the roster could not be used
      last_used INTEGER NOT NULL, -- the revision of the last sign-in or switch
      digest TEXT NOT NULL UNIQUE,
      signed_in INTEGER NOT NULL DEFAULT 0, -- the revision of the last sign-in
      roster_digest BLOB, -- of the digests in roster_page
      impersonator TEXT, -- who acts as the member
      UNIQUE (store_id, grant_type, method, profile_id, member_id)
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

    \(rosterPages)
    -- Apart from the accounts, so that reading a roster does not read 10,000 tokens as well.
    CREATE TABLE token (
      session_id INTEGER NOT NULL,
      account_id TEXT NOT NULL,
      key_id BLOB NOT NULL,
      sealed BLOB NOT NULL,
      PRIMARY KEY (session_id, account_id),
      FOREIGN KEY (session_id, account_id) REFERENCES account (session_id, id) ON DELETE CASCADE
    ) STRICT;

    -- What each terminal itself chose last, and the revision that made.
    CREATE TABLE terminal (
      id TEXT PRIMARY KEY,
      revision INTEGER NOT NULL,
      session_digest TEXT,
      account_id TEXT,
      profile TEXT
    ) STRICT, WITHOUT ROWID;

    """

  private static let rosterPages = """
    -- A digest of the accounts of 100 positions each, see RosterPages.
    CREATE TABLE roster_page (
      session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
      page INTEGER NOT NULL,
      digest BLOB NOT NULL,
      PRIMARY KEY (session_id, page)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX account_position ON account (session_id, position);

    """

  private static let history = """
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
      reason TEXT,
      action TEXT, -- what was done: a request, a program
      impersonator TEXT -- who acted as the member
    ) STRICT;
    CREATE INDEX history_time ON history (time);

    """

  /// Credentials that epswitch is about to make at a store, or has made and not deleted yet. A row
  /// outlives the sessions and the store, so that signing out does not forget what is left there.
  private static let temporaryCredentials = """
    CREATE TABLE temporary_credential (
      username TEXT PRIMARY KEY, -- random
      origin TEXT NOT NULL,
      client_id TEXT NOT NULL,
      realm_id TEXT NOT NULL,
      member_id TEXT NOT NULL,
      profile_id TEXT NOT NULL,
      created REAL NOT NULL -- seconds since 2001, by this machine's clock
    ) STRICT, WITHOUT ROWID;
    """
}
