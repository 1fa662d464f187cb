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
    guard text.hasPrefix("/") else { throw .target("is not a path") }
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else {
      throw .target("holds characters that an address cannot hold")
    }
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = String(parts[0])
    guard !path.contains("\\") else { throw .target("has a backslash") }
    guard !path.contains("//") else { throw .target("has an empty segment") }
    let lowercased = path.lowercased()
    for escape in ["%2f", "%5c", "%2e", "%00", "%0a", "%0d", "%25"]
    where lowercased.contains(escape) {
      throw .target("encodes a separator, a dot, a percent sign or a control character")
    }
    for segment in path.split(separator: "/", omittingEmptySubsequences: false) {
      // Some servers cut parameters off before they look at the segment.
      let name = segment.prefix { $0 != ";" }
      guard name != ".", name != ".." else { throw .target("has a dot segment") }
    }
    self.init(path: path, query: parts.count > 1 ? String(parts[1]) : nil)
  }

  init(path: String, query: String?) {
    self.path = path
    self.query = query
  }

  /// As the request line of the forwarded request has it: brackets and the like are encoded.
  var text: String { Self.encoded(path) + (query.map { "?" + Self.encoded($0) } ?? "") }

  /// The target below the first segment, and that segment.
  var splitAtKey: (key: Substring, rest: RequestTarget) {
    let whole = path.dropFirst()
    let key = whole.prefix { $0 != "/" }
    let rest = whole[key.endIndex...]
    return (key, RequestTarget(path: rest.isEmpty ? "/" : String(rest), query: query))
  }

  private static func encoded(_ text: String) -> String {
    if text.utf8.allSatisfy({ legal.contains($0) }) { return text }
    let digits = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      if legal.contains(byte) {
        encoded.append(byte)
      } else {
        encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// What path and query may hold as it is (RFC 3986, sections 3.3 and 3.4).
  private static let legal = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?%".utf8)
}
