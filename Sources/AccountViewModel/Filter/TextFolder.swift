import Foundation

/// Text in its searched form, in place; a letter of any living script is one unit of UTF-16.
typealias Letters = Swift.Span<UInt16>

/// Converts text to the form in which it is searched: without diacritics, of usual width, in UTF-16,
/// with or without its case.
///
/// It works a scalar at a time and remembers what it folded, since Foundation is slow and names use
/// the same letters again and again.
struct TextFolder: Sendable {
  enum Casing: Sendable {
    case kept, folded

    /// The bit that tells small letters of ASCII from capitals.
    fileprivate var caseBit: UInt8 { self == .folded ? 0x20 : 0 }
  }

  private var kept: [Unicode.Scalar: [UInt16]] = [:]
  private var folded: [Unicode.Scalar: [UInt16]] = [:]

  /// Appends the searched form of a text.
  mutating func append(_ text: some StringProtocol, to units: inout [UInt16], casing: Casing) {
    let isDone = text.utf8.withContiguousStorageIfAvailable { bytes in
      guard bytes.reduce(0, |) < 0x80 else { return false }
      appendASCII(bytes, to: &units, casing: casing)
      return true
    }
    if isDone == true { return }
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        let byte = UInt8(scalar.value)
        units.append(searchedForm(of: byte, caseBit: casing.caseBit))
      } else if (0x3400...0x9FFF).contains(scalar.value) {
        // Chinese characters have neither case nor marks.
        units.append(UInt16(scalar.value))
      } else {
        units.append(contentsOf: fold(scalar, casing))
      }
    }
  }

  /// The searched form of a text.
  mutating func fold(_ text: some StringProtocol, _ casing: Casing) -> [UInt16] {
    var units: [UInt16] = []
    append(text, to: &units, casing: casing)
    return units
  }

  private mutating func fold(_ scalar: Unicode.Scalar, _ casing: Casing) -> [UInt16] {
    if let known = casing == .kept ? kept[scalar] : folded[scalar] { return known }
    let units = Array(searchedForm(of: scalar, casing).utf16)
    if casing == .kept { kept[scalar] = units } else { folded[scalar] = units }
    return units
  }
}

/// Most names and all IDs are ASCII; the loop is plain, so that the compiler makes it wide.
private func appendASCII(
  _ bytes: UnsafeBufferPointer<UInt8>, to units: inout [UInt16], casing: TextFolder.Casing
) {
  let start = units.count
  let caseBit = casing.caseBit
  units.append(contentsOf: repeatElement(0, count: bytes.count))
  units.withUnsafeMutableBufferPointer { units in
    for (offset, byte) in bytes.enumerated() {
      units[start + offset] = searchedForm(of: byte, caseBit: caseBit)
    }
  }
}

/// - Parameter caseBit: what makes a small letter of a capital, or nothing.
private func searchedForm(of ascii: UInt8, caseBit: UInt8) -> UInt16 {
  UInt16(ascii &- 0x41 < 26 ? ascii | caseBit : ascii)
}

private func searchedForm(of scalar: Unicode.Scalar, _ casing: TextFolder.Casing) -> String {
  // Combining diacritical marks of decomposed text.
  if (0x300...0x36F).contains(scalar.value) { return "" }
  let plain = plainLetters[scalar] ?? String(scalar)
  var options: String.CompareOptions = [.diacriticInsensitive, .widthInsensitive]
  if casing == .folded { options.insert(.caseInsensitive) }
  return plain.folding(options: options, locale: nil)
}

/// Letters that are not made of a letter and a mark, as people type them.
private let plainLetters: [Unicode.Scalar: String] = [
  "Æ": "AE", "Ð": "D", "Ø": "O", "Þ": "Th", "ß": "ss", "æ": "ae", "ð": "d", "ø": "o", "þ": "th",
  "Đ": "D", "đ": "d", "Ħ": "H", "ħ": "h", "ı": "i", "Ł": "L", "ł": "l", "Œ": "OE", "œ": "oe",
  "ẞ": "SS",
]
