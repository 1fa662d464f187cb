/// Cuts a TOML text into its statements.
///
/// It finds where things are and leaves what they mean to TOMLKit: the text has to be valid, and
/// for one that is not the statements are merely useless, never out of bounds.
struct TOMLScanner {
  private let bytes: [UInt8]
  private var offset: Int
  private var section: [String] = []

  init(_ bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    offset = start
  }

  mutating func statements() -> [TOMLStatement] {
    var statements: [TOMLStatement] = []
    while offset < bytes.count { statements.append(statement()) }
    return statements
  }

  /// Where the text has what it may not have and TOMLKit 0.6 does not survive; `nil` where it has nothing
  /// of the kind.
  mutating func firstHarmfulPlace() -> (offset: Int, reason: String)? {
    var depth = 0
    var dots = 0
    var previous: UInt8?
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        previous = byte
        skipString()
        continue
      case UInt8(ascii: "#"):
        _ = comment()
        continue
      // An assertion of toml++ (`parse_value`) stops the process for these in place of a value.
      case UInt8(ascii: "}") where previous == UInt8(ascii: "[") || previous == UInt8(ascii: ","):
        return (offset, "something is missing before “}”")
      case 0xC2 where isForeignLineBreak, 0xE2 where isForeignLineBreak:
        return (offset, "a line break that TOML does not have")
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
      case UInt8(ascii: "."): dots += 1
      case UInt8(ascii: "\n"), UInt8(ascii: "="), UInt8(ascii: ","): dots = 0
      default: break
      }
      // It follows both by recursion, down to the end of its stack; settings are never that deep.
      if depth > Self.depthLimit || dots > Self.depthLimit {
        return (offset, "it is nested too deeply")
      }
      if !isBlank(byte), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { previous = byte }
      offset += 1
    }
    return nil
  }

  /// Whether U+0085, U+2028 or U+2029 stands here.
  private var isForeignLineBreak: Bool {
    [[0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9]].contains { sequence in
      bytes[offset...].starts(with: sequence as [UInt8])
    }
  }

  private static let depthLimit = 32

  private mutating func statement() -> TOMLStatement {
    let start = offset
    skipBlanks()
    var statement: TOMLStatement
    switch current {
    case nil, UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      statement = TOMLStatement(kind: .blank, lines: start..<start)
    case UInt8(ascii: "#"):
      statement = TOMLStatement(kind: .comment, lines: start..<start)
    case UInt8(ascii: "["):
      statement = TOMLStatement(kind: .header, lines: start..<start)
      // One, or two around the name of an array; a third would be part of the name.
      for _ in 0..<2 where current == UInt8(ascii: "[") { offset += 1 }
      statement.key = key()
      section = statement.key.map(\.name)
      skip { $0 == UInt8(ascii: "]") }
    default:
      statement = TOMLStatement(kind: .assignment, lines: start..<start)
      statement.key = key()
      skip { $0 == UInt8(ascii: "=") || isBlank($0) }
      statement.value = value()
    }
    statement.section = section
    skipBlanks()
    if current == UInt8(ascii: "#") { statement.comment = comment() }
    skip { $0 != UInt8(ascii: "\n") }
    if offset < bytes.count { offset += 1 }
    statement.lines = start..<offset
    return statement
  }

  /// A dotted key; stops behind the white space that follows it.
  private mutating func key() -> [TOMLStatement.KeyPart] {
    var parts: [TOMLStatement.KeyPart] = []
    repeat {
      if !parts.isEmpty { offset += 1 }
      skipBlanks()
      let start = offset
      if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
        skipString()
      } else {
        skip { !isBlank($0) && !".=]\r\n".utf8.contains($0) }
      }
      parts.append(TOMLStatement.KeyPart(name: name(start..<offset), source: start..<offset))
      skipBlanks()
    } while current == UInt8(ascii: ".")
    return parts
  }

  /// The name that a part of a key means: TOMLKit reads the quoted ones.
  private func name(_ source: Range<Int>) -> String {
    let text = String(decoding: bytes[source], as: UTF8.self)
    guard text.hasPrefix("\"") || text.hasPrefix("'") else { return text }
    guard let table = try? TOMLNode.table(parsing: "key = \(text)"),
      case .literal(.string(let name)) = table["key"]
    else { return text }
    return name
  }

  /// A value up to the end of its last line; inside brackets line breaks and comments go on.
  private mutating func value() -> Range<Int> {
    let start = offset
    var end = offset
    var depth = 0
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\n") where depth == 0: return start..<end
      case UInt8(ascii: "#"):
        if depth == 0 { return start..<end }
        _ = comment()
        continue
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        skipString()
        end = offset
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
      offset += 1
      if !isBlank(byte), byte != UInt8(ascii: "\r") { end = offset }
    }
    return start..<end
  }

  private mutating func skipString() {
    guard let quote = current else { return }
    let isBasic = quote == UInt8(ascii: "\"")
    let opening = bytes[offset...].prefix { $0 == quote }.prefix(3).count
    offset += opening
    // Two quotes are an empty string, three open one that spans lines.
    guard opening != 2 else { return }
    while let byte = current {
      if isBasic, byte == UInt8(ascii: "\\") {
        offset = min(offset + 2, bytes.count)
        continue
      }
      let closing = bytes[offset...].prefix { $0 == quote }.prefix(opening == 3 ? 5 : 1).count
      if closing >= opening {
        // Up to two quotes may stand before the three that close.
        offset += closing
        return
      }
      offset += 1
    }
  }

  private mutating func comment() -> Range<Int> {
    let start = offset
    skip { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    return start..<offset
  }

  private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func skipBlanks() { skip(isBlank) }

  private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
    while let byte = current, isSkipped(byte) { offset += 1 }
  }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == 0x09 }
