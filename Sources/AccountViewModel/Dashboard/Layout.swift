/// Which parts of the dashboard a number of rows has room for, and how many rows each takes.
struct Layout: Equatable, Sendable {
  private(set) var showsStore = false
  private(set) var showsActing = false
  /// What this terminal acts as, where that is another account than the one switched to.
  private(set) var showsTerminal = false
  private(set) var showsTopRule = false
  private(set) var showsHeadings = false
  private(set) var showsBottomRule = false
  /// The line that takes text: the filter, or the reason for a switch.
  private(set) var showsEntry = false
  private(set) var showsFooter = false
  private(set) var noticeRows = 0

  /// Rows for the list with its headings, or for what stands before it.
  private(set) var bodyRows = 0

  /// Rows for accounts.
  var listRows: Int { bodyRows - (showsHeadings ? 1 : 0) }

  private var left: Int

  /// Gives rows to the parts, the most important first.
  ///
  /// - Parameters:
  ///   - rows: rows of the terminal.
  ///   - notice: rows the notice would like to have.
  init(rows: Int, hasEntry: Bool, hasHeadings: Bool, hasTerminal: Bool, notice: Int) {
    left = max(0, rows)
    showsActing = take(1) == 1
    bodyRows = take(1)
    if hasEntry { showsEntry = take(1) == 1 }
    noticeRows = take(min(notice, 1))
    showsFooter = take(1) == 1
    noticeRows += take(notice - noticeRows)
    bodyRows += take(2)
    if hasTerminal { showsTerminal = take(1) == 1 }
    showsStore = take(1) == 1
    bodyRows += take(3)
    if hasHeadings, take(1) == 1 {
      showsHeadings = true
      bodyRows += 1
    }
    showsTopRule = take(1) == 1
    showsBottomRule = take(1) == 1
    bodyRows += take(left)
  }

  private mutating func take(_ wanted: Int) -> Int {
    let taken = max(0, min(wanted, left))
    left -= taken
    return taken
  }
}
