import AccountModel
import Foundation
import GRDB

/// A row of `session` with its selected account, as SQL gives it.
struct SessionRow {
  /// The row's number; never shown outside the vault.
  let id: Int64
  let summary: SessionSummary

  private let expectedAccounts: Int?
  private let unusableRows: Int

  /// Stands for the roster, see ``RosterPages``.
  private let rosterDigest: Data?

  private static let select = """
    SELECT session.id, store.origin, store.client_id, session.grant_type, session.method,
      session.profile_id, session.member_id, session.username, session.member_name,
      session.member_email, session.mechanism, session.previous, session.clock_offset,
      session.fetched_at, session.expected_accounts, session.unusable_rows,
      session.selected, NULL, NULL, session.profile_name, account.position,
      session.roster_digest, session.signed_in, session.impersonator
    FROM session JOIN store ON store.id = session.store_id
    LEFT JOIN account ON account.session_id = session.id AND account.id = session.selected
    """

  static func find(_ id: SessionID, in db: Database) throws -> SessionRow? {
    try Row.fetchOne(
      db.cachedStatement(
        sql: """
          \(select)
          WHERE store.origin = ? AND store.client_id = ? AND session.grant_type = ?
            AND session.method = ? AND session.profile_id = ? AND session.member_id = ?
          """),
      arguments: [
        id.store.endpoint.origin, id.store.clientID, id.grantType.rawValue, id.method.kind,
        id.method.profileID ?? "", id.memberID,
      ]
    ).map { try SessionRow($0, id: id, in: db) }
  }

  static func find(digest: String, in db: Database) throws -> SessionRow? {
    let found = try Row.fetchOne(
      db.cachedStatement(sql: "\(select) WHERE session.digest = ?"), arguments: [digest]
    ).map { try SessionRow($0, in: db) }
    guard let found else { return nil }
    guard found.summary.id.digest == digest else { throw UnknownValue() }
    return found
  }

  /// - Throws: ``VaultError/noSession(_:)`` when there is none.
  static func require(_ id: SessionID, in db: Database) throws -> SessionRow {
    guard let row = try find(id, in: db) else { throw VaultError.noSession(id) }
    return row
  }

  /// Every session of every store, the most recently used first.
  static func all(in db: Database) throws -> [SessionRow] {
    let rows = try Row.fetchCursor(
      db.cachedStatement(sql: "\(select) ORDER BY session.last_used DESC, session.id DESC"))
    var sessions: [SessionRow] = []
    while let row = try rows.next() { sessions.append(try SessionRow(row, in: db)) }
    return sessions
  }

  /// - Parameter id: the session's ID where it is known, to save reading it.
  private init(_ row: Row, id known: SessionID? = nil, in db: Database) throws {
    guard let mechanism = try Mechanism(rawValue: row.decode(String.self, atIndex: 10)) else {
      throw UnknownValue()
    }
    id = try row.decode(Int64.self, atIndex: 0)
    let sessionID = try known ?? Self.sessionID(row)
    rosterDigest = try row.decode(Data?.self, atIndex: 21)
    let selected = try row.decode(String?.self, atIndex: 16).map { [id, rosterDigest] text in
      guard let position = try row.decode(Int?.self, atIndex: 20) else { throw ChangedRecord() }
      return try RosterPages.account(
        AccountID(text), at: position, of: id, digest: rosterDigest, in: db
      ).account
    }
    summary = SessionSummary(
      id: sessionID,
      member: AccountMember(
        id: sessionID.memberID,
        username: try row.decode(String?.self, atIndex: 7),
        name: try row.decode(String?.self, atIndex: 8),
        email: try row.decode(String?.self, atIndex: 9)),
      mechanism: mechanism,
      selected: selected,
      previous: try row.decode(String?.self, atIndex: 11).map(AccountID.init(_:)),
      clock: ServerClock(offset: try row.decode(Double.self, atIndex: 12)),
      fetchedAt: Date(timeIntervalSinceReferenceDate: try row.decode(Double.self, atIndex: 13)),
      profileName: try row.decode(String?.self, atIndex: 19),
      signInRevision: try row.decode(Int64.self, atIndex: 22),
      impersonator: try row.decode(String?.self, atIndex: 23).map { CleanText($0) })
    expectedAccounts = try row.decode(Int?.self, atIndex: 14)
    unusableRows = try row.decode(Int.self, atIndex: 15)
  }

  private static func sessionID(_ row: Row) throws -> SessionID {
    let kind = try row.decode(String.self, atIndex: 4)
    let profileID = try row.decode(String.self, atIndex: 5)
    guard
      let grantType = try GrantType(rawValue: row.decode(String.self, atIndex: 3)),
      let method = SignInMethod(kind: kind, profileID: profileID.isEmpty ? nil : profileID)
        ?? SignInMethod(kind: kind, profileID: profileID)
    else { throw UnknownValue() }
    return SessionID(
      store: Store(
        endpoint: try Endpoint(row.decode(String.self, atIndex: 1)),
        clientID: try row.decode(String.self, atIndex: 2)),
      grantType: grantType, method: method, memberID: try row.decode(String.self, atIndex: 6))
  }

  /// The whole session; reads every account of it.
  func session(in db: Database) throws -> Session {
    var accounts: [Account] = []
    let pages = try RosterPages.read(of: id, in: db) { accounts.append($0) }
    guard pages.digest == rosterDigest else { throw ChangedRecord() }
    let shortfall = Roster.Shortfall(
      expected: expectedAccounts, unusable: unusableRows, loaded: accounts.count)
    return Session(
      summary: summary,
      roster: Roster(sorted: accounts, fetchedAt: summary.fetchedAt, shortfall: shortfall))
  }

  /// One account, and where it stood in the store's order.
  func account(_ account: AccountID, in db: Database) throws -> SavedAccount? {
    try Int.fetchOne(
      db.cachedStatement(sql: "SELECT position FROM account WHERE session_id = ? AND id = ?"),
      arguments: [id, account.rawValue]
    ).map { try RosterPages.account(account, at: $0, of: id, digest: rosterDigest, in: db) }
  }
}

/// What stands for a session in other tables.
struct SessionKey {
  /// The number of the row of `session`.
  let row: Int64

  /// See ``RosterPages``.
  let rosterDigest: Data?

  static func find(_ id: SessionID, in db: Database) throws -> SessionKey? {
    try Row.fetchOne(
      db.cachedStatement(sql: "SELECT id, roster_digest FROM session WHERE digest = ?"),
      arguments: [id.digest]
    ).map { row in
      SessionKey(
        row: try row.decode(Int64.self, atIndex: 0),
        rosterDigest: try row.decode(Data?.self, atIndex: 1))
    }
  }

  /// - Throws: ``VaultError/noSession(_:)`` when there is none.
  static func require(_ id: SessionID, in db: Database) throws -> SessionKey {
    guard let key = try find(id, in: db) else { throw VaultError.noSession(id) }
    return key
  }
}

/// The rows of `store`.
enum StoreRow {
  /// The row of a store, which is added when it is not there.
  static func id(of store: Store, in db: Database) throws -> Int64 {
    let arguments: StatementArguments = [store.endpoint.origin, store.clientID]
    let find = "SELECT id FROM store WHERE origin = ? AND client_id = ?"
    if let id = try Int64.fetchOne(db, sql: find, arguments: arguments) { return id }
    try db.execute(
      sql: "INSERT INTO store (origin, client_id) VALUES (?, ?)", arguments: arguments)
    return db.lastInsertedRowID
  }
}
