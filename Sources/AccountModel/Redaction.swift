import Foundation

/// Takes secrets out of foreign text, in every form in which a server repeats what it was sent: as it
/// is, escaped as JSON, HTML or percent-encoded, also several times over, in base64 or hexadecimal, in
/// another Unicode normalization, and in other upper and lower case.
///
/// It compares what the text means: both sides are decoded, decomposed, folded and freed of blanks
/// first, while each scalar remembers where it stood.
package struct Redaction: Sendable {
  /// What stands in the place of a secret.
  package static let placeholder: CleanText = "[redacted]"

  /// Characters of a text that are looked at; the rest is cut off.
  private static let lengthLimit = 8000

  /// The secrets as text, in every way of decoding them, to be found in text decoded alike.
  private let texts: [Pattern]
  /// The secrets as the middle of a longer base64 text, at each of the three alignments, and in
  /// hexadecimal.
  private let runs: [Pattern]

  /// Whether a secret is so short that the places it was taken from would spell it.
  private let hasShortSecret: Bool

  /// Characters of a secret that is taken out; of a text beside a shorter one nothing is shown.
  private static let shortestSecret = 4

  package init(_ secrets: [Secret]) {
    let revealed = Set(secrets.map { $0.reveal() }).filter { !$0.isEmpty }
    var texts: Set<[UInt32]> = []
    var runs: Set<[UInt32]> = []
    for secret in revealed {
      // A secret may change when the text around it is cleaned.
      for form in [secret, cleanText(secret, limit: Self.lengthLimit)] {
        for decoded in Units(form).decodings { texts.insert(decoded.folded.map(\.value)) }
      }
      let bytes = Array(secret.utf8)
      for core in base64Cores(of: bytes) where core.count >= 6 { runs.insert(runValues(core)) }
      if bytes.count >= 3 { runs.insert(runValues(hexadecimal(bytes))) }
    }
    hasShortSecret = texts.contains { $0.count < Self.shortestSecret }
    self.texts = texts.filter { !$0.isEmpty }.map(Pattern.init)
    self.runs = runs.map(Pattern.init)
  }

  /// The text, cleaned and without the secrets; the placeholder alone where one of them is too short
  /// to be taken out.
  ///
  /// - Parameter limit: how many characters at most.
  package func clean(_ foreign: String, limit: Int) -> CleanText {
    let text = cleanText(foreign, limit: Self.lengthLimit)
    guard !text.isEmpty else { return "" }
    guard !hasShortSecret else { return Self.placeholder }
    guard !texts.isEmpty || !runs.isEmpty else { return CleanText(text, limit: limit) }
    let units = Units(text)
    var isSecret = [Bool](repeating: false, count: units.count)
    for decoded in units.decodings {
      decoded.folded.mark(texts, in: &isSecret)
      decoded.runs.mark(runs, in: &isSecret)
    }
    var safe = String.UnicodeScalarView()
    for (index, scalar) in text.unicodeScalars.enumerated() {
      if !isSecret[index] {
        safe.append(scalar)
      } else if index == 0 || !isSecret[index - 1] {
        safe.append(contentsOf: Self.placeholder.string.unicodeScalars)
      }
    }
    return CleanText(String(safe), limit: limit)
  }
}

/// A scalar, and the scalars of the original text that it stands for.
private struct Unit {
  var value: UInt32
  var place: Range<Int>
}

private struct Units {
  var units: [Unit]

  init(_ text: String) {
    units = text.unicodeScalars.enumerated().map { Unit(value: $1.value, place: $0..<$0 + 1) }
  }

  private init(_ units: [Unit]) { self.units = units }

  var count: Int { units.count }

  /// The text as it is, decoded once by each encoding alone, and decoded by all of them until nothing
  /// changes.
  var decodings: [Units] {
    let all = (0..<4).reduce(self) { units, _ in
      units.decoded(json: true, percent: true, html: true)
    }
    return [
      self, decoded(json: true), decoded(percent: true), decoded(html: true), all,
    ]
  }

