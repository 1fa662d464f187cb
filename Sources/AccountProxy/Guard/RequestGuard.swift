import NIOHTTP1

/// Decides which requests a loopback server takes at all, before anything is done for them.
struct RequestGuard: Sendable {
  /// Where a request shows that it may.
  enum KeyPlace: Sendable {
    /// The first segment of the path is the key.
    case path(AccessKey)
    /// A cookie holds the key.
    case cookie(name: String, AccessKey)
    /// The permissions of the socket file keep others out.
    case none
  }

  let key: KeyPlace

  /// Pages of these origins may use the server besides its own.
  let allowedOrigins: Set<String>

  /// A request that is taken.
  struct Admission: Equatable, Sendable {
    /// Without the key.
    let target: RequestTarget

    /// The page that sent it, where it is one of another origin that is allowed.
    let foreignOrigin: String?

    /// Whether it asks if another request would be allowed (CORS preflight).
    let isPreflight: Bool
  }

  /// - Parameter port: the server's own; `nil` for a socket file.
  /// - Throws: ``RequestRefusal``.
  func admit(_ head: HTTPRequestHead, port: Int?) throws(RequestRefusal) -> Admission {
    // TRACE would echo the tokens; CONNECT and the like are for another kind of proxy.
    guard Self.forwardedMethods.contains(head.method.rawValue) else { throw .method }
    try checkFraming(head)
    try checkHost(head, port: port)
    let target = try RequestTarget(head.uri)
    let foreign = try foreignOrigin(head, port: port)
    let isPreflight =
      head.method == .OPTIONS && foreign != nil
      && head.headers.contains(name: "Access-Control-Request-Method")
    return Admission(
      target: try unlocked(target, head), foreignOrigin: foreign, isPreflight: isPreflight)
  }

  private static let forwardedMethods: Set<String> = [
    "GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE",
  ]

  /// Two lengths are two opinions about where the next request begins (RFC 9112, section 6.3).
  private func checkFraming(_ head: HTTPRequestHead) throws(RequestRefusal) {
    let lengths = head.headers["Content-Length"]
    let encodings = head.headers["Transfer-Encoding"]
    guard lengths.count <= 1, lengths.isEmpty || encodings.isEmpty else { throw .framing }
    guard lengths.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }) else { throw .framing }
    guard encodings.isEmpty || encodings.map({ $0.lowercased() }) == ["chunked"] else {
      throw .framing
    }
  }

  /// The name of the host is what a page of another site, whose name was made to lead here, cannot
  /// change.
  private func checkHost(_ head: HTTPRequestHead, port: Int?) throws(RequestRefusal) {
    let hosts = head.headers["Host"]
    guard hosts.count == 1, let host = hosts.first else { throw .foreignHost }
    guard let port else { return }
    guard Self.ownHosts(port).contains(host.lowercased()) else { throw .foreignHost }
  }

  static func ownHosts(_ port: Int) -> [String] { ["127.0.0.1:\(port)", "localhost:\(port)"] }

  /// - Returns: the allowed origin of another page; `nil` for programs and the server's own pages.
  private func foreignOrigin(
    _ head: HTTPRequestHead, port: Int?
  ) throws(RequestRefusal) -> String? {
    let origins = head.headers["Origin"]
    guard origins.count <= 1 else { throw .foreignOrigin }
    if let origin = origins.first {
      if allowedOrigins.contains(origin) { return origin }
      let own = port.map { Self.ownHosts($0).map { "http://\($0)" } } ?? []
      guard own.contains(origin.lowercased()) else { throw .foreignOrigin }
    }
    let site = head.headers.first(name: "Sec-Fetch-Site")?.lowercased()
    guard site == nil || site == "same-origin" || site == "none" else { throw .foreignOrigin }
    return nil
  }

  /// The target without the key, when the request has it.
  private func unlocked(
    _ target: RequestTarget, _ head: HTTPRequestHead
  ) throws(RequestRefusal) -> RequestTarget {
    switch key {
    case .none: return target
    case .path(let key):
      let (candidate, rest) = target.splitAtKey
      guard key.matches(candidate) else { throw .keyMissing }
      return rest
    case .cookie(let name, let key):
      // The first address a browser opens has the key in its path, and gets the cookie for it.
      if key.matches(target.splitAtKey.key) { return target }
      let values = RequestCookies(head.headers).values(named: name)
      guard values.count == 1, key.matches(values[0]) else { throw .keyMissing }
      return target
    }
  }
}

private func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
