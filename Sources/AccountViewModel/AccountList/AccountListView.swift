import AccountModel
import Foundation

/// How the list is drawn: its headings, its rows and its filter.
struct AccountListView {
  let list: AccountList

  /// The account that commands in this terminal act as.
  let actingID: AccountID?

  /// The account that other terminals act as.
  let selectedID: AccountID?

  /// The account that is being switched to.
  let targetID: AccountID?

  /// The store's time.
  let storeNow: Date

  /// Cells of the list.
  let columns: Int
  let favourites: Set<AccountID>
  let isPicker: Bool

  /// What else than names and IDs can be searched.
  let references: ReferenceKnowledge

  /// The e-mail address in the query, whose member Enter impersonates; `nil` where it does not.
  var askedMember: String?

  /// The headings and the rows that are on the screen, and no others.
  func lines(showsHeadings: Bool, page: Int) -> [Line] {
    let table = TableColumns(columns: columns, hasFavourites: !favourites.isEmpty)
    var lines: [Line] = []
    if showsHeadings { lines.append(headings(table)) }
    if list.rowCount == 0 { lines += centered(nothingFound, columns: columns, rows: page) }
    let twins = twins(page: page, table)
    for row in list.visibleRows(page: page) {
      guard let account = list.account(atRow: row) else { continue }
      let isTwin = !twins.isEmpty && twins.contains(clip(account.displayName, table.name))
      lines.append(line(of: account, row: row, isTwin: isTwin, table))
    }
    return lines
  }

  /// The names on the screen, as they are cut, that stand in several rows. Where there is no column for
  /// IDs, such rows have one all the same.
  private func twins(page: Int, _ table: TableColumns) -> Set<String> {
    guard table.id == 0, columns >= 40 else { return [] }
    var once: Set<String> = []
    return Set(
      list.visibleRows(page: page).compactMap { row in
        let name = clip(list.account(atRow: row)?.displayName ?? "", table.name)
        return once.insert(name).inserted ? nil : name
      })
  }

  /// That nothing was found, and what was searched.
  private var nothingFound: [String?] {
    let query = list.filter.query
    let total = accountCount(list.accounts.count)
    let shown = "“\(clip(query, max(10, columns - 40)))”"
    if !AccountQuery(query).ids.isEmpty {
      return ["None of your \(total) has this ID.", leaving("see all accounts")]
    }
    if let askedMember {
      return [
        "No name or ID of your \(total) matches \(shown).",
        "Press Enter to impersonate the member \(clip(askedMember, max(10, columns - 40))).",
      ]
    }
    switch references {
    case .known:
      return [
        "No name, ID, external reference or registration ID of your \(total) matches \(shown).",
        leaving("see all accounts"),
      ]
    case .askable:
      return [
        "No name or ID of your \(total) matches \(shown).",
        "Press Enter to look for it among the references at the store.",
      ]
    case .unknown:
      return ["No name or ID of your \(total) matches \(shown).", leaving("see all accounts")]
    }
  }

  private func leaving(_ purpose: String) -> String {
    isPicker
      ? "Press Ctrl-U to erase the filter."
      : "Press Esc to \(purpose), or F5 to ask the store for new ones."
  }

  private func headings(_ table: TableColumns) -> Line {
    var line = LineBuilder(columns: columns)
    line.add(spaces(table.margin), .heading)
    line.add(list.tree == nil ? "NAME" : "NAME, AS A TREE", .heading, columns: table.name)
    if table.id > 0 {
      line.add(spaces(table.gap), .heading)
      line.add("ID", .heading, columns: table.id)
    }
    if table.expiry > 0 {
      line.add(spaces(table.gap), .heading)
      line.add("EXPIRES", .heading, columns: table.expiry - 2, align: .trailing)
    }
    return line.line
  }

