import AccountModel
import Crypto
import Foundation
import GRDB

/// The digests that authenticate a roster: one for each page of 100 positions, and one over these,
/// which stands in the session. Reading or renewing one page costs the same in a roster of 10,000
/// accounts as in one of 100.
struct RosterPages {
  /// How many positions a page has.
  private static let size = 100

  private var pages: [Int: CanonicalEncoding] = [:]

  private init() {}

  /// The page of a position in the store's order.
  static func page(of position: Int) -> Int { position / size }

  /// The columns of `account` that are read.
  fileprivate static let columns = "id, name, expires, position, sort_key"

  /// Adds a row, in the order of the roster.
  private mutating func add(_ account: Account, position: Int, sortKey: String) {
    pages[Self.page(of: position), default: CanonicalEncoding()].append(
      account, position: position, sortKey: sortKey)
  }

  /// The digest of each page that has accounts, in their order.
  private var digests: [(page: Int, digest: Data)] {
    pages.sorted { $0.key < $1.key }.map { ($0.key, SHA256.hash(data: $0.value.bytes).data) }
  }

  /// The digest of the whole roster.
  var digest: Data {
    var hash = SHA256()
    for (page, digest) in digests { digest.withUnsafeBytes { hash.update(page: page, $0) } }
    return hash.finalize().data
  }
}

extension SHA256 {
  /// Adds the digest of a page to that of the roster.
  fileprivate mutating func update(page: Int, _ digest: UnsafeRawBufferPointer) {
    withUnsafeBytes(of: Int64(page).bigEndian) { update(bufferPointer: $0) }
    update(bufferPointer: digest)
  }
}

extension CanonicalEncoding {
  fileprivate mutating func append(_ account: Account, position: Int, sortKey: String) {
    append(account.id.rawValue)
    append(account.name)
    append(account.expiry?.epochSeconds)
    append(Int64(position))
    append(sortKey)
  }
}

// MARK: - In the vault

extension RosterPages {
  /// One account, read with its page.
  ///
  /// - Throws: ``ChangedRecord`` when they are not what the session's digest stands for.
  static func account(
    _ account: AccountID, at position: Int, of session: Int64, digest: Data?, in db: Database
  ) throws -> SavedAccount {
    let page = page(of: position)
    var found: SavedAccount?
    let own = try Self.digest(of: page, of: session, in: db) { saved in
      if saved.account.id == account { found = saved }
    }
    let saved = try SavedDigests(of: session, in: db)
    guard let own, saved[page] == own, saved.whole == digest, let found else {
      throw ChangedRecord()
    }
    return found
  }

  /// Makes sure that pages are as they were written. It comes before some of their accounts are
  /// written, since ``update(_:of:in:)`` vouches for the others too.
  ///
  /// - Throws: ``ChangedRecord``.
  static func requireAuthentic(_ pages: Set<Int>, of session: SessionKey, in db: Database) throws {
    let saved = try SavedDigests(of: session.row, in: db)
    guard saved.whole == session.rosterDigest else { throw ChangedRecord() }
    for page in pages where try digest(of: page, of: session.row, in: db) != saved[page] {
      throw ChangedRecord()
    }
  }

  /// Writes the digests of a session anew, after accounts were written.
  ///
  /// - Parameter pages: those the accounts were on or are on now; `nil` for all.
  static func update(_ pages: Set<Int>?, of session: Int64, in db: Database) throws {
    if let pages {
      for page in pages {
        if let digest = try digest(of: page, of: session, in: db) {
          try write(digest, of: page, session, in: db)
        } else {
          try db.execute(
            sql: "DELETE FROM roster_page WHERE session_id = ? AND page = ?",
            arguments: [session, page])
        }
      }
    } else {
      try db.execute(sql: "DELETE FROM roster_page WHERE session_id = ?", arguments: [session])
      for (page, digest) in try read(of: session, in: db).digests {
        try write(digest, of: page, session, in: db)
      }
    }
    try db.execute(
      sql: "UPDATE session SET roster_digest = ? WHERE id = ?",
      arguments: [try SavedDigests(of: session, in: db).whole, session])
  }

  private static func write(
    _ digest: Data, of page: Int, _ session: Int64, in db: Database
  ) throws {
    try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO roster_page (session_id, page, digest) VALUES (?, ?, ?)"
    ).execute(arguments: [session, page, digest])
  }

  private static let selectAll = """
    SELECT \(columns) FROM account WHERE session_id = ? ORDER BY sort_key, id
    """

  /// The plus keeps SQLite from reading the whole table, which is in that order already, and has it
  /// sort the hundred rows that the index on positions finds.
  static let selectPage = """
    SELECT \(columns) FROM account WHERE session_id = ? AND position BETWEEN ? AND ?
    ORDER BY +sort_key, id
    """

  /// Reads the whole roster.
  ///
  /// - Parameter body: gets each account, in the order of the roster.
  static func read(
    of session: Int64, in db: Database, _ body: (Account) -> Void = { _ in }
  ) throws -> RosterPages {
    var pages = RosterPages()
    let rows = try Row.fetchCursor(db.cachedStatement(sql: selectAll), arguments: [session])
    while let row = try rows.next() {
      let (saved, sortKey) = try SavedAccount.decoded(from: row)
      pages.add(saved.account, position: saved.position, sortKey: sortKey)
      body(saved.account)
    }
    return pages
  }

  /// The digest of the accounts that a page has now; `nil` for none.
  ///
  /// - Parameter body: gets each account.
  private static func digest(
    of page: Int, of session: Int64, in db: Database, _ body: (SavedAccount) -> Void = { _ in }
  ) throws -> Data? {
    var encoding = CanonicalEncoding()
    let first = page &* size
    let rows = try Row.fetchCursor(
      db.cachedStatement(sql: selectPage), arguments: [session, first, first &+ (size - 1)])
    while let row = try rows.next() {
      let (saved, sortKey) = try SavedAccount.decoded(from: row)
      encoding.append(saved.account, position: saved.position, sortKey: sortKey)
      body(saved)
    }
    return encoding.bytes.isEmpty ? nil : SHA256.hash(data: encoding.bytes).data
  }

  /// What is kept of a roster's digests.
  private struct SavedDigests {
    private var pages: [(page: Int, digest: Data)] = []

    /// That of the whole roster.
    let whole: Data

    init(of session: Int64, in db: Database) throws {
      var hash = SHA256()
      let rows = try Row.fetchCursor(
        db.cachedStatement(
          sql: "SELECT page, digest FROM roster_page WHERE session_id = ? ORDER BY page"),
        arguments: [session])
      while let row = try rows.next() {
        let page = try row.decode(Int.self, atIndex: 0)
        let digest = try row.decode(Data.self, atIndex: 1)
        digest.withUnsafeBytes { hash.update(page: page, $0) }
        pages.append((page, digest))
      }
      whole = hash.finalize().data
    }

    subscript(page: Int) -> Data? { pages.first { $0.page == page }?.digest }
  }
}

extension SavedAccount {
  /// Reads ``RosterPages/columns``.
  fileprivate static func decoded(from row: Row) throws -> (SavedAccount, sortKey: String) {
    (
      SavedAccount(
        account: Account(
          id: AccountID(try row.decode(String.self, atIndex: 0)),
          name: try row.decode(String.self, atIndex: 1),
          expiry: try row.decode(Int64?.self, atIndex: 2).map(Expiry.init(epochSeconds:))),
        position: try row.decode(Int.self, atIndex: 3)),
      sortKey: try row.decode(String.self, atIndex: 4)
    )
  }
}
