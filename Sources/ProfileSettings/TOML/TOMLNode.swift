import TOMLKit

/// What a TOML document holds, as a value that can be compared.
indirect enum TOMLNode: Equatable {
  case literal(TOMLLiteral)
  /// Numbers, dates and times, which no setting is: their type and text.
  case other(String)
  case array([TOMLNode])
  case table([String: TOMLNode])
}

/// The values we write.
enum TOMLLiteral: Equatable {
  case string(String)
  case bool(Bool)

  /// The literal as it is written in a file.
  var source: String {
    switch self {
    case .bool(let flag): String(flag)
    case .string(let text): quoted(text)
    }
  }
}

extension TOMLNode {
  /// Reads a TOML text.
  ///
  /// - Throws: ``TOMLFault`` where the text is not TOML.
  static func table(parsing text: String) throws(TOMLFault) -> [String: TOMLNode] {
    do {
      return contents(of: try TOMLTable(string: text))
    } catch let error as TOMLParseError {
      let prefix = "Error while parsing "
      let reason = error.description
      throw TOMLFault(
        position: TOMLPosition(line: error.source.begin.line, column: error.source.begin.column),
        reason: reason.hasPrefix(prefix) ? String(reason.dropFirst(prefix.count)) : reason)
    } catch {
      throw TOMLFault(position: TOMLPosition(line: 1, column: 1), reason: "\(error)")
    }
  }

  private static func contents(of table: TOMLTable) -> [String: TOMLNode] {
    var contents: [String: TOMLNode] = [:]
    for key in table.keys { contents[key] = table[key].map { node($0.tomlValue) } }
    return contents
  }

  private static func node(_ value: TOMLValue) -> TOMLNode {
    if let text = value.string { return .literal(.string(text)) }
    if let flag = value.bool { return .literal(.bool(flag)) }
    if let table = value.table { return .table(contents(of: table)) }
    if let array = value.array { return .array(array.map { node($0.tomlValue) }) }
    return .other("\(value.type) \(value.debugDescription)")
  }
}

extension [String: TOMLNode] {
  /// The node at a path of keys; the empty path is the table itself.
  func node(at path: some Collection<String>) -> TOMLNode? {
    guard let name = path.first else { return .table(self) }
    guard path.count > 1 else { return self[name] }
    guard case .table(let inner) = self[name] else { return nil }
    return inner.node(at: path.dropFirst())
  }

  /// The table with the node at a path replaced, added or removed. Tables that end up empty
  /// are left out on the way, since a section without a key says nothing.
  func replacing(_ path: some Collection<String>, with node: TOMLNode?) -> Self {
    guard let name = path.first else { return self }
    var changed = self
    if path.count == 1 {
      changed[name] = node
    } else {
      var inner: Self = [:]
      if case .table(let present) = self[name] { inner = present }
      inner = inner.replacing(path.dropFirst(), with: node)
      changed[name] = inner.isEmpty ? nil : .table(inner)
    }
    return changed
  }

  /// The table without the tables in it that hold nothing.
  var withoutEmptyTables: Self {
    compactMapValues { node in
      guard case .table(let inner) = node else { return node }
      let rest = inner.withoutEmptyTables
      return rest.isEmpty ? nil : .table(rest)
    }
  }
}

/// A key as it is written in a file: bare where TOML allows it.
func keySource(_ name: String) -> String {
  let isBare =
    !name.isEmpty
    && name.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", "_": true
      default: false
      }
    }
  return isBare ? name : quoted(name)
}

private func quoted(_ text: String) -> String {
  var source = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": source += "\\\(scalar)"
    case "\u{00}"..."\u{1F}", "\u{7F}":
      let digits = String(scalar.value, radix: 16)
      source += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: source.unicodeScalars.append(scalar)
    }
  }
  return source + "\""
}
