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
    if isOfPlainBlock { return 1 }
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
  var isPrependedMark: Bool {
    switch value {
    case 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2, 0x110BD, 0x110CD: true
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

/// The scalars that take two cells, in ascending ranges: East Asian Width W or F (which holds every
/// scalar with emoji presentation) of Unicode 14.0, the version glibc 2.36 and so ncurses of Debian
/// 12 knows, as given by Python 3.11's `unicodedata`. As in glibc, U+3248…U+324F and U+4DC0…U+4DFF
/// are wide too. Unassigned scalars between two wide ones count as wide, which keeps it short.
let wideScalars: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0,
  0x23F3...0x23F3, 0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F,
  0x2693...0x2693, 0x26A1...0x26A1, 0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5,
  0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA, 0x26F2...0x26F3, 0x26F5...0x26F5,
  0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B, 0x2728...0x2728,
  0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
  0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55,
  0x2E80...0x303E, 0x3041...0xA4C6, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAD9,
  0xFE10...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB,
  0x1F004...0x1F004, 0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F265,
  0x1F300...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C, 0x1F37E...0x1F393, 0x1F3A0...0x1F3CA,
  0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E, 0x1F440...0x1F440,
  0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E, 0x1F550...0x1F567, 0x1F57A...0x1F57A,
  0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5, 0x1F6CC...0x1F6CC,
  0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7F0,
  0x1F90C...0x1F93A, 0x1F93C...0x1F945, 0x1F947...0x1F9FF, 0x1FA70...0x1FAF6, 0x20000...0x2FFFD,
  0x30000...0x3FFFD,
]
