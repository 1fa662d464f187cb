package import AccountCore
import AccountModel
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// Says whom requests act as: the core, through what the proxy needs of it.
package protocol RequestAuthority: Sendable {
  /// The identity of a read, where that is known without waiting for anything; `nil` to ask the other.
  ///
  /// - Parameter arrived: when the request came: what changed before counts for it.
  /// - Throws: ``AccountError`` for a request that may not be sent.
  func keptIdentity(
    forMethod method: String, path: String, arrived: ContinuousClock.Instant
  ) throws(AccountError) -> ForwardingIdentity?

  /// - Throws: ``AccountError`` for a request that may not be sent, or that nobody can act for.
  func identity(
    forMethod method: String, path: String
  ) async throws(AccountError) -> ForwardingIdentity

  /// The identity to try once more with after a 401; `nil` for none.
  func identity(
    replacing refused: ForwardingIdentity
  ) async throws(AccountError) -> ForwardingIdentity?
}

extension RequestAuthority {
  package func keptIdentity(
    forMethod method: String, path: String, arrived: ContinuousClock.Instant
  ) throws(AccountError) -> ForwardingIdentity? { nil }
}

extension ForwardingSession: RequestAuthority {}

/// One request and its answer. It is used by the task of its connection alone.
final class Exchange {
  private let site: any Site
  private let authority: any RequestAuthority
  private let forwarder: Forwarder
  private let head: HTTPRequestHead
  private let parts: InboundParts
  private let client: ClientWriter

  /// The server's own; `nil` for a socket file.
  private let port: Int?
  private let arrived: ContinuousClock.Instant
  private let isLast: () -> Bool

  private var identity: ForwardingIdentity?
  private var status: HTTPResponseStatus?

  /// Cleaned; `nil` for a request that is not logged.
  private var path: String? = "-"

  /// Whether the forwarder reads the body: two may not read at the same time.
  private var isBodyStreamed = false

  /// Whether the client may send another request.
  private(set) var keepsConnection: Bool

  init(
    site: any Site, authority: any RequestAuthority, forwarder: Forwarder, head: HTTPRequestHead,
    parts: InboundParts, client: ClientWriter, port: Int?, arrived: ContinuousClock.Instant,
    isLast: @escaping () -> Bool
  ) {
    self.site = site
    self.authority = authority
    self.forwarder = forwarder
    self.head = head
    self.parts = parts
    self.client = client
    self.port = port
    self.arrived = arrived
    self.isLast = isLast
    keepsConnection = head.version == .http1_1 && head.isKeepAlive
  }

  /// - Throws: what broke the connection on either side; it must be closed then.
  func run() async throws {
    let admission: RequestGuard.Admission
    do throws(RequestRefusal) {
      admission = try site.rules.admit(head, port: port)
      path = site.loggedPath(admission.target).map { cleanText($0, limit: 200) }
      // A change that is allowed has happened before a request comes here.
      if head.headers.contains(name: "Upgrade") { throw .upgrade }
    } catch {
      return try await answer(LocalAnswer(error))
    }
    if admission.isPreflight, let origin = admission.foreignOrigin {
      return try await answer(CrossOrigin.preflight(head, from: origin))
    }
    if let local = await site.localAnswer(to: head, admission) {
      return try await answer(local, to: admission)
    }
    let identity: ForwardingIdentity
    do throws(AccountError) {
      identity = try await actor(admission)
    } catch {
      return try await answer(LocalAnswer(error), to: admission)
    }
    self.identity = identity
    try await forward(admission, as: identity)
  }

  private func actor(
    _ admission: RequestGuard.Admission
  ) async throws(AccountError) -> ForwardingIdentity {
    let (method, path) = (head.method.rawValue, admission.target.path)
    if let kept = try authority.keptIdentity(forMethod: method, path: path, arrived: arrived) {
      return kept
    }
    return try await offEventLoop { [authority] () async throws(AccountError) in
      try await authority.identity(forMethod: method, path: path)
    }
  }

