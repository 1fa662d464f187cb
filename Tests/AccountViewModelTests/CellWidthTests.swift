import Glibc
import Testing

@testable import AccountViewModel

struct CellWidthTests {
  /// AHOM CONSONANT SIGN MEDIAL RA was a nonspacing mark in Unicode 14, which glibc 2.36 knows, and
  /// is a spacing one in Unicode 16, which Swift knows.
  private static let changedSince: UInt32 = 0x1171E

  @Test func `every scalar is as wide as the C library says, by which ncurses counts`() throws {
    let wcwidth = try cLibraryWidth()
    setlocale(LC_CTYPE, "C.UTF-8")
    var differences: [String] = []
    var compared = 0
    for value in UInt32(0x20)...0x3FFFF {
      // Control characters are never drawn; -1 are scalars newer than the library.
      guard let scalar = Unicode.Scalar(value), !(0x7F...0x9F).contains(value) else { continue }
      let expected = Int(wcwidth(Int32(value)))
      guard expected >= 0, value != Self.changedSince else { continue }
      compared += 1
      if scalar.cellWidth != expected {
        differences.append("U+\(String(value, radix: 16)): \(scalar.cellWidth) for \(expected)")
      }
    }
    #expect(differences == [])
    #expect(compared > 100_000)
  }

  @Test(
    arguments: [
      ("a", "a", 1), ("é", "é", 1), ("e\u{301}", "e\u{301}", 1), ("東", "東", 2), ("ｱ", "ｱ", 1),
      ("한", "한", 2), ("नी", "नी", 2), ("ش", "ش", 1), ("😀", "😀", 2), ("…", "…", 1),
      // Composed emoji: their first part only.
      ("👩\u{200D}💻", "👩", 2), ("👍🏽", "👍", 2), ("❤\u{FE0F}", "❤", 1), ("1\u{FE0F}\u{20E3}", "1", 1),
      ("🏴\u{E0067}\u{E0062}\u{E007F}", "🏴", 2),
      // Flags: the letters of the country.
      ("🇩🇪", "DE", 2), ("\u{1F1E9}", "D", 1),
      // What acts on the terminal.
      ("\u{1B}", "\u{FFFD}", 1), ("\r\n", "\u{FFFD}", 1), ("\u{9B}", "\u{FFFD}", 1),
      ("\u{202E}", "\u{FFFD}", 1), ("\u{2028}", "\u{FFFD}", 1),
      // Marks with nothing to stand on.
      ("\u{301}", "", 0), ("\u{200D}", "", 0),
    ] as [(Character, String, Int)])
  func `a character is drawn in a form of certain width`(
    character: Character, drawable: String, width: Int
  ) {
    #expect(character.drawable == drawable)
    #expect(character.cellWidth == width)
  }
}

extension CellWidthTests {
  @Test func `what needs no table is displayable by the tables too`() {
    for value in UInt32(0xA1)...0x259F {
      guard let scalar = Unicode.Scalar(value), scalar.isOfPlainBlock else { continue }
      let category = scalar.properties.generalCategory
      #expect(scalar.isDisplayable == (category != .format && category != .control), "\(value)")
      // No other character takes it in.
      #expect("a\(scalar)b".count == 3, "\(value)")
    }
  }
}

/// `wcwidth`, which the headers show only to those who ask for X/Open.
private func cLibraryWidth() throws -> @convention(c) (Int32) -> Int32 {
  let symbol = try #require(dlsym(nil, "wcwidth"))
  return unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Int32).self)
}

struct FittingTests {
  @Test(arguments: [Cut.end, .shortID, .start, .hard])
  func `what needs no table is cut as any other text`(cut: Cut) {
    let text = "0123 Café – ←abcdef"
    #expect(text.isPlain)
    for length in 0...text.count {
      let text = String(text.prefix(length))
      for columns in 0...20 {
        let pieces = Clipping(text, columns, cut: cut).pieces.map(\.text)
        #expect(clip(text, columns, cut: cut) == pieces.joined(), "\(length) in \(columns)")
        #expect(text.cellCount == text.reduce(0) { $0 + $1.cellWidth })
      }
    }
  }

  @Test(arguments: [
    ("Acme", 6, "Acme  "), ("Acme", 4, "Acme"), ("Acme", 3, "Ac…"), ("Acme", 1, "…"),
    ("Acme", 0, ""), ("Acme", -1, ""), ("", 2, "  "),
    // A wide glyph is never cut in half.
    ("東京金属", 8, "東京金属"), ("東京金属", 7, "東京金…"), ("東京金属", 6, "東京… "),
    ("東京", 1, "…"), ("a東", 2, "a…"), ("東", 2, "東"),
    ("👩\u{200D}💻 Dev", 6, "👩 Dev"), ("ab\u{1B}[1m", 9, "ab\u{FFFD}[1m   "),
    ("שלום עולם", 6, "שלום …"),
  ])
  func `a text takes exactly its columns`(text: String, columns: Int, fitted: String) {
    #expect(fit(text, columns) == fitted)
    #expect(fit(text, columns).cellCount == max(0, columns))
  }

  @Test(arguments: [
    (Cut.end, "abcd…"), (.shortID, "abc…ij"), (.start, "…ghij"), (.hard, "abcde"),
  ])
  func `a text gives way where it is told to`(cut: Cut, clipped: String) {
    let columns = cut == .shortID ? 6 : 5
    #expect(clip("abcdefghij", columns, cut: cut) == clipped)
  }

  @Test(arguments: [
    (Alignment.leading, "ab   "), (.center, " ab  "), (.trailing, "   ab"),
  ])
  func `a text stands where it is told to`(alignment: Alignment, fitted: String) {
    #expect(fit("ab", 5, align: alignment) == fitted)
  }

  @Test(arguments: [
    ("one two three", 7, ["one two", "three"]), ("one two three", 6, ["one", "two", "three"]),
    ("one", 2, ["on", "e"]), ("東京金属", 5, ["東京", "金属"]), ("東", 1, []), ("", 5, []),
    ("one", 0, []), ("a abcdefg b", 3, ["a", "abc", "def", "g b"]),
  ])
  func `a text breaks between words, or within a long one`(
    text: String, columns: Int, lines: [String]
  ) {
    #expect(wrap(text, columns) == lines)
  }

  @Test(arguments: [
    ("run `a b c` now", 10, ["run", "`a b c`", "now"]),
    ("run `a b c` now", 4, ["run", "`a b", "c`", "now"]),
    ("a `b, and c", 5, ["a `b,", "and c"]), ("`a b` `c d`", 6, ["`a b`", "`c d`"]),
  ])
  func `a text does not break within a command that fits into a line`(
    text: String, columns: Int, lines: [String]
  ) {
    #expect(wrap(text, columns) == lines)
  }

  @Test func `a text that is to be copied does not break within a word`() {
    let text = "open https://store.example/authorize, or run `epswitch login --no-browser`"
    #expect(
      wrap(text, 10, breaksWords: false) == [
        "open", "https://store.example/authorize,", "or run", "`epswitch login --no-browser`",
      ])
  }

  @Test(arguments: [
    (0, "0 accounts"), (1, "1 account"), (999, "999 accounts"), (1_000, "1,000 accounts"),
    (10_000, "10,000 accounts"), (1_234_567, "1,234,567 accounts"), (1_002, "1,002 accounts"),
  ])
  func `a number of accounts has commas`(number: Int, text: String) {
    #expect(accountCount(number) == text)
  }
}
