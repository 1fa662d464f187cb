import NIOHTTP1

/// Which header fields pass from one side to the other.
enum ForwardedHeaders {
  /// The fields of a message without those that concern one connection only (RFC 9110, section
  /// 7.6.1), the ones its `Connection` names included.
  ///
  /// - Parameter isRemoved: which others are left out.
  static func endToEnd(
    _ headers: HTTPHeaders, without isRemoved: (String) -> Bool = { _ in false }
  ) -> HTTPHeaders {
    let options = headers[canonicalForm: "Connection"]
    let named = options.isEmpty ? [] : FieldNames(options.map(String.init))
    var kept = HTTPHeaders()
    kept.reserveCapacity(headers.count + 4)
    for (name, value) in headers
    where !hopByHop.contains(name) && !named.contains(name) && !isRemoved(name) {
      kept.add(name: name, value: value)
    }
    return kept
  }

  private static let hopByHop: FieldNames = [
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection",
    "te", "trailer", "transfer-encoding", "upgrade",
  ]

  /// What of a request is about this machine, or says of the request what only the server of it may
  /// say; and what would make a read a write.
  static let notForwarded: FieldNames = [
    "content-length", "expect", "forwarded", "host", "via", "x-forwarded-for", "x-forwarded-host",
    "x-forwarded-port", "x-forwarded-prefix", "x-forwarded-proto", "x-forwarded-server",
    "x-http-method", "x-http-method-override", "x-method-override", "x-original-url", "x-real-ip",
    "x-rewrite-url",
  ]
}

/// Names of header fields, which are the same in any case (RFC 9110, section 5.1). Nothing is copied to
/// look for one: every field of every message is looked for.
struct FieldNames: ExpressibleByArrayLiteral, Sendable {
  /// At the place of their length.
  private var byLength: [[String]] = []

  init(_ names: [String]) {
    for name in names {
      while byLength.count <= name.utf8.count { byLength.append([]) }
      byLength[name.utf8.count].append(name)
    }
  }

  init(arrayLiteral names: String...) { self.init(names) }

  func contains(_ name: String) -> Bool {
    let length = name.utf8.count
    return length < byLength.count && byLength[length].contains { Self.areSame($0, name) }
  }

  static func areSame(_ one: String, _ two: String) -> Bool {
    one.utf8.count == two.utf8.count && begins(one, with: two)
  }

  static func begins(_ name: String, with start: String) -> Bool {
    name.utf8.count >= start.utf8.count
      && zip(name.utf8, start.utf8).allSatisfy { lowercased($0) == lowercased($1) }
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
