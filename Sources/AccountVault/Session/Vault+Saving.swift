package import AccountModel
package import Foundation
import GRDB

// Each of these is one transaction: it is saved as a whole, or nothing changes.
extension Vault {
  /// Keeps what a sign-in gave, in place of what was kept of that member, and makes it the session
  /// that the store's commands speak of.
  ///
  /// - Parameter selecting: the account to act as; without one, an earlier choice stays.
  /// - Throws: ``VaultError/noAccount(_:)`` when the account to act as was not given.
  package func saveSignIn(
    store: Store, member: AccountMember, mechanism: Mechanism, minted: [MintedAccount],
    clock: ServerClock, fetchedAt: Date, selecting selected: AccountID? = nil,
    recording event: HistoryEvent? = nil
  ) throws(VaultError) -> Session {
    let session = SessionKey(store: store, memberID: member.id)
    return try writeSealing { db, key in
      let storeID = try StoreRow.id(of: store, in: db)
      try db.execute(
        sql: """
          INSERT INTO session (store_id, member_id, username, mechanism, clock_offset, fetched_at)
          VALUES (?, ?, ?, ?, 0, 0)
          ON CONFLICT (store_id, member_id) DO UPDATE
          SET username = IFNULL(excluded.username, username), mechanism = excluded.mechanism
          """,
        arguments: [storeID, member.id, member.username, mechanism.rawValue])
      let saved = try replaceRoster(
        of: session, with: minted, clock: clock, fetchedAt: fetchedAt, sealingWith: key, in: db)
      if let selected { try select(selected, in: saved.id, db) }
      try activate(saved.id, in: db)
      try event?.insert(into: db)
      return try find(session, in: db).summary.session(with: saved.roster)
    }
  }

  /// Keeps a newly fetched roster in place of the old one. Accounts that are gone are forgotten
  /// with their tokens, and so is the choice of one of them.
  ///
  /// - Parameter selecting: the account to act as from now on; without one, an earlier choice stays.
  /// - Throws: ``VaultError/noSession(_:)`` when the member has signed out meanwhile,
  ///   ``VaultError/noAccount(_:)`` when the account to act as is not in the roster.
  package func saveRoster(
    _ minted: [MintedAccount], in session: SessionKey, clock: ServerClock, fetchedAt: Date,
    selecting selected: AccountID? = nil, recording event: HistoryEvent? = nil
  ) throws(VaultError) -> Session {
    try writeSealing { db, key in
      let saved = try replaceRoster(
        of: session, with: minted, clock: clock, fetchedAt: fetchedAt, sealingWith: key, in: db)
      if let selected {
        try select(selected, in: saved.id, db)
        try activate(saved.id, in: db)
      }
      try event?.insert(into: db)
      return try find(session, in: db).summary.session(with: saved.roster)
    }
  }

  /// Acts as another account from now on, in a session that becomes the store's active one: keeps
  /// the accounts and tokens the switch renewed, the choice last. Its cost does not depend on the
  /// size of the roster.
  ///
  /// - Throws: ``VaultError/noAccount(_:)`` when the account is neither renewed nor in the roster,
  ///   ``VaultError/noSession(_:)`` when the member has signed out meanwhile.
  package func saveSwitch(
    to selected: AccountID, renewed: [MintedAccount], in session: SessionKey, clock: ServerClock,
    recording event: HistoryEvent? = nil
  ) throws(VaultError) -> SessionSummary {
    try writeSealing { db, key in
      let id = try find(session, in: db).id
      let writer = try AccountWriter(sessionID: id, session: session, key: key, in: db)
      for minted in renewed { try writer.write(minted) }
      try db.execute(
        sql: "UPDATE session SET clock_offset = ? WHERE id = ?", arguments: [clock.offset, id])
      try select(selected, in: id, db)
      try activate(id, in: db)
      try event?.insert(into: db)
      return try find(session, in: db).summary
    }
  }

  /// Acts as an account whose token is kept already.
  ///
  /// - Throws: ``VaultError/noAccount(_:)`` when it is not in the roster,
  ///   ``VaultError/noSession(_:)`` when the member has signed out meanwhile.
  package func saveChoice(
    of selected: AccountID, in session: SessionKey, recording event: HistoryEvent? = nil
  ) throws(VaultError) {
    try file.write { db in
      let id = try find(session, in: db).id
      try select(selected, in: id, db)
      try activate(id, in: db)
      try event?.insert(into: db)
    }
  }

  private func find(_ session: SessionKey, in db: Database) throws -> SessionRow {
    guard let row = try SessionRow.find(session, in: db) else {
      throw VaultError.noSession(session)
    }
    return row
  }

  /// - Returns: the row of the session, and its roster as it is now.
  private func replaceRoster(
    of session: SessionKey, with minted: [MintedAccount], clock: ServerClock, fetchedAt: Date,
    sealingWith key: VaultKey, in db: Database
  ) throws -> (id: Int64, roster: Roster) {
    let id = try find(session, in: db).id
    let roster = Roster(minted.lazy.map(\.account), fetchedAt: fetchedAt)
    let byID = Dictionary(minted.map { ($0.account.id, $0) }) { first, _ in first }
    try db.execute(sql: "DELETE FROM token WHERE session_id = ?", arguments: [id])
    try db.execute(sql: "DELETE FROM account WHERE session_id = ?", arguments: [id])
    let writer = try AccountWriter(sessionID: id, session: session, key: key, in: db)
    for account in roster.accounts {
      if let minted = byID[account.id] { try writer.write(minted) }
    }
    try db.execute(
      sql: """
        UPDATE session SET clock_offset = :offset, fetched_at = :fetched,
          selected = (SELECT id FROM account WHERE session_id = :id AND id = selected),
          previous = (SELECT id FROM account WHERE session_id = :id AND id = previous)
        WHERE id = :id
        """,
      arguments: [
        "offset": clock.offset, "fetched": fetchedAt.timeIntervalSinceReferenceDate, "id": id,
      ])
    return (id, roster)
  }

  /// Chooses an account of the roster; what was chosen before is remembered, unless it is the same.
  private func select(_ account: AccountID, in id: Int64, _ db: Database) throws {
    try db.execute(
      sql: """
        UPDATE session SET selected = :account,
          previous = IFNULL(NULLIF(selected, :account), NULLIF(previous, :account))
        WHERE id = :id AND EXISTS
          (SELECT 1 FROM account WHERE session_id = :id AND account.id = :account)
        """,
      arguments: ["account": account.rawValue, "id": id])
    guard db.changesCount == 1 else { throw VaultError.noAccount(account) }
  }

  private func activate(_ id: Int64, in db: Database) throws {
    try db.execute(
      sql: """
        UPDATE store SET active_session = :id
        WHERE id = (SELECT store_id FROM session WHERE id = :id)
        """, arguments: ["id": id])
  }
}
