import NIOHTTP1

/// Which header fields pass from one side to the other.
enum ForwardedHeaders {
  /// The fields of a message without those that concern one connection only (RFC 9110, section
  /// 7.6.1), the ones its `Connection` names included.
  static func endToEnd(_ headers: HTTPHeaders) -> HTTPHeaders {
    var removed = hopByHop
    for option in headers[canonicalForm: "Connection"] { removed.insert(option.lowercased()) }
    return headers.without { removed.contains($0) }
  }

  /// In lower case.
  private static let hopByHop: Set<String> = [
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection",
    "te", "trailer", "transfer-encoding", "upgrade",
  ]

  /// What of a request is about this machine, or says of the request what only the server of it may
  /// say. In lower case.
  static let local: Set<String> = [
    "content-length", "expect", "forwarded", "host", "via", "x-forwarded-for", "x-forwarded-host",
    "x-forwarded-port", "x-forwarded-prefix", "x-forwarded-proto", "x-forwarded-server",
    "x-real-ip", "x-original-url", "x-rewrite-url",
  ]

  /// What would make a read a write. In lower case.
  static let methodOverrides: Set<String> = [
    "x-http-method-override", "x-http-method", "x-method-override",
  ]
}

extension HTTPHeaders {
  /// The fields whose names, in lower case, are not removed.
  func without(_ isRemoved: (String) -> Bool) -> HTTPHeaders {
    HTTPHeaders(filter { !isRemoved($0.name.lowercased()) }.map { ($0.name, $0.value) })
  }
}
