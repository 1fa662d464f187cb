/// Makes foreign text safe to show: one line, no control characters, no escape sequences, nothing
/// that turns the direction of writing or hides.
///
/// Names come from strangers and end up in terminals, where an escape sequence acts, and in lists,
/// where a bidirectional override makes one name look like another. It is called once, where a
/// response enters.
///
/// - Parameter limit: how many characters at most; a longer text ends in `…`.
package func cleanText(_ text: String, limit: Int = 200) -> String {
  var clean = String.UnicodeScalarView()
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
    if pendingSpace, !clean.isEmpty { clean.append(" ") }
    pendingSpace = false
    clean.append(scalar)
    // One character can be made of endless scalars.
    if clean.count > 8 * limit { break }
  }
  let whole = String(clean)
  guard whole.count > limit else { return whole }
  return String(whole.prefix(max(0, limit - 1))) + "…"
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
