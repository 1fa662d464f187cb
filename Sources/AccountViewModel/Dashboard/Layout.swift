/// Which parts of the dashboard a number of rows has room for, and how many rows each takes.
struct Layout: Equatable, Sendable {
  private(set) var showsStore = false
  private(set) var showsActing = false
  /// The line about `EPSWITCH_ACCOUNT`.
  private(set) var showsTerminal = false
  private(set) var showsTopRule = false
  private(set) var showsHeadings = false
  private(set) var showsBottomRule = false
  /// Rows for what a prompt asks.
  private(set) var questionRows = 0
  /// The line that takes text: the filter, or the answer to a prompt.
  private(set) var showsEntry = false
  private(set) var showsFooter = false
  private(set) var noticeRows = 0

  /// Rows for the list with its headings, or for a panel.
  private(set) var bodyRows = 0

  /// Rows for accounts.
  var listRows: Int { bodyRows - (showsHeadings ? 1 : 0) }

  private var left: Int

  /// Gives rows to the parts, the most important first.
  ///
  /// - Parameters:
  ///   - rows: rows of the terminal.
  ///   - question: rows a prompt would like to have for what it asks.
  ///   - notice: rows the notice would like to have.
  init(
    rows: Int, hasEntry: Bool, question: Int, hasHeadings: Bool, hasTerminal: Bool, notice: Int
  ) {
    left = max(0, rows)
    showsActing = take(1) == 1
    bodyRows = take(1)
    if hasEntry { showsEntry = take(1) == 1 }
    questionRows = take(min(question, 1))
    noticeRows = take(min(notice, 1))
    showsFooter = take(1) == 1
    questionRows += take(question - questionRows)
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

/// One entry of the footer.
struct FooterItem: Equatable {
  let label: String
  let title: String
  /// Of what does not fit, the highest is left out first.
  let rank: Int
  let isAvailable: Bool

  fileprivate var columns: Int { label.cellCount + 1 + title.cellCount }
}

/// The last row: the keys that matter now, as many as fit.
func footerLine(_ all: [FooterItem], columns: Int) -> Line {
  var items = all
  let gap = columns < 60 ? 2 : 3
  let margin = columns < 30 ? 0 : 1
  while items.count > 1, items.reduce(margin - gap, { $0 + $1.columns + gap }) > columns {
    guard let last = items.indices.max(by: { items[$0].rank < items[$1].rank }) else { break }
    items.remove(at: last)
  }
  var line = LineBuilder(columns: columns)
  for (offset, item) in items.enumerated() {
    line.add(spaces(offset == 0 ? margin : gap))
    line.add(item.label, item.isAvailable ? .key : .faint)
    line.add(" " + item.title, item.isAvailable ? .plain : .faint)
  }
  return line.line
}
