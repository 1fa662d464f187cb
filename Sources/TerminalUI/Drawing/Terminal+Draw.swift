import AccountViewModel
import CNcurses

/// Drawing: a frame in, the difference to the last one out, which is what curses is for on a whole
/// terminal.
extension Terminal {
  func draw(_ frame: Frame) {
    follow(frame)
    guard height == nil else {
      // A timer may come before the signal that continues us is read.
      if setRawModes() { drawing.forget() }
      return send(drawing.draw(frame, with: palette))
    }
    let (columns, rows) = (Int(COLS), Int(LINES))
    if drawn == nil { werase(stdscr) }
    for row in 0..<rows {
      let line = row < frame.lines.count ? frame.lines[row] : Line()
      // Most rows of most frames stay as they are, and laying one out takes longer than to compare it.
      if let drawn, row < drawn.count, drawn[row] == line { continue }
      draw(line, row: row, columns: columns)
    }
    drawn = frame.lines
    setLook(of: .plain)
    if let cursor = frame.cursor, cursor.row < rows, cursor.column < columns {
      leaveok(stdscr, false)
      wmove(stdscr, CInt(cursor.row), CInt(cursor.column))
      curs_set(1)
    } else {
      // A hidden cursor need not travel back after every change.
      leaveok(stdscr, true)
      curs_set(0)
    }
    wrefresh(stdscr)
  }

  private func draw(_ line: Line, row: Int, columns: Int) {
    wmove(stdscr, CInt(row), 0)
    wclrtoeol(stdscr)
    for piece in LineLayout(line, columns: columns).pieces {
      setLook(of: piece.style)
      let text = piece.scalars.map { wchar_t(bitPattern: $0.value) }
      mvwaddnwstr(stdscr, CInt(row), CInt(piece.column), text, CInt(text.count))
    }
  }

  /// Gives curses the colour pairs: each style has the one of its place among the styles, from 1.
  func prepareColours() {
    guard palette.depth != .none, has_colors() else { return }
    start_color()
    let background = use_default_colors() == OK ? Int16(-1) : Int16(COLOR_BLACK)
    for (index, style) in Style.allCases.enumerated() {
      guard let colour = palette.look(of: style).colour else { continue }
      init_extended_pair(CInt(index + 1), colour, CInt(background))
    }
  }

  /// Takes over what a frame wants besides its text.
  private func follow(_ frame: Frame) {
    if frame.theme != palette.theme {
      palette = Palette(depth: palette.depth, theme: frame.theme)
      if height == nil {
        prepareColours()
        drawn = nil
        clearok(curscr, true)
      }
    }
    // Its reports count the rows of the whole terminal.
    let usesMouse = frame.usesMouse && height == nil
    if usesMouse != isMouseOn {
      isMouseOn = usesMouse
      send(TerminalRequest.mouse(isMouseOn))
    }
    if frame.title != title {
      title = frame.title
      setTitle()
    }
  }

  private func setLook(of style: Style) {
    let look = palette.look(of: style)
    var attributes: attr_t = 0
    if look.attributes.contains(.bold) { attributes |= curses_attribute_bold() }
    if look.attributes.contains(.dim) { attributes |= curses_attribute_dim() }
    if look.attributes.contains(.reverse) { attributes |= curses_attribute_reverse() }
    if look.attributes.contains(.underline) { attributes |= curses_attribute_underline() }
    var pair: Int16 = 0
    if look.colour != nil, let index = Style.allCases.firstIndex(of: style) {
      pair = Int16(index + 1)
    }
    wattr_set(stdscr, attributes, pair, nil)
  }
}