  func entry(at time: Date, lasting duration: Duration, isBroken: Bool = false) -> RequestLogEntry?
  {
    guard let path else { return nil }
    return RequestLogEntry(
      time: time, method: cleanText(head.method.rawValue, limit: 20), path: path,
      status: isBroken ? nil : status.map { Int($0.code) },
      milliseconds: Int(duration / .milliseconds(1)), identity: identity)
  }

  // MARK: - Forwarding

  private func forward(
    _ admission: RequestGuard.Admission, as first: ForwardingIdentity
  ) async throws {
    let body = try await requestBody()
    var identity = first
    let response: UpstreamResponse
    do {
      var answer = try await send(admission, body, as: identity)
      if answer.status == .unauthorized, body.isReplayable,
        let other = try? await replacement(for: identity)
      {
        // The identity a line of the log names is the one that acted.
        identity = other
        self.identity = other
        answer = try await send(admission, body, as: other)
      }
      response = answer
    } catch {
      if Task.isCancelled { throw error }
      return try await answer(Self.failure(error), to: admission)
    }
    try await pass(response, admission, as: identity)
  }

  private func replacement(
    for refused: ForwardingIdentity
  ) async throws(AccountError) -> ForwardingIdentity? {
    try await offEventLoop { [authority] () async throws(AccountError) in
      try await authority.identity(replacing: refused)
    }
  }

  private func send(
    _ admission: RequestGuard.Admission, _ body: Forwarder.Body, as identity: ForwardingIdentity
  ) async throws -> UpstreamResponse {
    try await forwarder.send(
      head.method, admission.target,
      try site.requestHeaders(head.headers, as: identity, port: port), body)
  }

  /// The body, in memory where it is small enough to be sent once more.
  private func requestBody() async throws -> Forwarder.Body {
    let length = head.headers.first(name: "Content-Length").flatMap { Int64($0) }
    let isChunked = head.headers.contains(name: "Transfer-Encoding")
    guard isChunked || length ?? 0 > 0 else { return .none }
    if head.headers[canonicalForm: "Expect"].contains(where: { $0.lowercased() == "100-continue" })
    {
      try await client.write([.head(HTTPResponseHead(version: .http1_1, status: .continue))])
    }
    guard let length, length <= Self.replayLimit else {
      isBodyStreamed = true
      return .streamed(parts, length: length)
    }
    var buffer = ByteBuffer()
    while let part = try await parts.nextBodyPart() { buffer.writeImmutableBuffer(part) }
    return .buffered(buffer)
  }

  private static func failure(_ error: any Error) -> LocalAnswer {
    let timeouts: [HTTPClientError] = [
      .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded,
    ]
    let isTimeout =
      switch error {
      case let error as HTTPClientError: timeouts.contains(error)
      case UpstreamFailure.timeout, ChannelError.connectTimeout: true
      case let error as NIOConnectionError:
        error.connectionErrors.contains {
          if case ChannelError.connectTimeout = $0.error { true } else { false }
        }
      default: false
      }
    return LocalAnswer(
      isTimeout ? .gatewayTimeout : .badGateway,
      detail: "The server behind the proxy "
        + (isTimeout ? "did not answer in time." : "could not be reached, or broke off."))
  }

  // MARK: - Answering

