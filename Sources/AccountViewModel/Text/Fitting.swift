/// Where a text stands in a space wider than itself.
package enum Alignment: Sendable {
  case leading, center, trailing
}

/// Which part of a text gives way to `…` when the space is too narrow for it.
package enum Cut: Sendable {
  case end, middle, start
  /// The end, without a `…`.
  case hard
}

/// The text in exactly so many cells: cut with `…`, or filled with spaces. A wide glyph is never cut
/// in half; a space stands where one did not fit.
package func fit(
  _ text: String, _ columns: Int, align alignment: Alignment = .leading, cut: Cut = .end
) -> String {
  guard columns > 0 else { return "" }
  let clipped = clip(text, columns, cut: cut)
  let room = columns - clipped.cellCount
  guard room > 0 else { return clipped }
  let before =
    switch alignment {
    case .leading: 0
    case .center: room / 2
    case .trailing: room
    }
  return spaces(before) + clipped + spaces(room - before)
}

/// The text in at most so many cells, in its drawable form, cut with `…` where it is longer.
package func clip(_ text: String, _ columns: Int, cut: Cut = .end) -> String {
  let clipping = Clipping(Array(text), columns, cut: cut)
  return clipping.pieces.map(\.text).joined()
}

/// The text in lines of at most so many cells, broken between words, or within a word that is
/// longer than a line.
package func wrap(_ text: String, _ columns: Int) -> [String] {
  guard columns > 0 else { return [] }
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    var word = String(word).drawable
    if !line.isEmpty, line.cellCount + 1 + word.cellCount <= columns {
      line += " " + word
      continue
    }
    if !line.isEmpty { lines.append(line) }
    while word.cellCount > columns {
      let head = clip(word, columns, cut: .hard)
      // A wide glyph in a single column: nothing fits, so nothing is shown.
      guard !head.isEmpty else { break }
      lines.append(head)
      word.removeFirst(head.count)
    }
    line = word.cellCount > columns ? "" : word
  }
  if !line.isEmpty { lines.append(line) }
  return lines
}

/// So many spaces; none for a negative number.
func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
