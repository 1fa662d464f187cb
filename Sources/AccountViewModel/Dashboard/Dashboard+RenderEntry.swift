import AccountModel

extension Dashboard {
  /// The line that takes text below the list, and where the text cursor stands in it.
  var entryLine: (line: Line, cursor: Int?) {
    if case .reason(let id, let text) = modal { reasonLine(id, text) } else { filterLine }
  }

  /// Why the person wants to act as an account.
  private func reasonLine(_ id: AccountID, _ text: String) -> (line: Line, cursor: Int?) {
    var line = LineBuilder(columns: columns)
    if columns >= 60 {
      line.add(" Reason to act as ", .key)
      line.add(clip(name(of: id), columns / 3), .key)
      line.add(": ", .key)
    } else {
      line.add(columns >= 30 ? " Reason: " : "Why? ", .key)
    }
    let start = columns - line.room
    let shown = clip(text, max(0, line.room - 1), cut: .start)
    line.add(shown)
    return (line.line, min(start + shown.cellCount, max(0, size.columns - 1)))
  }

  /// The query and how much it finds; the column is where the text cursor stands while it is typed.
  private var filterLine: (line: Line, cursor: Int?) {
    var line = LineBuilder(columns: columns)
    line.add(columns >= 40 ? " Filter: " : "/", .key)
    let found = "  \(grouped(list.rowCount)) of \(grouped(list.accounts.count)) "
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
    let end = min(start + query.cellCount, max(0, size.columns - 1))
    return (line.line, list.filterState == .typing ? end : nil)
  }
}