  private func decoded(json: Bool = false, percent: Bool = false, html: Bool = false) -> Units {
    var result: [Unit] = []
    result.reserveCapacity(units.count)
    var index = 0
    while index < units.count {
      let byte = units[index].value
      var step: (values: [UInt32], length: Int)?
      if json, byte == 0x5C { step = jsonEscape(at: index) }
      if percent, byte == 0x25 { step = percentRun(at: index) }
      if html, byte == 0x26 { step = entity(at: index) }
      if let step {
        let place =
          units[index].place.lowerBound..<units[index + step.length - 1].place.upperBound
        result += step.values.map { Unit(value: $0, place: place) }
        index += step.length
      } else {
        result.append(units[index])
        index += 1
      }
    }
    return Units(result)
  }

  private func hex(_ range: Range<Int>) -> UInt32? {
    guard range.upperBound <= units.count else { return nil }
    return units[range].reduce(UInt32?(0)) { value, unit in
      guard let value, let scalar = Unicode.Scalar(unit.value), scalar.isASCII,
        let digit = Character(scalar).hexDigitValue
      else { return nil }
      return value << 4 | UInt32(digit)
    }
  }

  private func jsonEscape(at index: Int) -> (values: [UInt32], length: Int)? {
    guard index + 1 < units.count else { return nil }
    switch units[index + 1].value {
    case 0x22, 0x27, 0x2F, 0x5C: return ([units[index + 1].value], 2)
    case 0x62, 0x66, 0x6E, 0x72, 0x74: return ([0x20], 2)
    case 0x78:  // \xXX
      return hex(index + 2..<index + 4).map { ([$0], 4) }
    case 0x75:  // \uXXXX, perhaps a pair of surrogates
      guard let high = hex(index + 2..<index + 6) else { return nil }
      if (0xD800..<0xDC00).contains(high), index + 7 < units.count,
        units[index + 6].value == 0x5C, units[index + 7].value == 0x75,
        let low = hex(index + 8..<index + 12), (0xDC00..<0xE000).contains(low)
      {
        return ([0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)], 12)
      }
      return ([high], 6)
    default: return nil
    }
  }

  /// A run of percent-encoded bytes, which are UTF-8.
  private func percentRun(at index: Int) -> (values: [UInt32], length: Int)? {
    guard let first = hex(index + 1..<index + 3) else { return nil }
    var bytes = [UInt8(first)]
    // No character has more bytes, and each keeps its own place.
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    while bytes.count < length {
      let next = index + 3 * bytes.count
      guard next < units.count, units[next].value == 0x25, let byte = hex(next + 1..<next + 3)
      else { break }
      bytes.append(UInt8(byte))
    }
    return (String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value), 3 * bytes.count)
  }

  /// A character reference of HTML, such as `&quot;`, `&#34;` or `&#x22;`.
  private func entity(at index: Int) -> (values: [UInt32], length: Int)? {
    guard
      let end = units[index...].prefix(12).firstIndex(where: { $0.value == 0x3B }),
      end > index + 2
    else { return nil }
    let name = String(
      String.UnicodeScalarView(units[index + 1..<end].compactMap { Unicode.Scalar($0.value) }))
    let value: UInt32? =
      switch name.lowercased() {
      case "quot": 0x22
      case "amp": 0x26
      case "apos": 0x27
      case "lt": 0x3C
      case "gt": 0x3E
      case let name where name.hasPrefix("#x"): UInt32(name.dropFirst(2), radix: 16)
      case let name where name.hasPrefix("#"): UInt32(name.dropFirst())
      default: nil
      }
    return value.map { ([$0], end - index + 1) }
  }

  /// Decomposed, in one case, without blanks and what cannot be seen.
  var folded: [Unit] {
    var result: [Unit] = []
    result.reserveCapacity(units.count)
    /// Where the marks on the last base begin.
    var marks = 0
    for unit in units {
      guard let scalar = Unicode.Scalar(unit.value) else {
        result.append(unit)
        continue
      }
      if scalar.isASCII {
        // A form writes a blank as a plus sign.
        guard unit.value > 0x20, unit.value != 0x2B, unit.value != 0x7F else { continue }
        let isUpper = (0x41...0x5A).contains(unit.value)
        result.append(Unit(value: isUpper ? unit.value + 0x20 : unit.value, place: unit.place))
        marks = result.count
        continue
      }
      for part in String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars {
        if part.properties.isWhitespace || part.properties.isDefaultIgnorableCodePoint { continue }
        if part.properties.generalCategory == .control { continue }
        let order = part.properties.canonicalCombiningClass.rawValue
        for folded in part.properties.uppercaseMapping.lowercased().unicodeScalars {
          let new = Unit(value: folded.value, place: unit.place)
          guard order > 0 else {
            result.append(new)
            marks = result.count
            continue
          }
          // Canonical order: marks of a lower class come first.
          var slot = result.count
          while slot > marks, combiningClass(result[slot - 1].value) > order { slot -= 1 }
          result.insert(new, at: slot)
        }
      }
    }
    return result
  }

  /// With both alphabets of base64 as one, in one case.
  var runs: [Unit] {
    units.map { unit in
      Unit(value: runValue(unit.value), place: unit.place)
    }
  }
}

