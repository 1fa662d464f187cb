/// Text that may be shown: what is written in the source of epswitch, and foreign text that was
/// cleaned on its way in.
///
/// A literal is trusted, since it is part of the program; whatever is interpolated is cleaned (see
/// ``cleanText(_:limit:)``) unless it is ``CleanText`` itself. There is no other way to make one, so
/// whatever takes ``CleanText`` shows nothing that acts on a terminal.
package struct CleanText: Hashable, Sendable {
  package let string: String

  /// Characters of one interpolated value: as many as the longest path has bytes.
  package static let limit = 4096

  fileprivate init(trusting string: String) { self.string = string }

  /// Cleans foreign text.
  ///
  /// - Parameter limit: see ``cleanText(_:limit:)``.
  package init(_ foreign: String, limit: Int = CleanText.limit) {
    string = cleanText(foreign, limit: limit)
  }

  /// Text that epswitch has laid out, such as a table: its blanks and line breaks stay, and every word
  /// between them is cleaned.
  package init(layout: String) {
    var result = ""
    for (index, line) in layout.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      if index > 0 { result += "\n" }
      result += line.split(separator: " ", omittingEmptySubsequences: false)
        .map { word in
          // The blank that keeps what follows a name from right to left in its place.
          word.split(separator: "\u{2800}", omittingEmptySubsequences: false)
            .map { cleanText(String($0), limit: Self.limit) }.joined(separator: "\u{2800}")
        }.joined(separator: " ")
    }
    string = result
  }

  package var isEmpty: Bool { string.isEmpty }

  package func contains(_ other: some StringProtocol) -> Bool { string.contains(other) }

  package func hasPrefix(_ prefix: some StringProtocol) -> Bool { string.hasPrefix(prefix) }

  /// The first characters; a longer text ends in `…`.
  package func prefix(_ count: Int) -> CleanText {
    string.count <= count
      ? self : CleanText(trusting: String(string.prefix(max(0, count - 1))) + "…")
  }

  /// With an upper-case letter at its beginning, for the first word of a sentence.
  var capitalized: CleanText {
    CleanText(trusting: string.prefix(1).uppercased() + string.dropFirst())
  }

  package static func + (one: CleanText, other: CleanText) -> CleanText {
    CleanText(trusting: one.string + other.string)
  }

  package static func += (one: inout CleanText, other: CleanText) { one = one + other }
}

extension CleanText: ExpressibleByStringInterpolation {
  // Only a literal of the source is a `StaticString`.
  package typealias StringLiteralType = StaticString
  package typealias ExtendedGraphemeClusterLiteralType = StaticString
  package typealias UnicodeScalarLiteralType = StaticString

  package init(stringLiteral literal: StaticString) { string = literal.description }

  package init(stringInterpolation: StringInterpolation) { string = stringInterpolation.text }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + interpolationCount * 16)
    }

    package mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

    package mutating func appendInterpolation(_ clean: CleanText) { text += clean.string }

    /// A blank at its beginning or end stays, since phrases are put together.
    package mutating func appendInterpolation(_ foreign: String, limit: Int = CleanText.limit) {
      let clean = cleanText(foreign, limit: limit)
      guard !clean.isEmpty else { return }
      if foreign.first?.isWhitespace == true { text += " " }
      text += clean
      if foreign.last?.isWhitespace == true { text += " " }
    }

    package mutating func appendInterpolation(_ number: some BinaryInteger) {
      text += String(number)
    }

    @_disfavoredOverload
    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      appendInterpolation(value.description)
    }
  }
}

extension CleanText: CustomStringConvertible, Encodable {
  package var description: String { string }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(string)
  }
}

extension Sequence<CleanText> {
  package func joined(separator: CleanText = "") -> CleanText {
    CleanText(trusting: map(\.string).joined(separator: separator.string))
  }
}

