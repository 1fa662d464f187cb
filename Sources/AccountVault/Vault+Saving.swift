package import AccountModel
package import Foundation
import GRDB

/// A roster as the store just gave it, with a fresh token for each account.
package struct RosterSnapshot: Hashable, Sendable {
  package let minted: [MintedAccount]
  package let clock: ServerClock

  /// By the store's clock.
  package let fetchedAt: Date

  /// See ``AccountModel/Roster/shortfall``.
  package let shortfall: Roster.Shortfall?

  package init(
    minted: [MintedAccount], clock: ServerClock, fetchedAt: Date,
    shortfall: Roster.Shortfall? = nil
  ) {
    self.minted = minted
    self.clock = clock
    self.fetchedAt = fetchedAt
    self.shortfall = shortfall
  }
}

// Each of these is one transaction: it is saved as a whole, or nothing changes.
extension Vault {
  /// Keeps what a sign-in gave, in place of what was kept of that session, which becomes the most
  /// recently used one. Where the vault key was lost, everything that it vouched for is removed.
  ///
  /// - Parameters:
  ///   - member: what is known of the member; a name or address that is not known this time stays as
  ///     it was.
  ///   - profileName: what the store calls the profile of the sign-in; one not known stays likewise.
  ///   - impersonator: who acts as the member; `nil` when the member does.
  ///   - clientSecret: the secret of the client, where it has to be kept.
  ///   - selecting: the account to act as; without one, an earlier choice stays.
  ///   - forgetsChoice: an earlier choice does not stay.
  ///   - terminal: where it was done; that terminal is recorded to have chosen the account.
  /// - Throws: ``VaultError/noAccount(_:)`` when the account to act as is not in the roster.
  package func saveSignIn(
    _ id: SessionID, member: AccountMember, mechanism: Mechanism, roster: RosterSnapshot,
    profileName: String? = nil, impersonator: CleanText? = nil, clientSecret: Secret? = nil,
    selecting selected: AccountID? = nil, forgetsChoice: Bool = false,
    terminal: TerminalOrigin? = nil, recording event: AuditEvent? = nil
  ) throws(VaultError) -> Session {
    try write(.replacingLost) { db, key in
      if let clientSecret {
        try write(clientSecret, for: id.store, sealingWith: key, in: db)
      }
      try upsert(
        id, member: member, mechanism: mechanism, profileName: profileName,
        impersonator: impersonator, in: db)
      let rowID = try SessionKey.require(id, in: db).row
      let saved = try replaceRoster(of: id, rowID, with: roster, sealingWith: key, in: db)
      if forgetsChoice { try unselect(rowID, in: db) }
      if let selected { try select(selected, in: rowID, db) }
      try markUsed(id, rowID, terminal: terminal, in: db)
      try db.execute(
        sql: "UPDATE session SET signed_in = last_used WHERE id = ?", arguments: [rowID])
      try insert(event, in: db)
      return Session(summary: try SessionRow.require(id, in: db).summary, roster: saved)
    }
  }

  /// Keeps a newly fetched roster in place of the old one. Accounts that are gone are forgotten
  /// with their tokens, and so is the choice of one of them.
  ///
  /// - Parameters:
  ///   - selecting: the account to act as from now on; without one, an earlier choice stays.
  ///   - terminal: where it was done; it is recorded only when the selection was set or lost.
  /// - Throws: ``VaultError/noSession(_:)`` when the member has signed out meanwhile,
  ///   ``VaultError/noAccount(_:)`` when the account to act as is not in the roster.
  package func saveRoster(
    _ roster: RosterSnapshot, in id: SessionID, selecting selected: AccountID? = nil,
    terminal: TerminalOrigin? = nil, recording event: AuditEvent? = nil
  ) throws(VaultError) -> Session {
    try write { db, key in
      let before = try SessionRow.require(id, in: db)
      let saved = try replaceRoster(of: id, before.id, with: roster, sealingWith: key, in: db)
      if let selected {
        try select(selected, in: before.id, db)
        try markUsed(id, before.id, terminal: terminal, in: db)
      } else if let lost = before.summary.selected,
        try SessionRow.require(id, in: db).summary.selected?.id != lost.id
      {
        let revision = try Revision.next(in: db)
        try terminal?.record(
          TerminalChoice(
            revision: revision, sessionDigest: id.digest, account: nil, profile: terminal?.profile),
          in: db)
      }
      try insert(event, in: db)
      return Session(summary: try SessionRow.require(id, in: db).summary, roster: saved)
    }
  }

