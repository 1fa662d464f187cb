import AccountViewModel

/// Draws frames in some rows below what the shell wrote, the difference to the last one only.
///
/// curses can only draw on the whole terminal. Here every movement is relative to the first of the
/// rows, since nobody knows where on the terminal they are; they scroll up with the rest where there is
/// too little room (ECMA-48: CUU, CUD, CHA, EL, ED, SGR).
struct InlineDrawing {
  /// What was written to each row; empty while nothing is drawn.
  private var shown: [String] = []

  /// The row of the cursor, from 0.
  private var row = 0

  /// What shows a frame, for a terminal in raw mode.
  mutating func draw(_ frame: Frame, with palette: Palette) -> String {
    let rows = (0..<frame.size.rows).map { row in
      row < frame.lines.count
        ? text(of: LineLayout(frame.lines[row], columns: frame.size.columns), with: palette) : ""
    }
    var output = "\u{1B}[?25l"
    if rows.count != shown.count {
      output += erase() + String(repeating: "\n", count: rows.count - 1)
      row = rows.count - 1
      shown = Array(repeating: "", count: rows.count)
    }
    for (number, text) in rows.enumerated() where text != shown[number] {
      // The row is cleared first: behind its last cell, clearing would take that one as well.
      output += move(to: number) + "\r\u{1B}[K" + text
    }
    shown = rows
    guard let cursor = frame.cursor else { return output + "\r" }
    return output + move(to: cursor.row) + "\u{1B}[\(cursor.column + 1)G\u{1B}[?25h"
  }

  /// What clears the rows and leaves the cursor in the first.
  mutating func erase() -> String {
    defer { shown = [] }
    return move(to: 0) + "\r\u{1B}[J"
  }

  /// Begins anew where the cursor is: somebody else had the terminal meanwhile.
  mutating func forget() { self = InlineDrawing() }

  private mutating func move(to target: Int) -> String {
    defer { row = target }
    return target == row
      ? "" : target < row ? "\u{1B}[\(row - target)A" : "\u{1B}[\(target - row)B"
  }

  private func text(of line: LineLayout, with palette: Palette) -> String {
    var text = ""
    for piece in line.pieces {
      if piece.column > 0 { text += "\u{1B}[\(piece.column + 1)G" }
      let look = palette.rendition(of: piece.style)
      text += look + String(String.UnicodeScalarView(piece.scalars))
      if !look.isEmpty { text += "\u{1B}[m" }
    }
    return text
  }
}

extension Palette {
  /// What sets the look of a style (SGR); empty for plain text.
  func rendition(of style: Style) -> String {
    let look = look(of: style)
    let attributes: [(Attributes, String)] = [
      (.bold, "1"), (.dim, "2"), (.underline, "4"), (.reverse, "7"),
    ]
    var parameters = attributes.filter { look.attributes.contains($0.0) }.map(\.1)
    if let colour = look.colour {
      switch depth {
      case .none: break
      case .basic: parameters.append("3\(colour)")
      case .wide: parameters.append("38;5;\(colour)")
      case .direct:
        parameters.append("38;2;\(colour >> 16 & 0xFF);\(colour >> 8 & 0xFF);\(colour & 0xFF)")
      }
    }
    return parameters.isEmpty ? "" : "\u{1B}[\(parameters.joined(separator: ";"))m"
  }
}
