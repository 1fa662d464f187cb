/// What is left of a text in a limited number of cells, character for character.
struct Clipping {
  struct Piece: Equatable {
    /// In its drawable form.
    let text: String
    /// Which character of the text it is; `nil` for the `…` in place of those cut away.
    let offset: Int?
  }

  private(set) var pieces: [Piece] = []

  /// - Parameter columns: how many cells it may take.
  init(_ characters: [Character], _ columns: Int, cut: Cut) {
    guard columns > 0 else { return }
    let isTooLong = characters.reduce(0) { $0 + $1.cellWidth } > columns
    let room = isTooLong && cut != .hard ? columns - 1 : columns
    let tailRoom =
      switch cut {
      case _ where !isTooLong: 0
      case .end, .hard: 0
      case .middle: room / 2
      case .start: room
      }
    add(characters.indices, of: characters, room: room - tailRoom)
    if isTooLong, cut != .hard { pieces.append(Piece(text: "…", offset: nil)) }
    let tail = tailLength(of: characters, room: tailRoom)
    add(characters.indices.suffix(tail), of: characters, room: tailRoom)
  }

  private mutating func add(_ offsets: Range<Int>, of characters: [Character], room: Int) {
    var room = room
    for offset in offsets {
      room -= characters[offset].cellWidth
      guard room >= 0 else { return }
      pieces.append(Piece(text: characters[offset].drawable, offset: offset))
    }
  }
}

/// How many characters from the end fit into so many cells.
private func tailLength(of characters: [Character], room: Int) -> Int {
  var room = room
  var length = 0
  for character in characters.reversed() {
    room -= character.cellWidth
    guard room >= 0 else { break }
    length += 1
  }
  return length
}