  /// Acts as another account from now on, in a session that becomes the most recently used one:
  /// keeps the accounts and tokens the switch renewed, and the choice. Its cost does not depend on
  /// the size of the roster.
  ///
  /// - Parameter terminal: where it was done; that terminal is recorded to have chosen the account.
  /// - Throws: ``VaultError/noAccount(_:)`` when the account is neither renewed nor in the roster,
  ///   ``VaultError/noSession(_:)`` when the member has signed out meanwhile.
  package func saveSwitch(
    to selected: AccountID, renewed: [MintedAccount], in id: SessionID, clock: ServerClock,
    terminal: TerminalOrigin? = nil, recording event: AuditEvent? = nil
  ) throws(VaultError) -> SessionSummary {
    try write { db, key in
      let session = try SessionKey.require(id, in: db)
      try renew(renewed, of: id, session, clock: clock, sealingWith: key, in: db)
      try select(selected, in: session.row, db)
      try markUsed(id, session.row, terminal: terminal, in: db)
      try insert(event, in: db)
      return try SessionRow.require(id, in: db).summary
    }
  }

  /// Keeps renewed tokens. Neither the selection nor the revision changes.
  ///
  /// - Throws: ``VaultError/noSession(_:)`` when the member has signed out meanwhile.
  package func saveRenewal(
    _ renewed: [MintedAccount], in id: SessionID, clock: ServerClock
  ) throws(VaultError) {
    try write { db, key in
      let session = try SessionKey.require(id, in: db)
      try renew(renewed, of: id, session, clock: clock, sealingWith: key, in: db)
    }
  }

  /// Acts as an account whose token is kept already, in a session that becomes the most recently
  /// used one.
  ///
  /// - Parameter terminal: where it was done; that terminal is recorded to have chosen the account.
  /// - Throws: ``VaultError/noAccount(_:)`` when it is not in the roster,
  ///   ``VaultError/noSession(_:)`` when the member has signed out meanwhile.
  package func saveChoice(
    of selected: AccountID, in id: SessionID, terminal: TerminalOrigin? = nil,
    recording event: AuditEvent? = nil
  ) throws(VaultError) -> SessionSummary {
    try write { db, _ in
      let rowID = try SessionKey.require(id, in: db).row
      try select(selected, in: rowID, db)
      try markUsed(id, rowID, terminal: terminal, in: db)
      try insert(event, in: db)
      return try SessionRow.require(id, in: db).summary
    }
  }

  private func upsert(
    _ id: SessionID, member: AccountMember, mechanism: Mechanism, profileName: String?,
    impersonator: CleanText?, in db: Database
  ) throws {
    try db.execute(
      sql: """
        INSERT INTO session (store_id, grant_type, method, profile_id, member_id, username,
          member_name, member_email, mechanism, profile_name, impersonator, clock_offset,
          fetched_at, unusable_rows, last_used, digest)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, ?)
        ON CONFLICT (store_id, grant_type, method, profile_id, member_id) DO UPDATE
        SET username = IFNULL(excluded.username, username),
          member_name = IFNULL(excluded.member_name, member_name),
          member_email = IFNULL(excluded.member_email, member_email),
          mechanism = excluded.mechanism,
          profile_name = IFNULL(excluded.profile_name, profile_name),
          impersonator = excluded.impersonator
        """,
      arguments: [
        StoreRow.id(of: id.store, in: db), id.grantType.rawValue, id.method.kind,
        id.method.profileID ?? "", id.memberID, member.username, member.name, member.email,
        mechanism.rawValue, profileName, impersonator?.string, id.digest,
      ])
  }

