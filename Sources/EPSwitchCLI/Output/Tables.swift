import AccountModel
import AccountViewModel
import Foundation

/// Rows of text for people, in columns under headings; piped away, lines of tab-separated fields
/// without headings.
struct TextTable {
  private let headings: [String]
  private let rows: [[CleanText]]
  private let trailing: Int?

  /// - Parameter trailing: the column whose text ends at the right; `nil` for none.
  init(headings: [String], rows: [[String]], trailing: Int? = nil) {
    self.headings = headings
    self.rows = rows.map { $0.map { CleanText($0) } }
    self.trailing = trailing
  }

  func text(isTerminal: Bool) -> CleanText {
    guard isTerminal else {
      return rows.map { $0.joined(separator: "\t") }.joined(separator: "\n")
    }
    let lines = [headings] + rows.map { $0.map(\.string) }
    let widths = headings.indices.map { column in
      lines.map { $0[column].cellCount }.max() ?? 0
    }
    let laidOut = lines.map { line in
      let cells = line.enumerated().map { column, text in
        fit(text, widths[column], align: column == trailing ? .trailing : .leading)
      }
      return withoutBlanksAtEnd(cells.joined(separator: "  "))
    }
    return CleanText(layout: laidOut.joined(separator: "\n"))
  }

  private func withoutBlanksAtEnd(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}

/// The roster as a table for people; piped away, as lines of tab-separated fields.
struct RosterTable {
  let session: Session
  let acting: AccountID?
  let serverNow: Date

  init(_ session: Session, acting: AccountID?, now: Date) {
    self.session = session
    self.acting = acting
    serverNow = session.clock.now(local: now)
  }

  func text(isTerminal: Bool) -> CleanText {
    let rows = session.roster.accounts.map { account in
      [
        account.id == acting ? "*" : "", account.displayName, account.id.rawValue,
        account.countdown(at: serverNow),
      ]
    }
    return TextTable(
      headings: ["", "NAME", "ACCOUNT ID", "EXPIRES IN"], rows: rows, trailing: 3
    ).text(isTerminal: isTerminal)
  }
}
