extension Unicode.Scalar {
  /// Whether it is seen, alone or as a part of a character, instead of acting on the terminal or on
  /// the text around it: the one rule for what is drawn, typed and pasted.
  package var isDisplayable: Bool {
    // The tables of Unicode take longer than all the rest, and most of a screen needs none.
    if isOfPlainBlock { return value != Self.softHyphen }
    return switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
    case .format: isPrependedMark || isJoiner || isTag
    default: true
    }
  }
}

extension Unicode.Scalar {
  /// Of the Latin blocks, of punctuation, arrows, or of what lines are drawn with: each is a character of
  /// its own with one cell, and none but the soft hyphen is a control or format character.
  var isOfPlainBlock: Bool {
    switch value {
    case 0xA1...0x2FF, 0x2010...0x2027, 0x2190...0x21FF, 0x2500...0x259F: true
    default: false
    }
  }

  private static let softHyphen: UInt32 = 0xAD
}

extension Character {
  /// The form in which it is drawn, of which every terminal agrees how many cells it takes.
  ///
  /// Composed emoji are reduced to their first scalar, flags to the letters of their country,
  /// variation selectors are dropped, marks with nothing to stand on are left out, and what would
  /// act on the terminal becomes `�`.
  package var drawable: String {
    if let ascii = asciiValue { return isPrintable(ascii) ? String(self) : "\u{FFFD}" }
    let scalars = unicodeScalars
    let base = scalars.first!
    if !base.isDisplayable { return "\u{FFFD}" }
    if base.flagLetter != nil {
      return String(String.UnicodeScalarView(scalars.compactMap(\.flagLetter)))
    }
    if base.cellWidth == 0 { return "" }
    if scalars.count == 1 { return String(self) }
    let isEmoji = base.properties.isEmoji
    let rest = scalars.dropFirst().filter { scalar in
      if isEmoji { return scalar.isPlainMark }
      return scalar.isDisplayable && !scalar.isTag && !scalar.properties.isVariationSelector
    }
    return String(base) + String(String.UnicodeScalarView(rest))
  }

  /// Cells of the ``drawable`` form.
  package var cellWidth: Int {
    isASCII ? 1 : drawn.width
  }

  /// The ``drawable`` form with its cells.
  var drawn: (text: String, width: Int) {
    let text = drawable
    return (text, text.unicodeScalars.reduce(0) { $0 + $1.cellWidth })
  }
}

extension String {
  /// Cells of the text as it is drawn.
  package var cellCount: Int {
    isPlain ? unicodeScalars.count : reduce(0) { $0 + $1.cellWidth }
  }

  /// The text with every character in its ``Character/drawable`` form.
  var drawable: String {
    isPlain ? self : reduce(into: "") { $0 += $1.drawable }
  }

  /// Whether each of its scalars is a character of one cell, which is drawn as it is.
  var isPlain: Bool {
    utf8.allSatisfy(isPrintable)
      || unicodeScalars.allSatisfy { scalar in
        scalar.isASCII
          ? isPrintable(UInt8(scalar.value)) : scalar.isOfPlainBlock && scalar.isDisplayable
      }
  }
}

private func isPrintable(_ ascii: UInt8) -> Bool { (0x20...0x7E).contains(ascii) }
