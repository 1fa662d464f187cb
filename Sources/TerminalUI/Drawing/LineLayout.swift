import AccountViewModel
import CNcurses

/// Where the text of one row goes, cell by cell.
///
/// Every span gets a column of its own, so that a character drawn wider than it should be cannot
/// push the spans after it aside.
struct LineLayout: Equatable {
  /// Text of one look that starts at a column.
  struct Piece: Equatable {
    var column: Int
    var scalars: [Unicode.Scalar]
    var style: Style
  }

  private(set) var pieces: [Piece] = []

  /// Lays `line` out on `columns` cells; what does not fit is left out. Needs the C library in the
  /// encoding of the terminal, ``TextEncoding/prepare()``.
  init(_ line: Line, columns: Int) {
    var column = 0
    for span in line.spans {
      var piece = Piece(column: column, scalars: [], style: span.style)
      for character in span.text {
        let cells = Cells(character)
        guard column + cells.width <= columns else {
          append(piece)
          return
        }
        piece.scalars += cells.scalars
        column += cells.width
      }
      append(piece)
    }
  }

  private mutating func append(_ piece: Piece) {
    if !piece.scalars.isEmpty { pieces.append(piece) }
  }
}

/// What is sent for one character, and how many cells it takes.
private struct Cells {
  var scalars: [Unicode.Scalar] = []
  var width = 0

  init(_ character: Character) {
    if let ascii = character.asciiValue {
      guard (0x20...0x7E).contains(ascii) else { return }
      scalars = [Unicode.Scalar(ascii)]
      width = 1
      return
    }
    for scalar in character.unicodeScalars {
      // Terminals disagree on the width of an emoji put together from several; the first is enough.
      let changesEmoji = scalar.properties.isVariationSelector || scalar.properties.isEmojiModifier
      if width > 0, changesEmoji { continue }
      if width > 0, scalar == "\u{200D}", scalars[0].properties.isEmoji { break }
      append(scalar)
    }
    // A mark without a letter would land on the character before it.
    if width == 0 { scalars = [] }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    guard scalar.properties.generalCategory != .control else { return }
    let cells = Int(cell_width(scalar.value))
    if cells < 0 {
      // Not in the encoding, or newer than the C library: curses could not write it.
      scalars.append("?")
      width += 1
    } else {
      scalars.append(scalar)
      width += cells
    }
  }
}