  private func line(
    of account: Account, row: Int, isTwin: Bool, _ table: TableColumns
  ) -> Line {
    let isUnderCursor = row == list.cursor
    let isActing = account.id == actingID
    func style(_ style: Style) -> Style { isUnderCursor ? .cursorRow : style }
    let match: Style = isUnderCursor ? .cursorRowMatch : .match
    let found = list.filter.highlights(in: account)
    let name = account.displayName
    let id = account.id.rawValue
    let branch = list.branch(atRow: row)
    let guides = branch.map { $0.text(columns: table.name) } ?? ""
    var room = (name: table.name, id: table.id)
    if isTwin { room = table.beside(id: id.cellCount) }
    if isUnderCursor, !isTwin {
      room = table.underCursor(name: guides.cellCount + name.cellCount, id: id.cellCount)
    }
    let isAside = branch?.isFound == false

    var line = LineBuilder(columns: columns)
    addMargin(account, row: row, isUnderCursor: isUnderCursor, table, to: &line)
    line.add(guides, style(.faint))
    line.add(
      name, style(isActing ? .acting : account.name.isEmpty || isAside ? .faint : .plain),
      matched: account.name.isEmpty || isAside ? [] : found.name, match,
      columns: room.name - guides.cellCount, cut: .end)
    if room.id > 0 {
      line.add(spaces(table.gap), style(.plain))
      line.add(
        id, style(.id), matched: isAside ? [] : found.id, match, columns: room.id, cut: .shortID)
    }
    if table.expiry > 0 {
      let (text, expiryStyle) = expiry(of: account, columns: table.expiry)
      line.add(spaces(table.gap), style(.plain))
      line.add(text, style(expiryStyle), columns: table.expiry)
    }
    if isUnderCursor { line.fill(.cursorRow) }
    return line.line
  }

  /// The cursor bar, the number that switches to the row, and the mark of the account.
  private func addMargin(
    _ account: Account, row: Int, isUnderCursor: Bool, _ table: TableColumns,
    to line: inout LineBuilder
  ) {
    func style(_ style: Style) -> Style { isUnderCursor ? .cursorRow : style }
    let isActing = account.id == actingID
    let isActingElsewhere = !isActing && account.id == selectedID
    let star = favourites.contains(account.id) ? "★" : " "
    let mark =
      account.id == targetID
      ? "→" : isActing ? "●" : isActingElsewhere ? "○" : table.hasStars ? " " : star
    line.add(isUnderCursor ? "▌" : " ", style(.plain), columns: min(1, table.margin))
    if table.showsNumbers {
      let number = row - list.top + 1
      let isKey = number <= 9 && list.filterState != .typing
      line.add(isKey ? "\(number)" : " ", style(.faint))
      line.add(" ", style(.plain))
    }
    line.add(mark, style(.acting), columns: min(1, table.margin - 1))
    if table.hasStars { line.add(star, style(.plain)) }
    line.add(" ", style(.plain), columns: min(1, table.margin - 2))
  }

  private func expiry(of account: Account, columns: Int) -> (text: String, style: Style) {
    if account.id == targetID { return (columns > 9 ? "switching…" : "wait …", .plain) }
    let countdown = Countdown(account.expiry, at: storeNow)
    return (countdown.text(columns: columns), countdown.style)
  }

  /// The query and how much it finds, and the column of the text cursor while it is typed.
  var filterLine: (line: Line, cursor: Int?) {
    var line = LineBuilder(columns: columns)
    line.add(columns >= 40 ? " Filter: " : "/", .key)
    let total = columns >= 30 ? " of \(grouped(list.accounts.count))" : ""
    let found = "  \(grouped(list.foundCount))\(total) "
    let foundColumns = columns >= 20 ? found.cellCount : 0
    let start = columns - line.room
    let query = clip(list.filter.query, max(0, line.room - foundColumns - 1), cut: .start)
    if query.isEmpty, list.filterState == .typing {
      line.add(
        "type a name, an ID or a reference", .faint, columns: max(0, line.room - foundColumns))
    } else {
      line.add(query)
    }
    line.fill(leaving: foundColumns)
    if foundColumns > 0 { line.add(found, .faint) }
    return (line.line, list.filterState == .typing ? start + query.cellCount : nil)
  }
}

/// Whether accounts can be found by their references.
enum ReferenceKnowledge: Equatable {
  /// The references of all accounts are searched, or the query was looked for at the store.
  case known
  /// The store can be asked for the query.
  case askable
  /// The query cannot be a reference, or the store tells none.
  case unknown
}

extension AccountList.Branch {
  /// The lines of the tree before a name, in at most half of its cells.
  func text(columns: Int) -> String {
    guard depth > 0 else { return "" }
    let levels = min(depth, max(0, (columns - 12) / 4))
    guard levels > 0 else { return columns >= 3 ? "└" : "" }
    // The levels next to the name are the ones that tell whose part it is.
    return (depth - levels + 1...depth).map { level in
      let goesOn = guides >> UInt32(level) & 1 == 1
      return level == depth ? (goesOn ? "├ " : "└ ") : (goesOn ? "│ " : "  ")
    }.joined()
  }
}
