import AccountViewModel
import CNcurses

/// Where the text of one row goes, cell by cell.
///
/// Every span gets a column of its own, counted as the view model counts, so that a character drawn
/// wider than it should be cannot push the spans after it aside.
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
        let width = character.cellWidth
        guard column + width <= columns else {
          append(piece)
          return
        }
        piece.scalars += character.drawable.unicodeScalars.flatMap(writable)
        column += width
      }
      append(piece)
    }
  }

  private mutating func append(_ piece: Piece) {
    if !piece.scalars.isEmpty { pieces.append(piece) }
  }
}

/// The scalar, or as many `?` as it has cells when curses cannot write it or counts it otherwise.
private func writable(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
  Int(cell_width(scalar.value)) == scalar.cellWidth
    ? [scalar] : Array(repeating: "?", count: scalar.cellWidth)
}