extension [Unit] {
  /// Marks where a pattern is found.
  fileprivate func mark(_ patterns: [Pattern], in isSecret: inout [Bool]) {
    for pattern in patterns {
      pattern.forEachMatch(in: self) { range in
        // What was left out between its parts, such as blanks, goes with them.
        let places = self[range].map(\.place)
        guard let first = places.map(\.lowerBound).min(),
          let end = places.map(\.upperBound).max()
        else { return }
        for index in first..<end { isSecret[index] = true }
      }
    }
  }
}

/// A sequence of scalars to be found in linear time (Knuth, Morris and Pratt).
private struct Pattern: Sendable {
  let values: [UInt32]
  /// The length of the longest beginning that is also the end, for each beginning.
  let borders: [Int]

  init(_ values: [UInt32]) {
    self.values = values
    var borders = [Int](repeating: 0, count: values.count)
    var length = 0
    for index in values.indices.dropFirst() {
      while length > 0, values[index] != values[length] { length = borders[length - 1] }
      if values[index] == values[length] { length += 1 }
      borders[index] = length
    }
    self.borders = borders
  }

  func forEachMatch(in units: [Unit], _ body: (Range<Int>) -> Void) {
    guard !values.isEmpty else { return }
    var length = 0
    for index in units.indices {
      while length > 0, units[index].value != values[length] { length = borders[length - 1] }
      if units[index].value == values[length] { length += 1 }
      if length == values.count {
        body(index + 1 - length..<index + 1)
        length = borders[length - 1]
      }
    }
  }
}

private func combiningClass(_ value: UInt32) -> UInt8 {
  Unicode.Scalar(value)?.properties.canonicalCombiningClass.rawValue ?? 0
}

/// What base64 makes of the bytes wherever they stand in a longer text: at each alignment the
/// characters that depend on nothing before or behind them.
private func base64Cores(of bytes: [UInt8]) -> [String] {
  (0..<3).map { offset in
    let padded = [UInt8](repeating: 0, count: offset) + bytes
    let text = Data(padded).base64EncodedString().prefix { $0 != "=" }
    // 6 bits a character: those that share a byte with what is before or behind are left out.
    let first = (offset * 8 + 5) / 6
    let last = padded.count * 8 / 6
    return String(text.prefix(last).dropFirst(first))
  }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

private func runValues(_ text: String) -> [UInt32] {
  text.unicodeScalars.map { runValue($0.value) }
}

private func runValue(_ value: UInt32) -> UInt32 {
  switch value {
  case 0x41...0x5A: value + 0x20
  case 0x2D: 0x2B
  case 0x5F: 0x2F
  default: value
  }
}