  /// - Returns: the session's roster as it is now.
  private func replaceRoster(
    of id: SessionID, _ rowID: Int64, with roster: RosterSnapshot, sealingWith key: VaultKey,
    in db: Database
  ) throws -> Roster {
    // 10,000 accounts with their tokens are 9 MB, of which the usual 2 MB of memory would be read and
    // written several times.
    try db.execute(sql: "PRAGMA cache_size = -16000")
    defer { try? db.execute(sql: "PRAGMA cache_size = -2000") }
    let writer = try AccountWriter(rowID: rowID, session: id, key: key, in: db)
    // Accounts in the order of their table, which makes 10,000 insertions cheaper; of equal IDs the
    // first stays. Tokens in the order of the store, so that those a switch renews are side by side.
    let order = Roster.order(of: roster.minted.map { ($0.sortKey, $0.account.id) })
    let sorted = order.map { roster.minted[$0] }
    let kept = try writer.keptAccounts()
    for account in kept.subtracting(sorted.map(\.account.id)) { try writer.remove(account) }
    for minted in sorted {
      // Most of a roster is as it was, and the tables are in its order.
      if try kept.contains(minted.account.id) && writer.renew(minted) { continue }
      try writer.write(minted)
    }
    try writer.writeTokens(of: sorted.sorted { $0.position < $1.position })
    try RosterPages.update(nil, of: rowID, in: db)
    try db.execute(
      sql: """
        UPDATE session SET clock_offset = :offset, fetched_at = :fetched,
          expected_accounts = :expected, unusable_rows = :unusable,
          selected = (SELECT id FROM account WHERE session_id = :id AND id = selected),
          previous = (SELECT id FROM account WHERE session_id = :id AND id = previous)
        WHERE id = :id
        """,
      arguments: [
        "offset": roster.clock.offset,
        "fetched": roster.fetchedAt.timeIntervalSinceReferenceDate,
        "expected": roster.shortfall?.expected, "unusable": roster.shortfall?.unusable ?? 0,
        "id": rowID,
      ])
    return Roster(
      sorted: sorted.map(\.account), fetchedAt: roster.fetchedAt, shortfall: roster.shortfall)
  }

  private func renew(
    _ renewed: [MintedAccount], of id: SessionID, _ session: SessionKey, clock: ServerClock,
    sealingWith key: VaultKey, in db: Database
  ) throws {
    let writer = try AccountWriter(rowID: session.row, session: id, key: key, in: db)
    // Those the accounts were on or are on now.
    var pages = Set(renewed.map { RosterPages.page(of: $0.position) })
    for minted in renewed {
      if let page = try writer.page(of: minted.account.id) { pages.insert(page) }
    }
    try RosterPages.requireAuthentic(pages, of: session, in: db)
    for minted in renewed {
      if try !writer.renew(minted) { try writer.write(minted) }
    }
    try writer.writeTokens(of: renewed)
    try RosterPages.update(pages, of: session.row, in: db)
    try db.execute(
      sql: "UPDATE session SET clock_offset = ? WHERE id = ?",
      arguments: [clock.offset, session.row])
  }

  /// Chooses an account of the roster; what was chosen before is remembered, unless it is the same.
  private func select(_ account: AccountID, in rowID: Int64, _ db: Database) throws {
    try db.execute(
      sql: """
        UPDATE session SET selected = :account,
          previous = IFNULL(NULLIF(selected, :account), NULLIF(previous, :account))
        WHERE id = :id AND EXISTS
          (SELECT 1 FROM account WHERE session_id = :id AND account.id = :account)
        """,
      arguments: ["account": account.rawValue, "id": rowID])
    guard db.changesCount == 1 else { throw VaultError.noAccount(account) }
  }

  /// Chooses no account; what was chosen is remembered.
  func unselect(_ rowID: Int64, in db: Database) throws {
    try db.execute(
      sql: "UPDATE session SET previous = IFNULL(selected, previous), selected = NULL WHERE id = ?",
      arguments: [rowID])
  }

