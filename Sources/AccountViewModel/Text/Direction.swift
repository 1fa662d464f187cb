/// Keeps what stands beside a name in Hebrew or Arabic in its place on terminals that lay out
/// bidirectional text themselves (VTE, Konsole, mlterm).
///
/// There, digits after right-to-left text are drawn on its left (UAX #9, rule W2 and L2): the first
/// digits of an ID would land before the name. A character of the class L between them ends that. The
/// blank Braille pattern is one: it takes a cell and shows nothing. Zero-width marks and isolates do not
/// help, since VTE leaves out everything that has no cell of its own. Decision 43 says more.
enum Direction {
  /// The blank cell of the class L.
  static let boundary: Character = "\u{2800}"
}

extension Character {
  /// Whether it is written from right to left (bidirectional classes R and AL, by their blocks).
  var isRightToLeft: Bool {
    guard let first = unicodeScalars.first, first.value >= 0x590 else { return false }
    return switch first.value {
    case 0x590...0x65F, 0x66A...0x6EF, 0x6FA...0x8FF: true
    case 0xFB1D...0xFDFF, 0xFE70...0xFEFE: true
    case 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
    default: false
    }
  }

  private var isLeftToRightLetter: Bool { isLetter && !isRightToLeft }

  fileprivate var endsRightToLeft: Bool { self == Direction.boundary || isLeftToRightLetter }
}

extension String {
  /// The text with the first blank behind its right-to-left part replaced, and whether the text that
  /// follows still needs that.
  ///
  /// - Parameter isNeeded: whether the text before it needs it.
  package func endingRightToLeft(isNeeded: Bool) -> (text: String, isNeeded: Bool) {
    guard isNeeded || mayHoldRightToLeft && contains(where: \.isRightToLeft) else {
      return (self, false)
    }
    let start = lastIndex(where: \.isRightToLeft).map { index(after: $0) } ?? startIndex
    for place in self[start...].indices {
      if self[place].endsRightToLeft { return (self, false) }
      if self[place] == " " {
        let blank = String(Direction.boundary)
        return (String(self[..<place]) + blank + self[index(after: place)...], false)
      }
    }
    return (self, true)
  }

  /// Whether a byte of it begins a scalar from U+0590 on, which is quickly seen.
  private var mayHoldRightToLeft: Bool { utf8.contains { $0 >= 0xD6 } }

  /// The same for a sentence that names an account, with its ID in parentheses behind the name.
  package var endingNamesRightToLeft: String {
    guard mayHoldRightToLeft, contains(where: \.isRightToLeft) else { return self }
    var text = ""
    for character in self {
      if character == "(", text.last == " ", text.dropLast().last?.isRightToLeft == true {
        text.removeLast()
        text.append(Direction.boundary)
      }
      text.append(character)
    }
    return text
  }
}