  private func pass(
    _ response: UpstreamResponse, _ admission: RequestGuard.Admission,
    as identity: ForwardingIdentity
  ) async throws {
    status = response.status
    var headers = site.answerHeaders(response.headers, as: identity, to: admission)
    let hasBody = head.method != .HEAD && response.status.mayHaveResponseBody
    let length = headers.first(name: "Content-Length").flatMap { Int($0) }
    if response.status == .noContent { headers.remove(name: "Content-Length") }
    finish(&headers, hasUnknownLength: hasBody && length == nil)
    let answerHead = HTTPResponseHead(
      version: .http1_1, status: response.status, headers: headers)
    guard hasBody else {
      try await client.write([.head(answerHead), .end(nil)], closes: !keepsConnection)
      return closeUnlessRead()
    }
    var search = site.searchesBodies ? SecretSearch(identity.secrets.map { $0.reveal() }) : nil
    if let length, length <= Self.wholeLimit {
      // One write for all of it.
      var whole = ByteBuffer()
      while let part = try await response.nextPart() {
        whole.writeImmutableBuffer(try search?.pass(part) ?? part)
      }
      if let rest = search?.end() { whole.writeImmutableBuffer(rest) }
      guard whole.readableBytes == length else { throw UpstreamFailure.closed }
      try await client.write(
        [.head(answerHead), .body(.byteBuffer(whole)), .end(nil)], closes: !keepsConnection)
      return closeUnlessRead()
    }
    try await client.write([.head(answerHead)])
    while let part = try await response.nextPart() {
      let passed = try search?.pass(part) ?? part
      if passed.readableBytes > 0 { try await client.write([.body(.byteBuffer(passed))]) }
    }
    if let rest = search?.end(), rest.readableBytes > 0 {
      try await client.write([.body(.byteBuffer(rest))])
    }
    try Task.checkCancellation()
    try await client.write([.end(nil)], closes: !keepsConnection)
    closeUnlessRead()
  }

  /// Sends an answer of this server itself.
  private func answer(_ local: LocalAnswer, to admission: RequestGuard.Admission? = nil)
    async throws
  {
    let local = site.presented(local, to: head)
    status = local.status
    var headers = local.headers
    if let origin = admission?.foreignOrigin { CrossOrigin.allow(origin, in: &headers) }
    let isRead = await skipBody()
    if !isRead { keepsConnection = false }
    if local.stream == nil, local.status.mayHaveResponseBody {
      headers.add(name: "Content-Length", value: String(local.body.readableBytes))
    }
    finish(&headers, hasUnknownLength: local.stream != nil)
    let answerHead = HTTPResponseHead(version: .http1_1, status: local.status, headers: headers)
    guard let stream = local.stream, head.method != .HEAD else {
      let hasBody = head.method != .HEAD && local.body.readableBytes > 0
      try await client.write(
        [.head(answerHead)] + (hasBody ? [.body(.byteBuffer(local.body))] : [])
          + [.end(nil)], closes: !keepsConnection)
      return
    }
    try await client.write([.head(answerHead)])
    for await part in stream { try await client.write([.body(.byteBuffer(part))]) }
    try Task.checkCancellation()
    try await client.write([.end(nil)], closes: !keepsConnection)
  }

  /// Says how the body is framed, and whether the connection goes on.
  private func finish(_ headers: inout HTTPHeaders, hasUnknownLength: Bool) {
    if isLast() { keepsConnection = false }
    if hasUnknownLength {
      if head.version == .http1_1 {
        headers.replaceOrAdd(name: "Transfer-Encoding", value: "chunked")
      } else {
        keepsConnection = false
      }
    }
    if !keepsConnection { headers.replaceOrAdd(name: "Connection", value: "close") }
  }

  /// Where the next request begins is known only when the body was read.
  private func closeUnlessRead() {
    let hasBody =
      head.headers.contains(name: "Transfer-Encoding")
      || head.headers.first(name: "Content-Length").map { $0 != "0" } ?? false
    if hasBody, !parts.isBodyEnded { keepsConnection = false }
  }

  /// Reads what the client sends of a body that nobody wants: a connection that is closed before would
  /// take the answer with it.
  private func skipBody() async -> Bool {
    guard !isBodyStreamed else { return parts.isBodyEnded }
    guard !head.headers.contains(name: "Expect") else { return false }
    var left = Self.skipLimit
    do {
      while left > 0 {
        guard let part = try await parts.nextBodyPart() else { return true }
        left -= part.readableBytes
      }
    } catch {}
    return false
  }

  /// Bytes of a body that is kept until the answer is there.
  private static var replayLimit: Int64 { 64 << 10 }

  /// Bytes of an answer that is sent at once.
  private static var wholeLimit: Int { 32 << 10 }

  /// Bytes of a body that is read although it is not forwarded.
  private static var skipLimit: Int { 8 << 20 }
}
