/// Puts a line together from the left and never lets it grow wider than the terminal, nor lets a
/// control character through.
struct LineBuilder {
  private(set) var line = Line()

  /// Cells that are left.
  private(set) var room: Int

  init(columns: Int) { room = max(0, columns) }

  /// Adds a text, cut where there is no room for it.
  mutating func add(_ text: String, _ style: Style = .plain) {
    append(clip(text, room), style)
  }

  /// Adds a text in exactly so many cells.
  mutating func add(
    _ text: String, _ style: Style = .plain, columns: Int, align: Alignment = .leading,
    cut: Cut = .end
  ) {
    append(fit(text, min(columns, room), align: align, cut: cut), style)
  }

  /// Adds a text of which some characters are matched by the filter.
  mutating func add(
    _ text: String, _ style: Style, matched: Set<Int>, _ matchStyle: Style, columns: Int, cut: Cut
  ) {
    let columns = min(columns, room)
    guard !matched.isEmpty else { return add(text, style, columns: columns, cut: cut) }
    let after = room - columns
    for piece in Clipping(Array(text), columns, cut: cut).pieces {
      append(piece.text, piece.offset.map(matched.contains) == true ? matchStyle : style)
    }
    append(spaces(room - after), style)
  }

  /// Adds spaces up to a column, or to the end of the line.
  mutating func fill(leaving rest: Int = 0, _ style: Style = .plain) {
    append(spaces(room - rest), style)
  }

  private mutating func append(_ text: String, _ style: Style) {
    guard !text.isEmpty else { return }
    room -= text.cellCount
    if let last = line.spans.last, last.style == style {
      line.spans[line.spans.count - 1].text += text
    } else {
      line.spans.append(Span(text, style))
    }
  }
}
