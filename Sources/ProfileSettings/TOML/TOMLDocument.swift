/// A TOML text, what it means, and the positions of its parts.
struct TOMLDocument {
  let bytes: [UInt8]
  let root: [String: TOMLNode]
  let statements: [TOMLStatement]

  /// The names in each table in the order they are written, as often as that is.
  private let writtenNames: [[String]: [String]]

  /// Where the text begins: behind the byte order mark, if there is one.
  let start: Int

  /// - Throws: ``TOMLFault`` with the first place that is not TOML.
  init(_ bytes: [UInt8]) throws(TOMLFault) {
    try refuseUnreadable(bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    self.bytes = bytes
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var reader = TOMLScanner(bytes, from: start)
    if let place = reader.firstHarmfulPlace() {
      throw TOMLFault(
        position: TOMLPosition(of: place.offset, in: bytes[start...]), reason: place.reason)
    }
    var scanner = TOMLScanner(bytes, from: start)
    statements = scanner.statements()
    try Self.refuseNamelessHeaders(in: statements, of: bytes, from: start)
    root = try TOMLNode.table(parsing: text)
    var names: [[String]: [String]] = [:]
    for path in statements.lazy.compactMap(\.path) {
      for depth in path.indices { names[Array(path[..<depth]), default: []].append(path[depth]) }
    }
    writtenNames = names
  }

  /// Refuses headers such as `[` and `[.a]`: an assertion of TOMLKit 0.6 stops the process for them
  /// (`parse_key` of toml++).
  private static func refuseNamelessHeaders(
    in statements: [TOMLStatement], of bytes: [UInt8], from start: Int
  ) throws(TOMLFault) {
    for statement in statements where statement.kind == .header {
      guard let name = statement.key.first?.source else { continue }
      guard let byte = bytes[name].first, isKeyStart(byte) else {
        throw TOMLFault(
          position: TOMLPosition(of: name.lowerBound, in: bytes[start...]),
          reason: "a table name is missing")
      }
    }
  }

  /// The names in a table in the order they are written; those written in inline tables come
  /// last, sorted.
  func names(in path: [String]) -> [String] {
    guard case .table(var rest) = root.node(at: path) else { return [] }
    return writtenNames[path, default: []].filter { rest.removeValue(forKey: $0) != nil }
      + rest.keys.sorted()
  }

  /// The position of the value at a path, or else of the nearest thing that holds it.
  func position(of path: [String]) -> TOMLPosition {
    var nearest = statements.first { $0.defines(path) }
    for depth in path.indices where nearest == nil {
      let outer = Array(path.dropLast(depth + 1))
      nearest = statements.first { $0.path == outer }
    }
    guard let nearest else { return TOMLPosition(line: 1, column: 1) }
    let offset = nearest.value?.lowerBound ?? nearest.key.first?.source.lowerBound ?? start
    return TOMLPosition(of: offset, in: bytes[start...])
  }
}

/// Whether a key can begin with a byte: a bare one or a quoted one.
private func isKeyStart(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: "-_\"'".utf8.contains(byte)
  }
}

extension TOMLPosition {
  /// The position of an offset into a text.
  fileprivate init(of offset: Int, in text: ArraySlice<UInt8>) {
    self.init(line: 1, column: 1)
    advance(over: String(decoding: text[..<offset], as: UTF8.self))
  }

  fileprivate mutating func advance(over text: some StringProtocol) {
    for scalar in text.unicodeScalars { advance(over: scalar) }
  }

  fileprivate mutating func advance(over scalar: Unicode.Scalar) {
    if scalar == "\n" {
      line += 1
      column = 1
    } else {
      column += 1
    }
  }
}

/// Refuses what TOMLKit would not: it takes C strings, which end at a NUL, and looks at UTF-8 late.
private func refuseUnreadable(_ bytes: [UInt8]) throws(TOMLFault) {
  var position = TOMLPosition(line: 1, column: 1)
  var codec = UTF8()
  var iterator = bytes.makeIterator()
  reading: while true {
    switch codec.decode(&iterator) {
    case .scalarValue("\0"): throw TOMLFault(position: position, reason: "a NUL character")
    case .scalarValue("\u{FEFF}") where position == TOMLPosition(line: 1, column: 1): continue
    case .scalarValue(let scalar): position.advance(over: scalar)
    case .error: throw TOMLFault(position: position, reason: "not UTF-8")
    case .emptyInput: break reading
    }
  }
  // Most settings have no escape, and to search a text takes longer than to read them.
  guard bytes.contains(UInt8(ascii: "\\")) else { return }
  let text = String(decoding: bytes, as: UTF8.self)
  for escape in [#"\u0000"#, #"\U00000000"#] {
    guard let found = text.firstRange(of: escape) else { continue }
    var position = TOMLPosition(line: 1, column: 1)
    position.advance(over: text[..<found.lowerBound])
    throw TOMLFault(position: position, reason: "an escaped NUL character")
  }
}
