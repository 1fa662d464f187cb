import AccountModel

/// The accounts as a list to move in: what the filter leaves of them, the cursor, and how far it is
/// scrolled.
struct AccountList: Equatable, Sendable {
  /// The three states of a filter.
  enum FilterState: Equatable, Sendable {
    case off
    /// Keys go into the query.
    case typing
    /// Keys are commands again; the list stays filtered.
    case kept
  }

  /// Where a cursor can go.
  enum Move: Equatable, Sendable {
    case up, down, halfPageUp, halfPageDown, pageUp, pageDown, first, last
  }

  private(set) var accounts: [Account]
  private(set) var filterState: FilterState = .off
  private(set) var filter = FuzzyFilter()

  /// The row under the cursor; 0 in an empty list.
  private(set) var cursor = 0

  /// The first row on the screen.
  private(set) var top = 0

  /// What belongs to what; `nil` while the accounts are a plain list.
  private(set) var tree: AccountTree?

  /// The rows of the tree.
  private(set) var treeRows: AccountTree.Rows?

  /// When the last token expires; `nil` without accounts, and when one does not tell.
  private(set) var lastExpiry: Expiry?

  init(_ accounts: [Account] = [], cursorOn id: AccountID? = nil) {
    self.accounts = accounts
    lastExpiry = latest(accounts)
    moveCursor(to: id)
  }

  var rowCount: Int { treeRows?.positions.count ?? filter.matches?.count ?? accounts.count }

  /// How many accounts were found; all of them without a query.
  var foundCount: Int { filter.matches?.count ?? accounts.count }

  /// The account under the cursor; `nil` in an empty list.
  var current: Account? { account(atRow: cursor) }

  func account(atRow row: Int) -> Account? {
    guard (0..<rowCount).contains(row) else { return nil }
    return accounts[position(ofRow: row)]
  }

  private func position(ofRow row: Int) -> Int {
    if let treeRows { return Int(treeRows.positions[row]) }
    return filter.matches.map { Int($0[row]) } ?? row
  }

  /// How a row stands in the tree; `nil` in a plain list.
  func branch(atRow row: Int) -> Branch? {
    guard let tree, let treeRows, treeRows.positions.indices.contains(row) else { return nil }
    let position = Int(treeRows.positions[row])
    return Branch(
      depth: Int(tree.depths[position]), guides: treeRows.guides[row],
      isFound: treeRows.isMatch?[position] ?? true)
  }

  struct Branch: Equatable {
    /// How many accounts are above it.
    let depth: Int

    /// See ``AccountTree/Rows``.
    let guides: UInt32

    /// Whether it is looked for, and not only above one that is.
    let isFound: Bool
  }
}

// MARK: - Moving

extension AccountList {
  /// - Parameter page: how many rows are on the screen.
  mutating func move(_ move: Move, page: Int) {
    cursor = move.target(from: cursor, count: rowCount, page: page)
  }

  /// Puts the cursor on an account, where the list shows it.
  mutating func moveCursor(to id: AccountID?) {
    guard let id else { return }
    if let row = row(of: id) { cursor = row }
  }

  /// Scrolls as little as needed to have the cursor on the screen and no blank rows after the end.
  ///
  /// - Parameter page: how many rows are on the screen.
  mutating func scroll(page: Int) {
    let page = max(1, page)
    cursor = max(0, min(cursor, rowCount - 1))
    top = max(cursor - page + 1, min(top, cursor))
    top = max(0, min(top, rowCount - page))
  }

  /// The rows that are on the screen.
  ///
  /// - Parameter page: how many there can be.
  func visibleRows(page: Int) -> Range<Int> { top..<max(top, min(rowCount, top + page)) }

  private func row(of id: AccountID) -> Int? {
    guard let shown = treeRows?.positions ?? filter.matches else {
      return accounts.firstIndex { $0.id == id }
    }
    return shown.firstIndex { accounts[Int($0)].id == id }
  }
}

extension AccountList.Move {
  /// Where it leads in a list.
  ///
  /// - Parameters:
  ///   - cursor: where it begins, from 0.
  ///   - count: rows of the list.
  ///   - page: how many rows are on the screen.
  func target(from cursor: Int, count: Int, page: Int) -> Int {
    let page = max(1, page)
    let target =
      switch self {
      case .up: cursor - 1
      case .down: cursor + 1
      case .halfPageUp: cursor - max(1, page / 2)
      case .halfPageDown: cursor + max(1, page / 2)
      case .pageUp: cursor - page
      case .pageDown: cursor + page
      case .first: 0
      case .last: count - 1
      }
    return max(0, min(target, count - 1))
  }
}

// MARK: - Filtering and refreshing

extension AccountList {
  mutating func openFilter() { filterState = .typing }

  /// Fewer accounts are made ready for a query sooner than a frame is painted.
  private static let many = 5_000

  /// Does now what the first letter of a query would otherwise have to wait for.
  ///
  /// - Returns: the accounts for which that takes too long to be done here.
  mutating func prepareFilter() -> [Account]? {
    guard !filter.isPrepared else { return nil }
    guard accounts.count < Self.many else { return accounts }
    filter.prepare(for: accounts)
    return nil
  }

  /// Takes what was made ready for these accounts; for others it is worth nothing.
  mutating func take(_ prepared: PreparedFilter) {
    if prepared.accounts == accounts { filter.take(prepared) }
  }

  /// Keeps what the filter found and takes keys as commands again.
  mutating func keepFilter() { filterState = filter.matches == nil ? .off : .kept }

  /// Shows all accounts; the one under the cursor stays under it.
  mutating func closeFilter() {
    let position = rowCount > 0 ? position(ofRow: cursor) : 0
    filterState = .off
    filter.search("", in: accounts)
    showTree()
    cursor = position
  }

  /// Changes the query; the cursor goes to the best match.
  mutating func setQuery(_ query: String) {
    filter.search(query, in: accounts)
    showTree()
    cursor = 0
    top = 0
    if treeRows != nil, let best = filter.matches?.first {
      moveCursor(to: accounts[Int(best)].id)
    }
  }

  /// Takes newer accounts; the cursor stays on its account, or on its row when that is gone.
  ///
  /// - Parameter directory: shows them as a tree; `nil` for a plain list.
  mutating func replace(_ newer: [Account], asTreeOf directory: AccountDirectory? = nil) {
    let id = current?.id
    tree = directory.map { AccountTree(newer, $0) }
    accounts = tree?.accounts ?? newer
    lastExpiry = latest(newer)
    filter.searchAgain(in: accounts)
    showTree()
    cursor = max(0, min(cursor, rowCount - 1))
    moveCursor(to: id)
  }

  private mutating func showTree() { treeRows = tree?.rows(showing: filter.matches) }
}

private func latest(_ accounts: [Account]) -> Expiry? {
  var latest: Expiry?
  for account in accounts {
    guard let expiry = account.expiry else { return nil }
    latest = max(latest ?? expiry, expiry)
  }
  return latest
}
