import AccountModel

@testable import ProfileSettings

extension FuzzTarget {
  /// `config.toml`: reading it, and edits that keep every other byte.
  static let settings = FuzzTarget(
    name: "settings",
    pieces: [
      "[", "]", "[[", "[.a]", "[a.]", "[profiles.", "=", "'", "\"", "'''", "\"\"\"", "#", "\r\n",
      "\\u0000",
      "\\U0010FFFF", "{", "}", "{}", "client-id", "endpoint = ", "username = ", ".", "..",
      "\u{FEFF}",
      "true", "1e400", "0x", "07:32:00", "inf",
    ],
    large: {
      [
        Array((Array(repeating: "a", count: 2_000).joined(separator: ".") + " = 1\n").utf8),
        Array(("a = " + String(repeating: "[", count: 300)).utf8),
      ]
    }
  ) { bytes in
    guard let document = try? TOMLDocument(bytes) else { return }
    try require(
      document.statements.map(\.lines).reduce(document.start) {
        $1.lowerBound == $0 ? $1.upperBound : -1
      }
        == bytes.count || bytes.count == document.start, "the statements are not the text")
    guard let settings = try? Settings(document, path: "config.toml") else { return }
    let name = settings.profiles.first?.name ?? "new"
    let edits: [TOMLEdit] = [
      .assign(["profile"], .string(name)),
      .assign(["profiles", name, "username"], .string("a\"b\u{1B}")),
      .assign(["profiles", name, "production"], .bool(true)),
      .remove(["profiles", name, "client-id"]), .remove(["profiles", name]),
      .rename(["profiles", name], to: "renamed"),
    ]
    for edit in edits {
      guard let changed = try? document.applying([edit]) else { continue }
      try require(
        document.keeps(everythingBut: edit.place, in: changed.bytes), "\(edit) changed other lines")
    }
  }
}

extension TOMLEdit {
  fileprivate var place: [String] {
    switch self {
    case .assign(let path, _), .remove(let path), .rename(let path, _): path
    }
  }
}

extension TOMLDocument {
  /// Whether all lines that do not define what is at a path are in a text, in their order.
  fileprivate func keeps(everythingBut path: [String], in text: [UInt8]) -> Bool {
    var rest = text[...]
    for statement in statements where statement.kind != .blank && !statement.defines(path) {
      var line = bytes[statement.lines]
      while line.last == UInt8(ascii: "\n") || line.last == UInt8(ascii: "\r") { line.removeLast() }
      guard let found = rest.firstRange(of: line) else { return false }
      rest = rest[found.upperBound...]
    }
    return true
  }
}
