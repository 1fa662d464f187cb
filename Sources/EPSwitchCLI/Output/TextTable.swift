import AccountViewModel

/// Rows of text for people, in columns under headings; piped away, lines of tab-separated fields
/// without headings.
struct TextTable {
  let headings: [String]
  let rows: [[String]]
  /// The column whose text ends at the right; `nil` for none.
  var trailing: Int?

  func text(isTerminal: Bool) -> String {
    guard isTerminal else {
      return rows.map { $0.joined(separator: "\t") }.joined(separator: "\n")
    }
    let lines = [headings] + rows
    let widths = headings.indices.map { column in
      lines.map { $0[column].cellCount }.max() ?? 0
    }
    return lines.map { line in
      let cells = line.enumerated().map { column, text in
        fit(text, widths[column], align: column == trailing ? .trailing : .leading)
      }
      return withoutBlanksAtEnd(cells.joined(separator: "  "))
    }.joined(separator: "\n")
  }

  private func withoutBlanksAtEnd(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}
