import AccountModel

/// Path and query of a request, in a form that every server on the way reads alike.
struct RequestTarget: Equatable, Sendable {
  /// Begins with one slash; percent-encoded as the client wrote it.
  let path: String

  /// What follows the question mark; `nil` without one.
  let query: String?

  /// Reads the target of a request line (RFC 9112, section 3.2).
  ///
  /// What could mean another place to another server is refused: another form than the origin form,
  /// dot segments, empty segments, backslashes, and encoded characters that are separators or dots.
  ///
  /// - Throws: ``RequestRefusal``.
  init(_ text: String) throws(RequestRefusal) {
    var text = text
    if let fault = text.withUTF8(Self.fault) { throw .target(fault) }
    guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "?")) else {
      self.init(path: text, query: nil)
      return
    }
    self.init(path: String(text[..<mark]), query: String(text[text.utf8.index(after: mark)...]))
  }

  /// What keeps a target from being forwarded, in a clause; `nil` for nothing.
  private static func fault(in text: UnsafeBufferPointer<UInt8>) -> String? {
    guard text.first == slash else { return "is not a path" }
    guard text.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else {
      return "holds characters that an address cannot hold"
    }
    let path = text.prefix { $0 != UInt8(ascii: "?") }
    for (index, byte) in path.enumerated() {
      let rest = path[(index + 1)...]
      switch byte {
      case UInt8(ascii: "\\"): return "has a backslash"
      case slash:
        if rest.first == slash { return "has an empty segment" }
        // Some servers cut parameters off before they look at the segment.
        let name = rest.prefix { $0 != slash && $0 != UInt8(ascii: ";") }
        if (1...2).contains(name.count), name.allSatisfy({ $0 == UInt8(ascii: ".") }) {
          return "has a dot segment"
        }
      case UInt8(ascii: "%"):
        let digits = rest.prefix(2).map { $0 | 0x20 }
        if ambiguous.contains(where: { $0.utf8.elementsEqual(digits) }) {
          return "encodes a separator, a dot, a percent sign or a control character"
        }
      default: break
      }
    }
    return nil
  }

  /// The encoded characters that another server may decode before it looks at the path; in lower case.
  private static let ambiguous = ["2f", "5c", "2e", "00", "0a", "0d", "25"]

  init(path: String, query: String?) {
    self.path = path
    self.query = query
  }

  /// As the request line of the forwarded request has it: brackets and the like are encoded.
  var text: String {
    Self.encoding.encoded(path) + (query.map { "?" + Self.encoding.encoded($0) } ?? "")
  }

  /// The target below the first segment, and that segment.
  var splitAtKey: (key: Substring, rest: RequestTarget) {
    let whole = path.utf8.dropFirst()
    let end = whole.firstIndex(of: Self.slash) ?? whole.endIndex
    let rest = path[end...]
    return (
      path[whole.startIndex..<end],
      RequestTarget(path: rest.isEmpty ? "/" : String(rest), query: query)
    )
  }

  private static let slash = UInt8(ascii: "/")

  /// What path and query may hold as it is (RFC 3986, sections 3.3 and 3.4); what is encoded stays so.
  private static let encoding = PercentEncoding(keeping: "-._~!$&'()*+,;=:@/?%")
}
