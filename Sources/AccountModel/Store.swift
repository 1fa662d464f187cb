import Foundation

/// A Commerce store as a client sees it: where it answers, and as which client. Tokens belong to
/// exactly one store and are sent nowhere else.
package struct Store: Hashable, Sendable {
  /// Scheme, host and port of the API, without a path.
  package let endpoint: Endpoint

  /// The public identity of the application, which names the store.
  package let clientID: String

  package init(endpoint: Endpoint, clientID: String) {
    self.endpoint = endpoint
    self.clientID = clientID
  }

  /// The one text under which everything of this store is kept.
  package var key: String { "\(endpoint.origin)|\(clientID)" }
}

/// Where an API answers: scheme, host and port.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
  package enum Scheme: String, Sendable { case http, https }

  package let scheme: Scheme

  /// Lower case, without brackets around an IPv6 address.
  package let host: String

  /// 1 to 65535.
  package let port: Int

  /// Reads an address such as `https://useast.api.elasticpath.com` or `useast.api.elasticpath.com`.
  ///
  /// - Throws: ``EndpointError`` for anything that is not a bare origin, and for plain `http` to
  ///   anywhere but this machine: account tokens would travel readable.
  package init(_ text: String) throws(EndpointError) {
    let trimmed = text.withoutOuterBlanks
    let address = trimmed.contains("://") ? String(trimmed) : "https://\(trimmed)"
    guard
      let parts = URLComponents(string: address),
      let scheme = parts.scheme.flatMap({ Scheme(rawValue: $0.lowercased()) }),
      let rawHost = parts.host, !rawHost.isEmpty
    else { throw .unreadable(text) }
    guard parts.user == nil, parts.password == nil else { throw .holdsCredentials }
    guard ["", "/"].contains(parts.path), parts.query == nil, parts.fragment == nil
    else { throw .notAnOrigin(text) }
    let port = parts.port ?? (scheme == .https ? 443 : 80)
    guard (1...65_535).contains(port) else { throw .unreadable(text) }
    self.scheme = scheme
    let isBracketed = rawHost.hasPrefix("[") && rawHost.hasSuffix("]")
    host = (isBracketed ? String(rawHost.dropFirst().dropLast()) : rawHost).lowercased()
    // What was percent-encoded comes out decoded: `a.example%2Fb.example` would answer as another.
    guard host.utf8.allSatisfy(isHostByte) else { throw .unreadable(text) }
    self.port = port
    guard scheme == .https || isLoopback else { throw .plainHTTP(host: host) }
  }

  /// Whether the host is this machine itself.
  package var isLoopback: Bool {
    if host == "localhost" || host == "::1" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
  }

  /// The address with its port always written, which makes it a key.
  package var origin: String { "\(scheme.rawValue)://\(bracketedHost):\(port)" }

  /// The address as a person would write it: the usual port is left out.
  package var description: String { "\(scheme.rawValue)://\(authority)" }

  /// Host and port as the `Host` of a request has them: the usual port is left out.
  package var authority: String {
    bracketedHost + (port == (scheme == .https ? 443 : 80) ? "" : ":\(port)")
  }

  private var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }
}

extension String {
  /// The text between the blanks and tabs at its ends. Foundation's `trimmingCharacters` would take more
  /// than reading the address itself.
  fileprivate var withoutOuterBlanks: Substring {
    let isBlank = { (scalar: Unicode.Scalar) in
      scalar == "\t" || scalar.properties.generalCategory == .spaceSeparator
    }
    guard let first = unicodeScalars.firstIndex(where: { !isBlank($0) }),
      let last = unicodeScalars.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return self[first..<unicodeScalars.index(after: last)]
  }
}

/// Whether a byte can stand in a host: a name, whose other scripts are written in Punycode, or an IP
/// address.
private func isHostByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
  case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"): true
  default: false
  }
}

/// Why a text is no ``Endpoint``.
package enum EndpointError: Error, Equatable {
  case unreadable(String)
  case notAnOrigin(String)
  case holdsCredentials
  case plainHTTP(host: String)
}
