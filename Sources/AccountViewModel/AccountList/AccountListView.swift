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

  /// The headings and the rows that are on the screen, and no others.
  func lines(showsHeadings: Bool, page: Int) -> [Line] {
    let table = TableColumns(columns: columns, hasFavourites: !favourites.isEmpty)
    var lines: [Line] = []
    if showsHeadings { lines.append(headings(table)) }
    if list.rowCount == 0 { lines += centered(nothingFound, columns: columns, rows: page) }
    let twins = twins(page: page, table)
    for row in list.visibleRows(page: page) {
      guard let account = list.account(atRow: row) else { continue }
      let isTwin = twins.contains(clip(account.displayName, table.name))
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
    let isID = !AccountQuery(query).ids.isEmpty
    return [
      isID
        ? "None of your \(total) has this ID."
        : "No name or ID of your \(total) matches “\(clip(query, max(10, columns - 40)))”.",
      isPicker
        ? "Press Ctrl-U to erase the filter."
        : "Press Esc to see all accounts, or F5 to ask the store for new ones.",
    ]
  }

  private func headings(_ table: TableColumns) -> Line {
    var line = LineBuilder(columns: columns)
    line.add(spaces(table.margin), .heading)
    line.add("NAME", .heading, columns: table.name)
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
    var room = (name: table.name, id: table.id)
    if isTwin { room = table.beside(id: id.cellCount) }
    if isUnderCursor, !isTwin {
      room = table.underCursor(name: name.cellCount, id: id.cellCount)
    }

    var line = LineBuilder(columns: columns)
    addMargin(account, row: row, isUnderCursor: isUnderCursor, table, to: &line)
    line.add(
      name, style(isActing ? .acting : account.name.isEmpty ? .faint : .plain),
      matched: account.name.isEmpty ? [] : found.name, match, columns: room.name, cut: .end)
    if room.id > 0 {
      line.add(spaces(table.gap), style(.plain))
      line.add(id, style(.id), matched: found.id, match, columns: room.id, cut: .shortID)
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
    let found = "  \(grouped(list.rowCount))\(total) "
    let foundColumns = columns >= 20 ? found.cellCount : 0
    let start = columns - line.room
    let query = clip(list.filter.query, max(0, line.room - foundColumns - 1), cut: .start)
    if query.isEmpty, list.filterState == .typing {
      line.add("type a name or an ID", .faint, columns: max(0, line.room - foundColumns))
    } else {
      line.add(query)
    }
    line.fill(leaving: foundColumns)
    if foundColumns > 0 { line.add(found, .faint) }
    return (line.line, list.filterState == .typing ? start + query.cellCount : nil)
  }
}
