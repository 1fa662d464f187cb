/// A TOML text, what it means, and where in it things stand.
struct TOMLDocument {
  let bytes: [UInt8]
  let root: [String: TOMLNode]
  let statements: [TOMLStatement]

  /// Where the text begins: behind the byte order mark, if there is one.
  let start: Int

  /// - Throws: ``TOMLFault`` with the first place that is not TOML.
  init(_ bytes: [UInt8]) throws(TOMLFault) {
    try refuseUnreadable(bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    self.bytes = bytes
    root = try TOMLNode.table(parsing: text)
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var scanner = TOMLScanner(bytes, from: start)
    statements = scanner.statements()
  }

  /// The names in a table in the order they are written; those written in inline tables come
  /// last, sorted.
  func names(in path: [String]) -> [String] {
    guard case .table(var rest) = root.node(at: path) else { return [] }
    let written = statements.compactMap { statement in
      statement.defines(path) ? statement.path?.dropFirst(path.count).first : nil
    }
    return written.filter { rest.removeValue(forKey: $0) != nil } + rest.keys.sorted()
  }

  /// Where the value at a path stands, or else the nearest thing that holds it.
  func position(of path: [String]) -> TOMLPosition {
    var nearest = statements.first { $0.defines(path) }
    for depth in path.indices where nearest == nil {
      let outer = Array(path.dropLast(depth + 1))
      nearest = statements.first { $0.path == outer }
    }
    guard let nearest else { return TOMLPosition(line: 1, column: 1) }
    return position(of: nearest.value?.lowerBound ?? nearest.key.first?.source.lowerBound ?? start)
  }

  private func position(of offset: Int) -> TOMLPosition {
    var position = TOMLPosition(line: 1, column: 1)
    position.advance(over: String(decoding: bytes[start..<offset], as: UTF8.self))
    return position
  }
}

extension TOMLPosition {
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
  let text = String(decoding: bytes, as: UTF8.self)
  for escape in [#"\u0000"#, #"\U00000000"#] {
    guard let found = text.firstRange(of: escape) else { continue }
    var position = TOMLPosition(line: 1, column: 1)
    position.advance(over: text[..<found.lowerBound])
    throw TOMLFault(position: position, reason: "an escaped NUL character")
  }
}
