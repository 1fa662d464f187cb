/// A number of cells.
package struct Size: Hashable, Sendable {
  package var columns: Int
  package var rows: Int

  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}

/// A whole picture of the terminal: at most `size.rows` lines of at most `size.columns` cells.
package struct Frame: Equatable, Sendable {
  package var size: Size

  /// From the top; lines that are missing are blank.
  package var lines: [Line]

  /// Where the text cursor stands; `nil` hides it.
  package var cursor: Position?

  /// What the window of the terminal is called; `nil` leaves its name alone.
  package var title: String?

  package var theme = Theme.standard

  /// Whether clicks and the wheel are wanted. The terminal's own way of marking text needs Shift then.
  package var usesMouse = false

  package init(size: Size, lines: [Line], cursor: Position? = nil) {
    self.size = size
    self.lines = lines
    self.cursor = cursor
  }

  /// Cells from the left and rows from the top, both counted from 0.
  package struct Position: Hashable, Sendable {
    package var column: Int
    package var row: Int

    package init(column: Int, row: Int) {
      self.column = column
      self.row = row
    }
  }
}

/// One row of a frame.
package struct Line: Equatable, Sendable {
  package var spans: [Span]

  package init(_ spans: [Span] = []) { self.spans = spans }
}

/// Text of one look.
package struct Span: Equatable, Sendable {
  package var text: String
  package var style: Style

  package init(_ text: String, _ style: Style = .plain) {
    self.text = text
    self.style = style
  }
}

/// What a piece of text is, from which the terminal derives how it looks. Colour is never the only
/// sign of it: the text says it as well.
package enum Style: Hashable, Sendable, CaseIterable {
  case plain
  /// Rulers, hints: there, but behind the rest.
  case faint
  /// IDs: behind the names, and still easy to read.
  case id
  /// The name of the program, headings of columns.
  case heading
  /// The account acted as.
  case acting
  /// The row under the cursor.
  case cursorRow
  /// Characters the filter matched; on the cursor row as well.
  case match, cursorRowMatch
  /// A key in the help or the footer.
  case key
  /// Soon to expire; a failure that lost nothing.
  case warning
  /// Expired; failed.
  case danger
  /// Done.
  case success
  /// The whole header of a production store.
  case production
  /// What a store is called, in the colour its profile was given.
  case tintRed, tintGreen, tintYellow, tintBlue, tintMagenta, tintCyan
}

/// A colour a person gives to a profile to recognise it. The text beside it says the same.
package enum Tint: String, Hashable, Sendable, CaseIterable {
  case red, green, yellow, blue, magenta, cyan

  package var style: Style {
    switch self {
    case .red: .tintRed
    case .green: .tintGreen
    case .yellow: .tintYellow
    case .blue: .tintBlue
    case .magenta: .tintMagenta
    case .cyan: .tintCyan
    }
  }
}

/// Which colours the screen has. The raw values are the words of the settings file.
package enum Theme: String, Sendable, CaseIterable {
  case standard = "default"
  /// Nothing is grey, and what matters is bold.
  case highContrast = "high-contrast"
  /// Blue for good, orange and yellow for doubtful and bad: no red beside green.
  case colourBlind = "colour-blind"
}
