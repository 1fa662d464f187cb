/// A header a profile adds to every request.
package struct Header: Hashable, Sendable {
  package let name: String
  package let value: String

  /// - Throws: ``ValueFault`` for what would break the request or what epswitch sets itself.
  package init(name: String, value: String) throws(ValueFault) {
    guard !name.isEmpty, name.unicodeScalars.allSatisfy(isTokenCharacter) else {
      throw ValueFault("a header name holds only letters, digits and !#$%&'*+-.^_`|~")
    }
    guard !Self.reserved.contains(name.lowercased()) else {
      throw ValueFault("epswitch sets this header itself")
    }
    guard value.unicodeScalars.allSatisfy({ (" "..."~").contains($0) }) else {
      throw ValueFault("a header value holds only visible ASCII characters and spaces")
    }
    guard !value.hasPrefix(" "), !value.hasSuffix(" ") else {
      throw ValueFault("a header value neither begins nor ends with a space")
    }
    self.name = name
    self.value = value
  }

  /// Headers that carry the identity or the framing of a request, in lower case.
  private static let reserved: Set<String> = [
    "accept", "accept-encoding", "authorization", "connection", "content-encoding",
    "content-length", "content-type", "cookie", "ep-account-management-authentication-token",
    "expect", "host", "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade", "user-agent", "x-moltin-customer-token",
  ]
}

extension Header: Comparable {
  package static func < (one: Header, other: Header) -> Bool {
    (one.name.lowercased(), one.name) < (other.name.lowercased(), other.name)
  }
}

/// Why a value cannot be one of a profile's.
package struct ValueFault: Error, Equatable {
  /// A clause without a full stop; it never quotes the value, which may hold a password.
  package let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// The characters of a `token` in RFC 9110, section 5.6.2.
private func isTokenCharacter(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case "a"..."z", "A"..."Z", "0"..."9": true
  default: "!#$%&'*+-.^_`|~".unicodeScalars.contains(scalar)
  }
}
