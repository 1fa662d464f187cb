/// One statement of a TOML text with all of its lines. All statements in a row are the
/// text, nothing is left out.
struct TOMLStatement {
  enum Kind { case blank, comment, header, assignment }

  /// A part of a dotted key: its name, and where it is written, quotes included.
  struct KeyPart {
    let name: String
    let source: Range<Int>
  }

  let kind: Kind

  /// The bytes of its lines, the line break included.
  var lines: Range<Int>

  /// The path of the header it is under; a header's own path.
  var section: [String] = []
  var key: [KeyPart] = []

  /// The bytes of the value, without the white space around it.
  var value: Range<Int>?

  /// The bytes of the comment at its end.
  var comment: Range<Int>?

  /// The keys from the root to what it defines; `nil` where it defines nothing.
  var path: [String]? {
    switch kind {
    case .header: section
    case .assignment: section + key.map(\.name)
    case .blank, .comment: nil
    }
  }

  /// Whether it defines what is at a path, or something in it.
  func defines(_ path: [String]) -> Bool { self.path?.starts(with: path) ?? false }
}

/// Where in a text something is, counted from 1; columns are Unicode scalars, as toml++ counts.
struct TOMLPosition: Equatable {
  var line: Int
  var column: Int
}

/// Why a text is not TOML or not editable.
struct TOMLFault: Error, Equatable {
  let position: TOMLPosition
  let reason: String
}
