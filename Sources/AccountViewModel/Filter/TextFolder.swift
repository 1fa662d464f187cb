import Foundation

/// Text in its searched form, in place; a letter of any living script is one unit of UTF-16.
typealias Letters = Swift.Span<UInt16>

/// Brings text to the form in which it is searched: without diacritics, of usual width, in UTF-16,
/// with or without its case.
///
/// It works a scalar at a time and remembers what it folded, since Foundation is slow and names use
/// the same letters again and again.
struct TextFolder: Sendable {
  enum Casing: Sendable { case kept, folded }

  private var kept: [Unicode.Scalar: [UInt16]] = [:]
  private var folded: [Unicode.Scalar: [UInt16]] = [:]

  /// Appends the searched form of a text.
  mutating func append(_ text: some StringProtocol, to units: inout [UInt16], casing: Casing) {
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        let unit = UInt16(scalar.value)
        units.append(casing == .folded && (0x41...0x5A).contains(unit) ? unit | 0x20 : unit)
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
