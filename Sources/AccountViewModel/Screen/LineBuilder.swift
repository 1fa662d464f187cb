/// Puts a line together from the left and never lets it grow wider than the terminal, nor lets a
/// control character through.
struct LineBuilder {
  private(set) var line = Line()

  /// Cells that are left.
  private(set) var room: Int

  /// Whether the text so far ends in one that is written from right to left, see ``Direction``.
  private var isBoundaryNeeded = false

  init(columns: Int) { room = max(0, columns) }

  /// Adds a text, cut where there is no room for it.
  mutating func add(_ text: String, _ style: Style = .plain) {
    let (clipped, width) = clipped(text, room)
    append(clipped, width, style)
  }

  /// Adds a text in exactly so many cells.
  mutating func add(
    _ text: String, _ style: Style = .plain, columns: Int, align: Alignment = .leading,
    cut: Cut = .end
  ) {
    let width = max(0, min(columns, room))
    append(fit(text, width, align: align, cut: cut), width, style)
  }

  /// Adds a text of which some characters are matched by the filter.
  mutating func add(
    _ text: String, _ style: Style, matched: Set<Int>, _ matchStyle: Style, columns: Int, cut: Cut
  ) {
    let columns = min(columns, room)
    guard !matched.isEmpty else { return add(text, style, columns: columns, cut: cut) }
    let after = room - columns
    let clipped = Clipping(text, columns, cut: cut)
    for piece in clipped.pieces {
      put(piece.text, piece.width, piece.offset.map(matched.contains) == true ? matchStyle : style)
    }
    let shown = clipped.pieces.map(\.text).joined()
    isBoundaryNeeded = shown.endingRightToLeft(isNeeded: isBoundaryNeeded).isNeeded
    fill(leaving: after, style)
  }

  /// Adds spaces up to a column, or to the end of the line.
  mutating func fill(leaving rest: Int = 0, _ style: Style = .plain) {
    append(spaces(room - rest), max(0, room - rest), style)
  }

  private mutating func append(_ text: String, _ width: Int, _ style: Style) {
    let (text, isNeeded) = text.endingRightToLeft(isNeeded: isBoundaryNeeded)
    if !text.isEmpty { isBoundaryNeeded = isNeeded }
    put(text, width, style)
  }

  /// - Parameter width: the cells of the text.
  private mutating func put(_ text: String, _ width: Int, _ style: Style) {
    guard !text.isEmpty else { return }
    room -= width
    if let last = line.spans.last, last.style == style {
      line.spans[line.spans.count - 1].text += text
    } else {
      line.spans.append(Span(text, style))
    }
  }
}
