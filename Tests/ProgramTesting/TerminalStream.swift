package import Foundation

/// The bytes a program wrote to a terminal, taken apart as ECMA-48 and xterm read them.
package struct TerminalStream {
  /// A piece of the stream.
  package enum Piece: Hashable, Sendable {
    case text(Unicode.Scalar)
    /// A control character of its own.
    case control(UInt8)
    /// `ESC [ parameters final`, the intermediate bytes among the parameters.
    case sequence(parameters: String, final: Character)
    /// `ESC` with what follows it, such as `(B` or `7`.
    case escape(String)
    /// What no program of ours may send: a command with a text (title, clipboard, device control), a
    /// control character of eight bits, or bytes that are not UTF-8.
    case forbidden(String)
  }

  package let pieces: [Piece]

  package init(_ bytes: Data) {
    var reader = Reader(bytes: Array(bytes))
    var pieces: [Piece] = []
    while let piece = reader.next() { pieces.append(piece) }
    self.pieces = pieces
  }

  /// Everything that neither curses nor a shell has reason to send: whatever of it is here came out
  /// of somebody's text.
  package var intruders: [Piece] { pieces.filter { !isHarmless($0) } }

  /// The text alone, without what moved or coloured it.
  package var text: String {
    var text = String.UnicodeScalarView()
    for case .text(let scalar) in pieces { text.append(scalar) }
    return String(text)
  }

  package func count(of piece: Piece) -> Int { pieces.count { $0 == piece } }
}

// MARK: - Reading

private struct Reader {
  let bytes: [UInt8]
  var position = 0

  mutating func next() -> TerminalStream.Piece? {
    guard position < bytes.count else { return nil }
    let byte = bytes[position]
    if byte == 0x1B { return escape() }
    if byte < 0x20 || byte == 0x7F {
      position += 1
      return .control(byte)
    }
    return scalar()
  }

  private mutating func scalar() -> TerminalStream.Piece {
    var decoder = UTF8()
    var rest = bytes[position...].prefix(4).makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&rest) else {
      defer { position += 1 }
      return .forbidden("byte \(String(bytes[position], radix: 16))")
    }
    position += UTF8.width(scalar)
    return .text(scalar)
  }

  private mutating func escape() -> TerminalStream.Piece {
    position += 1
    guard position < bytes.count else { return .forbidden("ESC at the end") }
    // The title that epswitch gives its window; what stands in it is judged as text.
    let title = "]2;"
    if bytes[position...].starts(with: (title + "epswitch").utf8) {
      position += title.utf8.count
      return .escape(title)
    }
    switch bytes[position] {
    case UInt8(ascii: "["): return sequence()
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"),
      UInt8(ascii: "_"), UInt8(ascii: "k"):
      let start = position
      while position < bytes.count, bytes[position] != 0x07, bytes[position] != 0x1B {
        position += 1
      }
      return .forbidden("ESC " + String(decoding: bytes[start..<position], as: UTF8.self))
    default:
      let start = position
      while position < bytes.count, (0x20...0x2F).contains(bytes[position]) { position += 1 }
      position = min(position + 1, bytes.count)
      return .escape(String(decoding: bytes[start..<position], as: UTF8.self))
    }
  }

  private mutating func sequence() -> TerminalStream.Piece {
    position += 1
    let start = position
    while position < bytes.count, (0x20...0x3F).contains(bytes[position]) { position += 1 }
    let parameters = String(decoding: bytes[start..<position], as: UTF8.self)
    guard position < bytes.count, (0x40...0x7E).contains(bytes[position]) else {
      return .forbidden("CSI \(parameters) without an end")
    }
    defer { position += 1 }
    return .sequence(parameters: parameters, final: Character(Unicode.Scalar(bytes[position])))
  }
}

// MARK: - Judging

extension TerminalStream {
  private func isHarmless(_ piece: Piece) -> Bool {
    switch piece {
    case .text(let scalar): isPlain(scalar)
    // Backspace, tab, line feed, carriage return, and the two shifts of the line-drawing set.
    case .control(let byte): [0x08, 0x09, 0x0A, 0x0D, 0x0E, 0x0F].contains(byte)
    // Cursor, keypad, reverse line feed, character sets, our own title and its end.
    case .escape(let text):
      ["7", "8", "=", ">", "M", "(B", "(0", ")B", ")0", "]2;", "\\"].contains(text)
    case .sequence(let parameters, let final): isHarmless(parameters, final)
    case .forbidden: false
    }
  }

  /// The movements, deletions, colours and modes in the descriptions of common terminals. Questions
  /// to the terminal, window commands and resets are not among them.
  private func isHarmless(_ parameters: String, _ final: Character) -> Bool {
    if parameters.hasPrefix("?") {
      let modes = ["1", "7", "12", "12;25", "25", "1049", "2004"]
      return "hl".contains(final) && modes.contains(String(parameters.dropFirst()))
    }
    guard parameters.allSatisfy({ $0.isNumber || $0 == ";" || $0 == ":" }) else { return false }
    // Keeping and restoring the title; every other window command asks or acts.
    if final == "t" { return ["22;2", "23;2"].contains(parameters) }
    if "hl".contains(final) { return ["4", "34"].contains(parameters) }
    return "ABCDGHIJKLMPSTXZbdfgmr@".contains(final)
  }

  private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: false
    // The joiners are needed by some scripts and by emoji; the rest turns or hides writing.
    case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
    default: true
    }
  }
}
