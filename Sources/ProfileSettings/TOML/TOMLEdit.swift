/// A change to a TOML document, which can be made to its text and to its meaning; the two have to
/// agree.
enum TOMLEdit: Equatable {
  case assign([String], TOMLLiteral)
  /// Takes away a key or a table, with everything in it but the comments.
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
}

extension TOMLEdit {
  fileprivate var path: [String] {
    switch self {
    case .assign(let path, _), .remove(let path), .rename(let path, _): path
    }
  }
}
