import AccountModel
import Foundation
import GRDB

/// A row of `session` with its selected account, as SQL gives it.
struct SessionRow {
  let id: Int64
  let summary: SessionSummary

  private static let select = """
    SELECT session.id, session.member_id, session.username, session.mechanism,
      session.previous, session.clock_offset, session.fetched_at,
      session.id IS store.active_session, account.id, account.name, account.expires,
      store.origin, store.client_id
    FROM store JOIN session ON session.store_id = store.id
    LEFT JOIN account ON account.session_id = session.id AND account.id = session.selected
    """

  /// The session of a user name at a store, by ID for members who typed none; without a name the
  /// active one.
  static func find(
    at store: Store, of username: String?, in db: Database
  ) throws -> SessionRow? {
    let condition =
      username == nil
      ? "session.id = store.active_session"
      : "(session.username = ? OR session.member_id = ?) ORDER BY session.username IS NULL"
    let arguments: StatementArguments = [store.endpoint.origin, store.clientID]
    return try Row.fetchOne(
      db.cachedStatement(
        sql: "\(select) WHERE store.origin = ? AND store.client_id = ? AND \(condition)"),
      arguments: arguments + (username.map { [$0, $0] } ?? [])
    ).map { try SessionRow($0, store: store) }
  }

  static func find(_ key: SessionKey, in db: Database) throws -> SessionRow? {
    try Row.fetchOne(
      db.cachedStatement(
        sql: "\(select) WHERE store.origin = ? AND store.client_id = ? AND session.member_id = ?"),
      arguments: [key.store.endpoint.origin, key.store.clientID, key.memberID]
    ).map { try SessionRow($0, store: key.store) }
  }

  /// Every session of every store.
  static func all(in db: Database) throws -> [SessionRow] {
    try Row.fetchAll(
      db, sql: "\(select) ORDER BY store.origin, store.client_id, session.member_id"
    ).map { row in
      let endpoint = try Endpoint(row.decode(String.self, atIndex: 11))
      let clientID = try row.decode(String.self, atIndex: 12)
      return try SessionRow(row, store: Store(endpoint: endpoint, clientID: clientID))
    }
  }

  private init(_ row: Row, store: Store) throws {
    guard let mechanism = try Mechanism(rawValue: row.decode(String.self, atIndex: 3)) else {
      throw UnknownValue()
    }
    id = try row.decode(Int64.self, atIndex: 0)
    let selected = try row.decode(String?.self, atIndex: 8).map { id in
      try Account(
        id: AccountID(id), name: row.decode(String.self, atIndex: 9),
        expiry: row.decode(Int64?.self, atIndex: 10).map(Expiry.init(epochSeconds:)))
    }
    summary = SessionSummary(
      store: store,
      member: AccountMember(
        id: try row.decode(String.self, atIndex: 1),
        username: try row.decode(String?.self, atIndex: 2)),
      mechanism: mechanism,
      selected: selected,
      previous: try row.decode(String?.self, atIndex: 4).map(AccountID.init(_:)),
      clock: ServerClock(offset: try row.decode(Double.self, atIndex: 5)),
      fetchedAt: Date(timeIntervalSinceReferenceDate: try row.decode(Double.self, atIndex: 6)),
      isActive: try row.decode(Bool.self, atIndex: 7))
  }

  /// The whole session; reads every account of it.
  func session(in db: Database) throws -> Session {
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: "SELECT id, name, expires FROM account WHERE session_id = ? ORDER BY sort_key, id"),
      arguments: [id])
    var accounts: [Account] = []
    while let row = try rows.next() {
      accounts.append(
        Account(
          id: AccountID(try row.decode(String.self, atIndex: 0)),
          name: try row.decode(String.self, atIndex: 1),
          expiry: try row.decode(Int64?.self, atIndex: 2).map(Expiry.init(epochSeconds:))))
    }
    return summary.session(with: Roster(sorted: accounts, fetchedAt: summary.fetchedAt))
  }
}

extension SessionSummary {
  func session(with roster: Roster) -> Session {
    Session(
      store: store, member: member, mechanism: mechanism, roster: roster,
      selected: selected?.id, previous: previous, clock: clock)
  }
}
