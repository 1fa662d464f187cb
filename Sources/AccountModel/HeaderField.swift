/// A header field of a request (RFC 9110, section 5), valid whatever it was made of.
package struct HeaderField: Hashable, Sendable {
  package let name: String
  package let value: String

  /// - Throws: ``HeaderFault`` for what would break the request, and for the fields epswitch sets
  ///   itself: those that carry the identity or the framing of a request.
  package init(name: String, value: String) throws(HeaderFault) {
    guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else { throw .name }
    guard !Self.reserved.contains(name.lowercased()) else { throw .reserved }
    guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { throw .value }
    guard !value.hasPrefix(" "), !value.hasSuffix(" ") else { throw .valueSpaces }
    self.init(unchecked: name, value)
  }

  /// Reads `Name: value`, as `curl -H` takes it.
  ///
  /// - Throws: ``HeaderFault``.
  package init(line: String) throws(HeaderFault) {
    let sides = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2 else { throw .line }
    try self.init(name: sides[0].trimmingSpaces, value: sides[1].trimmingSpaces)
  }

  /// For fields that epswitch sets itself.
  init(unchecked name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// In lower case. `accept`, `content-type` and `user-agent` may be set: they describe the request
  /// of the person who sends it.
  private static let reserved: Set<String> = [
    "authorization", "connection", "content-length", "cookie",
    "ep-account-management-authentication-token", "expect", "host", "keep-alive",
    "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    "x-moltin-customer-token",
  ]
}

extension HeaderField: Comparable {
  package static func < (one: Self, other: Self) -> Bool {
    (one.name.lowercased(), one.name) < (other.name.lowercased(), other.name)
  }
}

/// Why a text is no header field. It never quotes the value, which may hold a secret.
package enum HeaderFault: Error, Equatable, Sendable {
  /// There is no colon.
  case line
  case name
  /// epswitch sets the field itself.
  case reserved
  case value
  case valueSpaces

  /// A clause without a full stop.
  package var reason: String {
    switch self {
    case .line: "it is written as 'Name: value'"
    case .name: "a header name holds only letters, digits and !#$%&'*+-.^_`|~"
    case .reserved: "epswitch sets this header itself"
    case .value: "a header value holds only visible ASCII characters and spaces"
    case .valueSpaces: "a header value neither begins nor ends with a space"
    }
  }
}

/// The characters of a `token` in RFC 9110, section 5.6.2.
private func isTokenByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