/// Makes foreign text safe to show: one line, no control characters, no escape sequences, nothing
/// that turns the direction of writing or hides.
///
/// Names come from strangers and end up in terminals, where an escape sequence acts, and in lists,
/// where a bidirectional override makes one name look like another. It is called once, where a
/// response enters.
///
/// - Parameter limit: how many characters at most; a longer text ends in `…`.
package func cleanText(_ text: String, limit: Int = 200) -> String {
  if isCleanASCII(text), text.utf8.count <= limit { return text }
  var clean = String.UnicodeScalarView()
  var count = 0
  var marksInARow = 0
  var pendingSpace = false
  var scalars = text.unicodeScalars.makeIterator()
  var pushedBack: Unicode.Scalar?
  while let scalar = pushedBack ?? scalars.next() {
    pushedBack = nil
    if scalar == "\u{1B}" || scalar == "\u{9B}" || isStringIntroducer(scalar) {
      pushedBack = skipEscape(after: scalar, in: &scalars)
      continue
    }
    if scalar.properties.isWhitespace {
      pendingSpace = true
      marksInARow = 0
      continue
    }
    guard !isHiding(scalar) else { continue }
    if isMark(scalar) || isJoiner(scalar) {
      marksInARow += 1
      // It needs something to stand on, and a heap of them draws over other lines.
      if marksInARow > 3 || clean.isEmpty || pendingSpace { continue }
    } else {
      marksInARow = 0
    }
    if pendingSpace, !clean.isEmpty {
      clean.append(" ")
      count += 1
    }
    pendingSpace = false
    clean.append(scalar)
    count += 1
    // One character can be made of endless scalars.
    if count > 8 * limit { break }
  }
  let whole = String(clean)
  guard whole.count > limit else { return whole }
  return String(whole.prefix(max(0, limit - 1))) + "…"
}

/// Whether a text is one line of visible ASCII with single blanks between words.
private func isCleanASCII(_ text: String) -> Bool {
  var before = UInt8(ascii: " ")
  for byte in text.utf8 {
    guard (0x20...0x7E).contains(byte), byte != 0x20 || before != 0x20 else { return false }
    before = byte
  }
  return before != 0x20
}

/// Skips the rest of a terminal control sequence (ECMA-48); what ended it early is given back.
private func skipEscape(
  after introducer: Unicode.Scalar, in scalars: inout String.UnicodeScalarView.Iterator
) -> Unicode.Scalar? {
  var kind = introducer
  if introducer == "\u{1B}" {
    guard var next = scalars.next() else { return nil }
    // Intermediate bytes come before the final byte of a short sequence: `ESC ( B`.
    while (0x20...0x2F).contains(next.value) {
      guard let following = scalars.next() else { return nil }
      next = following
    }
    kind = next
  }
  switch kind {
  case "[", "\u{9B}":
    while let scalar = scalars.next() {
      if (0x40...0x7E).contains(scalar.value) { return nil }
      guard (0x20...0x3F).contains(scalar.value) else { return scalar }
    }
    return nil
  case "]", "P", "X", "^", "_", "\u{90}", "\u{98}", "\u{9D}", "\u{9E}", "\u{9F}":
    while let scalar = scalars.next() {
      if scalar == "\u{07}" || scalar == "\u{9C}" { return nil }
      if scalar == "\u{1B}" {
        guard let next = scalars.next() else { return nil }
        return next == "\\" ? nil : next
      }
    }
    return nil
  default:
    return (0x30...0x7E).contains(kind.value) ? nil : kind
  }
}

/// DCS, SOS, OSC, PM and APC as single C1 characters.
private func isStringIntroducer(_ scalar: Unicode.Scalar) -> Bool {
  [0x90, 0x98, 0x9D, 0x9E, 0x9F].contains(scalar.value)
}

private func isMark(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark: true
  default: false
  }
}

/// The joiners are needed to write Persian and Indic names and to compose emoji.
private func isJoiner(_ scalar: Unicode.Scalar) -> Bool {
  scalar == "\u{200C}" || scalar == "\u{200D}"
}

/// Characters that act instead of being seen.
private func isHiding(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
    return true
  case .format:
    return !isJoiner(scalar)
  default:
    // Fillers that are letters by name and blank on the screen.
    return [0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800, 0x034F].contains(scalar.value)
  }
}
