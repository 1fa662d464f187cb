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

  /// The page of a position in the store's order.
  static func page(of position: Int) -> Int { position / size }

  /// The columns of `account` that ``add(_:)`` reads.
  static let columns = "id, name, expires, position, sort_key"

  /// Adds a row, in the order of the roster.
  mutating func add(_ account: Account, position: Int, sortKey: String) {
    pages[Self.page(of: position), default: CanonicalEncoding()].append(
      account, position: position, sortKey: sortKey)
  }

  /// The digest of each page that has accounts.
  private var digests: [Int: Data] { pages.mapValues { SHA256.hash(data: $0.bytes).data } }

  /// The digest of the whole roster.
  var digest: Data { Self.digest(of: digests) }

  private static func digest(of pages: [Int: Data]) -> Data {
    var hash = SHA256()
    for (page, digest) in pages.sorted(by: { $0.key < $1.key }) {
      withUnsafeBytes(of: Int64(page).bigEndian) { hash.update(bufferPointer: $0) }
      hash.update(data: digest)
    }
    return hash.finalize().data
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
    let (accounts, pages) = try read(page: page, of: session, in: db)
    let saved = try savedDigests(of: session, in: db)
    guard saved[page] == pages.digests[page], Self.digest(of: saved) == digest,
      let found = accounts.first(where: { $0.account.id == account })
    else { throw ChangedRecord() }
    return found
  }

  /// Writes the digests of a session anew, after accounts were written.
  ///
  /// - Parameter pages: those the accounts were on or are on now; `nil` for all.
  static func update(_ pages: Set<Int>?, of session: Int64, in db: Database) throws {
    var digests: [Int: Data] = [:]
    if let pages {
      digests = try savedDigests(of: session, in: db)
      for page in pages {
        digests[page] = try read(page: page, of: session, in: db).pages.digests[page]
      }
    } else {
      digests = try read(page: nil, of: session, in: db).pages.digests
      try db.execute(sql: "DELETE FROM roster_page WHERE session_id = ?", arguments: [session])
    }
    for page in pages ?? Set(digests.keys) {
      try db.execute(
        sql: "DELETE FROM roster_page WHERE session_id = ? AND page = ?",
        arguments: [session, page])
      guard let digest = digests[page] else { continue }
      try db.execute(
        sql: "INSERT INTO roster_page (session_id, page, digest) VALUES (?, ?, ?)",
        arguments: [session, page, digest])
    }
    try db.execute(
      sql: "UPDATE session SET roster_digest = ? WHERE id = ?",
      arguments: [Self.digest(of: digests), session])
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

  /// - Parameter page: `nil` reads the whole roster.
  private static func read(
    page: Int?, of session: Int64, in db: Database
  ) throws -> (accounts: [SavedAccount], pages: RosterPages) {
    var pages = RosterPages()
    var accounts: [SavedAccount] = []
    let first = page.map { $0 &* size }
    let rows = try Row.fetchCursor(
      db.cachedStatement(sql: page == nil ? selectAll : selectPage),
      arguments: first.map { [session, $0, $0 &+ (size - 1)] } ?? [session])
    while let row = try rows.next() {
      let (saved, sortKey) = try SavedAccount.decoded(from: row)
      pages.add(saved.account, position: saved.position, sortKey: sortKey)
      if page != nil { accounts.append(saved) }
    }
    return (accounts, pages)
  }

  private static func savedDigests(of session: Int64, in db: Database) throws -> [Int: Data] {
    let rows = try Row.fetchCursor(
      db.cachedStatement(sql: "SELECT page, digest FROM roster_page WHERE session_id = ?"),
      arguments: [session])
    var digests: [Int: Data] = [:]
    while let row = try rows.next() {
      digests[try row.decode(Int.self, atIndex: 0)] = try row.decode(Data.self, atIndex: 1)
    }
    return digests
  }
}

extension SavedAccount {
  /// Reads ``RosterPages/columns``.
  static func decoded(from row: Row) throws -> (SavedAccount, sortKey: String) {
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
