import AccountCore
import AccountModel
import Foundation
import NIOCore
import ProgramTesting
import Synchronization
import Testing

@testable import AccountProxy

/// Acts as whom a test says.
final class FixedAuthority: RequestAuthority {
  private let identities: Mutex<[ForwardingIdentity]>
  private let refusal: AccountError?
  private let asked = Mutex<[String]>([])

  /// - Parameters:
  ///   - identities: the first acts; each 401 takes the next.
  ///   - refusal: what every request is answered with.
  init(_ identities: [ForwardingIdentity], refusal: AccountError? = nil) {
    self.identities = Mutex(identities)
    self.refusal = refusal
  }

  /// `METHOD path` of every request that was let through the guard.
  var requests: [String] { asked.withLock(\.self) }

  func identity(
    forMethod method: String, path: String
  ) async throws(AccountError) -> ForwardingIdentity {
    asked.withLock { $0.append("\(method) \(path)") }
    if let refusal { throw refusal }
    return identities.withLock { $0[0] }
  }

  func identity(
    replacing refused: ForwardingIdentity
  ) async throws(AccountError) -> ForwardingIdentity? {
    identities.withLock { identities in
      guard identities.count > 1 else { return nil }
      identities.removeFirst()
      return identities[0]
    }
  }
}

/// A proxy in front of an ``Upstream``.
final class ProxyBench: Sendable {
  let upstream: Upstream
  let proxy: APIProxy
  let authority: FixedAuthority

  init(
    _ upstream: Upstream, authority: FixedAuthority? = nil,
    listener: ProxyServer.Listener = .port(0),
    allowedOrigins: Set<String> = [], limits: ProxyServer.Limits = ProxyServer.Limits()
  ) async throws {
    self.upstream = upstream
    let authority = try authority ?? FixedAuthority([Self.identity("A")])
    self.authority = authority
    let entries = Entries()
    proxy = try await APIProxy.start(
      listener, to: ForwardingRoute(endpoint: try Endpoint("http://127.0.0.1:\(upstream.port)")),
      authority: authority, allowedOrigins: allowedOrigins, limits: limits,
      log: { entries.append($0) })
    self.entries = entries
  }

  private let entries: Entries

  var logged: [RequestLogEntry] { entries.all }

  final class Entries: Sendable {
    private let values = Mutex<[RequestLogEntry]>([])
    var all: [RequestLogEntry] { values.withLock(\.self) }
    func append(_ entry: RequestLogEntry) { values.withLock { $0.append(entry) } }
  }

  static func identity(
    _ name: String, method: SignInMethod = .passwordProfile("p"), headers: [HeaderField] = []
  ) throws -> ForwardingIdentity {
    let store = Store(endpoint: try Endpoint("http://127.0.0.1:1"), clientID: "client")
    let credentials = AccountCredentials(
      account: Account(id: AccountID("id-\(name)"), name: name, expiry: nil),
      token: AccountToken(secret: Secret("account-token-\(name)"), expiry: nil),
      accessToken: Secret("access-token-\(name)"),
      sessionID: SessionID(store: store, grantType: .implicit, method: method, memberID: "m"),
      profileHeaders: headers)
    return ForwardingIdentity(
      credentials: credentials, headers: try #require(credentials.headers),
      member: AccountMember(id: "m", username: "ada"))
  }

  var port: Int { proxy.server.port ?? 0 }

  /// `/KEY`
  var base: String { String(proxy.baseAddress.dropFirst("http://127.0.0.1:\(port)".count)) }

  /// Sends bytes and waits until the answer, or the end of the connection, is there.
  func exchange(
    _ text: String, until isDone: (@Sendable (RawClient) -> Bool)? = nil
  ) async throws -> RawClient {
    let client = try await RawClient.connect(port: port)
    try await client.send(text)
    try await waitUntil("an answer to \(text.prefix(200))") {
      client.isClosed || (isDone ?? { Self.isWhole($0.text) })(client)
    }
    return client
  }

  /// A request with what every client sends.
  func get(_ path: String, _ headers: String = "", method: String = "GET") async throws -> RawClient
  {
    let request =
      "\(method) \(base)\(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(headers)\r\n"
    guard method == "HEAD" else { return try await exchange(request) }
    return try await exchange(request, until: { $0.text.contains("\r\n\r\n") })
  }

  /// Whether a text holds one whole answer.
  private static func isWhole(_ text: String) -> Bool {
    guard let end = text.range(of: "\r\n\r\n") else { return false }
    let head = text[..<end.lowerBound].lowercased()
    let body = text[end.upperBound...]
    if head.contains("transfer-encoding: chunked") { return body.hasSuffix("0\r\n\r\n") }
    guard let length = head.firstMatch(of: /content-length: (\d+)/).flatMap({ Int($0.output.1) })
    else { return !head.hasPrefix("http/1.1 2") || head.hasPrefix("http/1.1 204") }
    return body.utf8.count >= length
  }
}
