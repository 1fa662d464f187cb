import Foundation

/// Text in its searched form, in place; a letter of any living script is one unit of UTF-16.
package typealias Letters = Swift.Span<UInt16>

/// Converts text to the form in which it is searched: without case and diacritics, of usual width, in
/// UTF-16.
///
/// It works a scalar at a time and remembers what it folded, since Foundation is slow and names use
/// the same letters again and again.
package struct TextFolder: Sendable {
  private var known: [Unicode.Scalar: [UInt16]] = [:]

  package init() {}

  /// Appends the searched form of a text.
  package mutating func append(_ text: some StringProtocol, to units: inout [UInt16]) {
    let isDone = text.utf8.withContiguousStorageIfAvailable { bytes in
      guard bytes.reduce(0, |) < 0x80 else { return false }
      appendASCII(bytes, to: &units)
      return true
    }
    if isDone == true { return }
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        units.append(searchedForm(of: UInt8(scalar.value)))
      } else if (0x3400...0x9FFF).contains(scalar.value) {
        // Chinese characters have neither case nor marks.
        units.append(UInt16(scalar.value))
      } else {
        units.append(contentsOf: fold(scalar))
      }
    }
  }

  /// The searched form of a text.
  package mutating func fold(_ text: some StringProtocol) -> [UInt16] {
    var units: [UInt16] = []
    append(text, to: &units)
    return units
  }

  private mutating func fold(_ scalar: Unicode.Scalar) -> [UInt16] {
    if let known = known[scalar] { return known }
    let units = Array(searchedForm(of: scalar).utf16)
    known[scalar] = units
    return units
  }
}

/// Most names and all IDs are ASCII; the loop is plain, so that the compiler makes it wide.
private func appendASCII(_ bytes: UnsafeBufferPointer<UInt8>, to units: inout [UInt16]) {
  let start = units.count
  units.append(contentsOf: repeatElement(0, count: bytes.count))
  units.withUnsafeMutableBufferPointer { units in
    for (offset, byte) in bytes.enumerated() {
      units[start + offset] = searchedForm(of: byte)
    }
  }
}

private func searchedForm(of ascii: UInt8) -> UInt16 {
  UInt16(ascii &- 0x41 < 26 ? ascii | 0x20 : ascii)
}

private func searchedForm(of scalar: Unicode.Scalar) -> String {
  // Combining diacritical marks of decomposed text.
  if (0x300...0x36F).contains(scalar.value) { return "" }
  return (plainLetters[scalar] ?? String(scalar))
    .folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
}

/// Letters that are not made of a letter and a mark, as people type them.
private let plainLetters: [Unicode.Scalar: String] = [
  "Æ": "AE", "Ð": "D", "Ø": "O", "Þ": "Th", "ß": "ss", "æ": "ae", "ð": "d", "ø": "o", "þ": "th",
  "Đ": "D", "đ": "d", "Ħ": "H", "ħ": "h", "ı": "i", "Ł": "L", "ł": "l", "Œ": "OE", "œ": "oe",
  "ẞ": "SS",
]

/// Where a text holds another in one piece, both in their searched form; `nil` where it does not.
package func place(of term: Letters, in text: Letters) -> Int? {
  guard term.count <= text.count else { return nil }
  guard term.count > 0 else { return 0 }
  let first = term[0]
  for start in 0...text.count - term.count
  where text[start] == first && holds(term, at: start, in: text) {
    return start
  }
  return nil
}

/// Whether a text holds another from a place on; `false` where that is not within it.
package func holds(_ term: Letters, at start: Int, in text: Letters) -> Bool {
  guard start >= 0, start + term.count <= text.count else { return false }
  var offset = 0
  while offset < term.count, text[start + offset] == term[offset] { offset += 1 }
  return offset == term.count
}
