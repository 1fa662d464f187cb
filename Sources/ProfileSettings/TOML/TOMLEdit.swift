/// A change to a TOML document, which can be made to its text and to its meaning; the two have to
/// agree.
enum TOMLEdit: Equatable {
  case assign([String], TOMLLiteral)
  /// Removes a key or a table, with everything in it but the comments.
  case remove([String])
  case rename([String], to: String)

  /// What the document means afterwards.
  func applied(to root: [String: TOMLNode]) -> [String: TOMLNode] {
    switch self {
    case .assign(let path, let literal): root.replacing(path, with: .literal(literal))
    case .remove(let path): root.replacing(path, with: nil)
    case .rename(let path, let name):
      root.replacing(path, with: nil)
        .replacing(path.dropLast() + [name], with: root.node(at: path))
    }
  }
}

extension TOMLDocument {
  /// The document with edits made one after the other.
  ///
  /// - Throws: ``TOMLFault`` when the text is written in a way that an edit of lines would damage
  ///   or miss.
  func applying(_ edits: [TOMLEdit]) throws(TOMLFault) -> TOMLDocument {
    var document = self
    for edit in edits {
      let changed = try TOMLDocument(document.bytes(after: edit))
      let wanted = edit.applied(to: document.root).withoutEmptyTables
      guard changed.root.withoutEmptyTables == wanted else {
        throw TOMLFault(
          position: document.position(of: edit.path),
          reason: "this is written in a way that cannot be changed line by line")
      }
      document = changed
    }
    return document
  }

  /// The text after an edit that touches only the lines concerned. The caller checks that the
  /// result means what was wanted.
  private func bytes(after edit: TOMLEdit) -> [UInt8] {
    switch edit {
    case .assign(let path, let literal): replacing(assigning(path, literal))
    case .remove(let path): replacing(removing(path))
    case .rename(let path, let name): replacing(renaming(path, to: name))
    }
  }

  private func assigning(_ path: [String], _ literal: TOMLLiteral) -> [Replacement] {
    let present = statements.first { $0.kind == .assignment && $0.path == path }
    if let value = present?.value { return [Replacement(value, literal.source)] }
    let parent = Array(path.dropLast())
    let line = "\(keySource(path.last ?? "")) = \(literal.source)"
    if let sibling = statements.last(where: { $0.isAssignment(in: parent) }) {
      // Indented and dotted as its sibling is.
      let lead = text(sibling.lines.lowerBound..<(sibling.key.last?.source.lowerBound ?? 0))
      return [inserting(lead + line, at: sibling.lines.upperBound)]
    }
    if let header = statements.first(where: { $0.kind == .header && $0.path == parent }) {
      return [inserting(line, at: header.lines.upperBound)]
    }
    guard !parent.isEmpty else { return [insertingApart(line, at: sectionEnd(after: nil))] }
    let relatives = Array(parent.dropLast())
    let last = statements.lastIndex { $0.defines(relatives) } ?? statements.indices.last
    let header = "[\(parent.map(keySource).joined(separator: "."))]"
    return [insertingApart(header + newline + line, at: sectionEnd(after: last))]
  }

  /// Comments stay, those at the end of a removed line on a line of their own; blank lines that
  /// would meet become one.
  private func removing(_ path: [String]) -> [Replacement] {
    var replacements: [Replacement] = []
    var followsRemoval = false
    var endsBlank = true
    for statement in statements {
      if statement.defines(path) {
        let comment = statement.comment.map { text($0) + newline }
        replacements.append(Replacement(statement.lines, comment ?? ""))
        followsRemoval = true
        if comment != nil { endsBlank = false }
      } else if statement.kind == .blank, followsRemoval, endsBlank {
        replacements.append(Replacement(statement.lines, ""))
      } else {
        followsRemoval = false
        endsBlank = statement.kind == .blank
      }
    }
    return replacements
  }

  private func renaming(_ path: [String], to name: String) -> [Replacement] {
    statements.compactMap { statement in
      guard statement.defines(path) else { return nil }
      let outer = statement.kind == .header ? 0 : statement.section.count
      let index = path.count - 1 - outer
      // Under a header that is renamed itself there is nothing to change.
      guard statement.key.indices.contains(index) else { return nil }
      return Replacement(statement.key[index].source, keySource(name))
    }
  }

  /// Where a section ends: before the blank lines and the comments that lead to the next one.
  ///
  /// - Parameter index: a statement in the section; `nil` is the part before the first header.
  private func sectionEnd(after index: Int?) -> Int {
    let first = index.map { $0 + 1 } ?? 0
    var end = statements[first...].firstIndex { $0.kind == .header } ?? statements.count
    if end < statements.count {
      while end > first, statements[end - 1].kind == .comment { end -= 1 }
    }
    while end > first, statements[end - 1].kind == .blank { end -= 1 }
    return end == 0 ? start : statements[end - 1].lines.upperBound
  }

  private func inserting(_ line: String, at offset: Int) -> Replacement {
    let endsLine = offset == start || bytes[offset - 1] == UInt8(ascii: "\n")
    return Replacement(offset..<offset, (endsLine ? "" : newline) + line + newline)
  }

  /// Inserts lines with a blank line on either side where other lines are.
  private func insertingApart(_ lines: String, at offset: Int) -> Replacement {
    let before = statements.last { $0.lines.upperBound <= offset }
    let after = statements.first { $0.lines.lowerBound >= offset }
    let isApartBefore = before.map { $0.kind == .blank } ?? true
    let isApartAfter = after.map { $0.kind == .blank } ?? true
    return inserting(
      (isApartBefore ? "" : newline) + lines + (isApartAfter ? "" : newline), at: offset)
  }

  /// The line break of this text.
  private var newline: String {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")), end > 0 else { return "\n" }
    return bytes[end - 1] == UInt8(ascii: "\r") ? "\r\n" : "\n"
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  /// The bytes with ranges replaced, which are in order and apart.
  private func replacing(_ replacements: [Replacement]) -> [UInt8] {
    var result: [UInt8] = []
    var copied = 0
    for replacement in replacements {
      result += bytes[copied..<replacement.range.lowerBound]
      result += replacement.text.utf8
      copied = replacement.range.upperBound
    }
    return result + bytes[copied...]
  }
}

/// New text for a range of bytes.
private struct Replacement {
  let range: Range<Int>
  let text: String

  init(_ range: Range<Int>, _ text: String) {
    self.range = range
    self.text = text
  }
}

extension TOMLStatement {
  fileprivate func isAssignment(in parent: [String]) -> Bool {
    guard kind == .assignment, let path else { return false }
    return path.count == parent.count + 1 && path.starts(with: parent)
  }
}

extension TOMLEdit {
  fileprivate var path: [String] {
    switch self {
    case .assign(let path, _), .remove(let path), .rename(let path, _): path
    }
  }
}