  /// Makes a session the most recently used one, under a new revision, which is the terminal's too.
  private func markUsed(
    _ id: SessionID, _ rowID: Int64, terminal: TerminalOrigin?, in db: Database
  ) throws {
    let revision = try Revision.next(in: db)
    let selected = try String.fetchOne(
      db,
      sql: "UPDATE session SET last_used = ? WHERE id = ? RETURNING selected",
      arguments: [revision, rowID])
    try terminal?.record(
      TerminalChoice(
        revision: revision, sessionDigest: id.digest, account: selected.map(AccountID.init(_:)),
        profile: terminal?.profile),
      in: db)
  }
}

/// Writes accounts and their sealed tokens into one session.
private struct AccountWriter {
  private let rowID: Int64
  private let row: AccountTokenRow
  private let key: VaultKey
  private let db: Database
  private let account: Statement
  private let expiry: Statement
  private let token: Statement
  private let position: Statement

  /// - Parameter key: seals the tokens.
  init(rowID: Int64, session: SessionID, key: VaultKey, in db: Database) throws {
    self.rowID = rowID
    row = AccountTokenRow(session)
    self.key = key
    self.db = db
    account = try db.cachedStatement(
      sql: """
        INSERT INTO account (session_id, sort_key, id, name, expires, position)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (session_id, id) DO UPDATE
        SET sort_key = excluded.sort_key, name = excluded.name, expires = excluded.expires,
          position = excluded.position
        """)
    expiry = try db.cachedStatement(
      sql: """
        UPDATE account SET expires = ?
        WHERE session_id = ? AND sort_key = ? AND id = ? AND name = ? AND position = ?
        """)
    token = try db.cachedStatement(
      sql: """
        INSERT INTO token (session_id, account_id, key_id, sealed) VALUES (?, ?, ?, ?)
        ON CONFLICT (session_id, account_id) DO UPDATE
        SET key_id = excluded.key_id, sealed = excluded.sealed
        """)
    position = try db.cachedStatement(
      sql: "SELECT position FROM account WHERE session_id = ? AND id = ?")
  }

  /// The page that an account is on; `nil` when it is not there.
  func page(of account: AccountID) throws -> Int? {
    try Int.fetchOne(position, arguments: [rowID, account.rawValue]).map(RosterPages.page(of:))
  }

  /// The accounts that are there.
  func keptAccounts() throws -> Set<AccountID> {
    let ids = try String.fetchAll(
      db, sql: "SELECT id FROM account WHERE session_id = ?", arguments: [rowID])
    return Set(ids.lazy.map(AccountID.init(_:)))
  }

  /// Removes an account with its token.
  func remove(_ account: AccountID) throws {
    let removal = try db.cachedStatement(
      sql: "DELETE FROM account WHERE session_id = ? AND id = ?")
    try removal.execute(arguments: [rowID, account.rawValue])
  }

  /// Changes the expiry of an account that is kept with the same name and position. It writes to
  /// no index, and leaves the row where it is.
  ///
  /// - Returns: whether there is such an account.
  func renew(_ minted: MintedAccount) throws -> Bool {
    try expiry.execute(arguments: [
      minted.account.expiry?.epochSeconds, rowID, minted.sortKey,
      minted.account.id.rawValue, minted.account.name, minted.position,
    ])
    return db.changesCount > 0
  }

  /// Adds an account, or replaces what is kept of it.
  func write(_ minted: MintedAccount) throws {
    try account.execute(arguments: [
      rowID, minted.sortKey, minted.account.id.rawValue, minted.account.name,
      minted.account.expiry?.epochSeconds, minted.position,
    ])
  }

  /// Adds the tokens of accounts that are there, or replaces them.
  func writeTokens(of minted: [MintedAccount]) throws {
    for (minted, sealed) in zip(minted, try row.seal(minted, with: key)) {
      try token.execute(arguments: [
        rowID, minted.account.id.rawValue, sealed.keyID, sealed.box,
      ])
    }
  }
}
