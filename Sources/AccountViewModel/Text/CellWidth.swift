/// How many cells a terminal gives to text: 0, 1 or 2 a scalar, as glibc's `wcwidth` says, which is
/// what ncurses counts by.
///
/// Emoji made of several scalars, flags and variation selectors come out with different widths on
/// different terminals, so text is drawn in the plainer form of ``Character/drawable``, of which
/// the width is certain. Arabic and Hebrew stay in logical order: whether they are turned around is
/// up to the terminal, and the number of cells is the same either way.
extension Unicode.Scalar {
  /// 0, 1 or 2; control characters count 0 and are never drawn.
  package var cellWidth: Int {
    if value < 0x300 {
      // The soft hyphen has a shape in terminals.
      return value < 0x20 || (0x7F...0x9F).contains(value) ? 0 : 1
    }
    if value >= 0x1100, isWide { return 2 }
    return isZeroWidth ? 0 : 1
  }

  private var isWide: Bool {
    var low = 0
    var high = wideScalars.count
    while low < high {
      let middle = (low + high) / 2
      if wideScalars[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    guard low < wideScalars.count, wideScalars[low].contains(value) else { return false }
    return !isZeroWidth
  }

  private var isZeroWidth: Bool {
    // Vowels and finals of Hangul join the syllable before them.
    if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FB).contains(value) { return true }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .control, .lineSeparator, .paragraphSeparator:
      return true
    case .format:
      return !isPrependedMark
    default:
      return false
    }
  }

  /// Format characters that have a shape of their own: number signs of Arabic, Syriac and Kaithi.
  private var isPrependedMark: Bool {
    switch value {
    case 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2, 0x110BD, 0x110CD: true
    default: false
    }
  }

  /// Whether it acts on the terminal or on the text around it instead of being seen.
  var actsUnseen: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
    case .format: !isPrependedMark && !isJoiner && !isTag
    default: false
    }
  }

  var isJoiner: Bool { value == 0x200C || value == 0x200D }

  var isTag: Bool { (0xE0020...0xE007F).contains(value) }

  /// The letter a regional indicator stands for: two of them make a flag.
  var flagLetter: Unicode.Scalar? {
    (0x1F1E6...0x1F1FF).contains(value) ? Unicode.Scalar(value - 0x1F1E6 + 0x41) : nil
  }

  var isPlainMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark: !properties.isVariationSelector
    default: false
    }
  }
}
