import AccountModel
import AccountViewModel
import Foundation

/// Rows of text for people, in columns under headings; piped away, lines of tab-separated fields
/// without headings.
struct TextTable {
  private let headings: [String]
  private let rows: [[CleanText]]
  private let trailing: Int?

  private let reductions: [Reduction]

  /// - Parameters:
  ///   - trailing: the column whose text ends at the right; `nil` for none.
  ///   - reductions: what is done, in this order, until the lines fit the terminal. What is still too
  ///     wide then is cut.
  init(headings: [String], rows: [[String]], trailing: Int? = nil, reductions: [Reduction]) {
    self.headings = headings
    self.rows = rows.map { $0.map { CleanText($0) } }
    self.trailing = trailing
    self.reductions = reductions
  }

  /// The first row alone, without columns that would have to fit the next ones.
  func firstLine(isTerminal: Bool) -> CleanText {
    let cells = rows.first ?? []
    return isTerminal
      ? cells.filter { !$0.isEmpty }.joined(separator: "  ") : cells.joined(separator: "\t")
  }

  enum Reduction {
    /// Shortens the IDs of a column.
    case shortIDs(Int)
    /// Cuts the texts of a column, to so many cells at least.
    case cut(Int, least: Int)
    /// Leaves a column out.
    case drop(Int)
    /// Puts the texts of columns, in this order, on lines of their own below the row.
    case below([Int])
  }

  /// - Parameters:
  ///   - isTerminal: whether it is read on one; programs get every field whole.
  ///   - columns: cells of the terminal; `nil` for no limit.
  func text(isTerminal: Bool, columns: Int? = Console.outputColumns) -> CleanText {
    guard isTerminal else {
      return rows.map { $0.joined(separator: "\t") }.joined(separator: "\n")
    }
    var lines = [headings] + rows.map { $0.map(\.string) }
    var widths = headings.indices.map { column in
      lines.map { $0[column].cellCount }.max() ?? 0
    }
    var below: [Int] = []
    if let columns { reduce(&lines, &widths, &below, to: columns) }
    let laidOut = lines.flatMap { line in
      let row = withoutBlanksAtEnd(
        inOneLine(
          line.indices.filter { widths[$0] >= 0 }.map {
            fit(line[$0], widths[$0], align: $0 == trailing ? .trailing : .leading) + "  "
          }))
      guard let columns else { return [row] }
      return [clip(row, columns)] + self.below(line, below, columns)
    }
    return CleanText(layout: laidOut.joined(separator: "\n"))
  }

  private func below(_ line: [String], _ below: [Int], _ columns: Int) -> [String] {
    let texts = below.map { line[$0] }.filter { !$0.isEmpty }
    let joined = inOneLine(texts.dropLast().map { "\($0) · " } + texts.suffix(1))
    return wrap(joined, columns - Self.indent).map {
      String(repeating: " ", count: Self.indent) + $0
    }
  }

  private static let indent = 4

  /// On a terminal that turns text around, the next cell must stay in one piece.
  private func inOneLine(_ cells: [String]) -> String {
    var text = ""
    var isBoundaryNeeded = false
    for cell in cells {
      let cell = cell.endingRightToLeft(isNeeded: isBoundaryNeeded)
      isBoundaryNeeded = cell.isNeeded
      text += cell.text
    }
    return text
  }

  /// - Parameter widths: of a column that is left out, -1.
  private func reduce(
    _ lines: inout [[String]], _ widths: inout [Int], _ below: inout [Int], to columns: Int
  ) {
    func excess() -> Int {
      let shown = widths.filter { $0 >= 0 }
      return shown.reduce(0, +) + 2 * (shown.count - 1) - columns
    }
    for reduction in reductions where excess() > 0 {
      switch reduction {
      case .shortIDs(let column):
        for row in lines.indices.dropFirst() {
          lines[row][column] = AccountID(lines[row][column]).short
        }
        widths[column] = lines.map { $0[column].cellCount }.max() ?? 0
      case .cut(let column, let least):
        widths[column] = max(min(least, widths[column]), widths[column] - excess())
      case .drop(let column): widths[column] = -1
      case .below(let others):
        below += others
        for column in others { widths[column] = -1 }
      }
    }
  }

  private func withoutBlanksAtEnd(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " || $0 == "\u{2800}" }.reversed())
  }
}

/// The roster as a table for people; piped away, as lines of tab-separated fields.
struct RosterTable {
  let session: Session
  let acting: AccountID?
  let serverNow: Date

  /// `nil` where nobody asked for them.
  let details: [AccountID: AccountDetails]?

  init(
    _ session: Session, acting: AccountID?, now: Date,
    details: [AccountID: AccountDetails]? = nil
  ) {
    self.details = details
    self.session = session
    self.acting = acting
    serverNow = session.clock.now(local: now)
  }

  func text(isTerminal: Bool) -> CleanText {
    let rows = session.roster.accounts.map { account in
      [
        account.id == acting ? "*" : "", account.displayName, account.id.rawValue,
        account.countdown(at: serverNow),
      ] + (details.map { DetailsText($0[account.id]).fields(isTerminal: isTerminal) } ?? [])
    }
    // What a person can look up elsewhere is left out first.
    let reductions: [TextTable.Reduction] =
      details == nil
      ? [.shortIDs(2), .cut(1, least: 8)]
      : [
        .shortIDs(2), .cut(8, least: 8), .drop(8), .drop(4), .cut(7, least: 12), .drop(11),
        .drop(9), .cut(1, least: 16), .drop(7), .drop(10), .drop(5), .cut(1, least: 8), .drop(6),
      ]
    return TextTable(
      headings: ["", "NAME", "ACCOUNT ID", "EXPIRES IN"]
        + (details == nil ? [] : DetailsText.headings), rows: rows, trailing: 3,
      reductions: reductions
    ).text(isTerminal: isTerminal)
  }
}
