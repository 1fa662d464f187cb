import AccountModel

/// Where a text is placed in a space wider than itself.
package enum Alignment: Sendable {
  case leading, center, trailing
}

/// Which part of a text is replaced by `…` when the space is too narrow for it.
package enum Cut: Sendable {
  case end, start
  /// All but as many characters at the end as the short form of an ID keeps.
  case shortID
  /// The end, without a `…`.
  case hard
}

/// The text in exactly so many cells: cut with `…`, or filled with spaces. A wide glyph is never cut
/// in half; a space stands where one did not fit.
package func fit(
  _ text: String, _ columns: Int, align alignment: Alignment = .leading, cut: Cut = .end
) -> String {
  guard columns > 0 else { return "" }
  let (clipped, width) = clipped(text, columns, cut: cut)
  let room = columns - width
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
  clipped(text, columns, cut: cut).text
}

/// Like ``clip(_:_:cut:)``, with the cells that are taken.
func clipped(_ text: String, _ columns: Int, cut: Cut = .end) -> (text: String, width: Int) {
  guard columns > 0 else { return ("", 0) }
  if text.isPlain {
    // Each scalar is a cell, which is so of most texts on a screen.
    let scalars = text.unicodeScalars
    let count = scalars.count
    if count <= columns { return (text, count) }
    guard cut != .hard else { return (String(scalars.prefix(columns)), columns) }
    let tail = tailRoom(cut, room: columns - 1)
    let head = String(scalars.prefix(columns - 1 - tail))
    return ("\(head)…\(String(scalars.suffix(tail)))", columns)
  }
  let clipping = Clipping(text, columns, cut: cut)
  return (clipping.pieces.map(\.text).joined(), clipping.width)
}

/// The text in lines of at most so many cells, broken between words, and not within a command in
/// backticks that fits into a line.
///
/// - Parameter breaksWords: whether a word that is longer than a line is broken; if not, its line is too
///   long, such as one that holds an address to be copied.
package func wrap(_ text: String, _ columns: Int, breaksWords: Bool = true) -> [String] {
  guard columns > 0 else { return [] }
  var lines: [String] = []
  var line = ""
  for word in words(of: text, joinedUpTo: breaksWords ? columns : .max) {
    var word = word.drawable
    if !line.isEmpty, line.cellCount + 1 + word.cellCount <= columns {
      line += " " + word
      continue
    }
    if !line.isEmpty { lines.append(line) }
    while breaksWords, word.cellCount > columns {
      let head = clip(word, columns, cut: .hard)
      // A wide glyph in a single column: nothing fits, so nothing is shown.
      guard !head.isEmpty else { break }
      lines.append(head)
      word.removeFirst(head.count)
    }
    line = breaksWords && word.cellCount > columns ? "" : word
  }
  if !line.isEmpty { lines.append(line) }
  return lines
}

/// The words of a text, of which a command in backticks is one unless it takes more cells.
private func words(of text: String, joinedUpTo columns: Int) -> [String] {
  var words: [String] = []
  /// Where the command begins that has not ended yet.
  var start: Int?
  for part in text.split(separator: " ") {
    words.append(String(part))
    guard part.count(where: { $0 == "`" }) % 2 == 1 else { continue }
    if let first = start {
      let command = words[first...].joined(separator: " ")
      if command.cellCount <= columns { words.replaceSubrange(first..., with: [command]) }
      start = nil
    } else {
      start = words.count - 1
    }
  }
  return words
}

/// So many spaces; none for a negative number.
func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

/// What is left of a text in a limited number of cells, character for character.
struct Clipping {
  struct Piece: Equatable {
    /// In its drawable form.
    let text: String
    let width: Int
    /// Which character of the text it is; `nil` for the `…` in place of those cut away.
    let offset: Int?
  }

  private(set) var pieces: [Piece] = []

  /// Cells of all pieces.
  private(set) var width = 0

  /// - Parameter columns: how many cells it may take.
  init(_ text: String, _ columns: Int, cut: Cut) {
    guard columns > 0 else { return }
    let whole = text.enumerated().map { offset, character in
      let drawn = character.drawn
      return Piece(text: drawn.text, width: drawn.width, offset: offset)
    }
    let isTooLong = whole.reduce(0) { $0 + $1.width } > columns
    let room = isTooLong && cut != .hard ? columns - 1 : columns
    let tailRoom = isTooLong ? tailRoom(cut, room: room) : 0
    add(whole[...], room: room - tailRoom)
    if isTooLong, cut != .hard { add([Piece(text: "…", width: 1, offset: nil)], room: 1) }
    add(whole.suffix(tailLength(of: whole, room: tailRoom)), room: tailRoom)
  }

  private mutating func add(_ added: ArraySlice<Piece>, room: Int) {
    var room = room
    for piece in added {
      room -= piece.width
      guard room >= 0 else { return }
      pieces.append(piece)
      width += piece.width
    }
  }
}

/// How many of the cells that a text is cut to belong to its end, the `…` not among them.
private func tailRoom(_ cut: Cut, room: Int) -> Int {
  switch cut {
  case .end, .hard: 0
  case .shortID: min(AccountID.shortForm.tail, room / 2)
  case .start: room
  }
}

/// How many characters from the end fit into so many cells.
private func tailLength(of pieces: [Clipping.Piece], room: Int) -> Int {
  var room = room
  var length = 0
  for piece in pieces.reversed() {
    room -= piece.width
    guard room >= 0 else { break }
    length += 1
  }
  return length
}
