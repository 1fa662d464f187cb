package import AccountCore
import AccountModel
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Sends requests to one server and nowhere else: no redirect is followed, and certificates are
/// checked, by TLS 1.2 or newer. Bodies stream both ways.
///
/// A request whose body is in memory goes over a connection on the event loop of whoever sends it, which
/// costs much less than the client, which does the rest.
package final class Forwarder: Sendable {
  let route: ForwardingRoute
  private let answerLimit: TimeAmount

  /// The `Host` of every request.
  private let authority: String
  private let client: HTTPClient

  /// `nil` where it cannot be made, of which the client says why, or is not needed.
  private let tls: NIOSSLContext?

  /// By event loop; empty where a proxy is on the way, which the client knows.
  private let pools: [ObjectIdentifier: UpstreamPool]

  /// - Parameter answerLimit: how long the header of an answer may take.
  package init(_ route: ForwardingRoute, answerLimit: Duration = .seconds(120)) {
    self.route = route
    self.answerLimit = TimeAmount(answerLimit)
    authority = route.endpoint.authority
    let configuration = TLSConfiguration(trusting: route.authorities)
    let isSecure = route.endpoint.scheme == .https
    let tls = isSecure ? try? NIOSSLContext(configuration: configuration) : nil
    self.tls = tls
    client = Self.client(of: route, configuration)
    guard route.proxy == nil, tls != nil || !isSecure else {
      pools = [:]
      return
    }
    let connecting: UpstreamPool.Connecting = { connection, eventLoop in
      _ = try await Self.connect(to: route.endpoint, tls, on: eventLoop) { channel in
        var encoding = HTTPRequestEncoder.Configuration()
        encoding.automaticallySetFramingHeaders = false
        try channel.pipeline.syncOperations.addHTTPClientHandlers(encoderConfiguration: encoding)
        try channel.pipeline.syncOperations.addHandlers(AnswerGuard(), connection)
      }
    }
    var pools: [ObjectIdentifier: UpstreamPool] = [:]
    for eventLoop in MultiThreadedEventLoopGroup.singleton.makeIterator() {
      pools[ObjectIdentifier(eventLoop)] = UpstreamPool(eventLoop, connecting)
    }
    self.pools = pools
  }

  deinit {
    client.shutdown { _ in }
    for pool in pools.values { pool.close() }
  }

  private static func client(
    of route: ForwardingRoute, _ tls: TLSConfiguration
  ) -> HTTPClient {
    var configuration = HTTPClient.Configuration()
    configuration.httpVersion = .http1Only
    configuration.tlsConfiguration = tls
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(connect: .seconds(10), read: .hours(1), write: .minutes(5))
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
    configuration.http1_1ConnectionDebugInitializer = { AnswerGuard.install(on: $0) }
    configuration.proxy = route.proxy.map {
      $0.isSOCKS
        ? .socksServer(host: $0.host, port: $0.port)
        : .server(
          host: $0.host, port: $0.port,
          authorization: $0.user.map { [password = $0.password] user in
            .basic(username: user, password: password?.reveal() ?? "")
          })
    }
    return HTTPClient(
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
  }

  /// The body of a request.
  enum Body {
    case none
    /// Small enough to be sent twice.
    case buffered(ByteBuffer)
    /// - Parameter length: in bytes; `nil` when it is not known.
    case streamed(InboundParts, length: Int64?)

    var isReplayable: Bool { if case .streamed = self { false } else { true } }
  }

  /// Sends a request, and gives its answer as soon as its header is there. When the task is cancelled,
  /// the request is too.
  func send(
    _ method: HTTPMethod, _ target: RequestTarget, _ headers: HTTPHeaders, _ body: Body
  ) async throws -> UpstreamResponse {
    let isRepeatable = body.isReplayable && Self.idempotent.contains(method.rawValue)
    if let pool = MultiThreadedEventLoopGroup.currentEventLoop.flatMap({
      pools[ObjectIdentifier($0)]
    }
    ), body.isReplayable {
      let head = head(method, target, headers, body)
      guard let kept = pool.take() else {
        return try await send(head, body, on: try await pool.connect())
      }
      do {
        return try await send(head, body, on: kept)
      } catch UpstreamFailure.closed where isRepeatable && !Task.isCancelled {
        // A connection that was kept may have been closed just when it was used again.
        return try await send(head, body, on: try await pool.connect())
      }
    }
    do {
      return try await sendByClient(method, target, headers, body)
    } catch let error as HTTPClientError where error == .remoteConnectionClosed && isRepeatable {
      return try await sendByClient(method, target, headers, body)
    }
  }

  // MARK: - Over a connection of the event loop

  private func head(
    _ method: HTTPMethod, _ target: RequestTarget, _ headers: HTTPHeaders, _ body: Body
  ) -> HTTPRequestHead {
    var all = HTTPHeaders()
    all.reserveCapacity(headers.count + 2)
    all.add(name: "Host", value: authority)
    all.add(contentsOf: headers)
    if case .buffered(let buffer) = body {
      all.add(name: "Content-Length", value: String(buffer.readableBytes))
    } else if !Self.bodiless.contains(method.rawValue) {
      // A server expects a body of these, and so a length (RFC 9110, section 8.6).
      all.add(name: "Content-Length", value: "0")
    }
    return HTTPRequestHead(version: .http1_1, method: method, uri: target.text, headers: all)
  }

  private func send(
    _ head: HTTPRequestHead, _ body: Body, on connection: UpstreamConnection
  ) async throws -> UpstreamResponse {
    guard let eventLoop = MultiThreadedEventLoopGroup.currentEventLoop else {
      throw ChannelError.operationUnsupported
    }
    let answer = UpstreamAnswer(eventLoop)
    var content: ByteBuffer?
    if case .buffered(let buffer) = body { content = buffer }
    let response = try await answer.head { [content] in
      connection.send(head, content, within: answerLimit, to: answer)
    }
    return UpstreamResponse(
      response.status, response.headers, take: answer.nextPart, abandon: answer.abandon)
  }

  /// Opens a connection, by TLS where the server speaks it.
  ///
  /// - Parameter setUp: adds what is behind TLS.
  static func connect(
    to endpoint: Endpoint, _ tls: NIOSSLContext?, on eventLoop: any EventLoop,
    _ setUp: @escaping @Sendable (any Channel) throws -> Void
  ) async throws -> any Channel {
    let isNumber = (try? SocketAddress(ipAddress: endpoint.host, port: 0)) != nil
    return try await ClientBootstrap(group: eventLoop)
      .connectTimeout(.seconds(10))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls {
            try channel.pipeline.syncOperations.addHandler(
              NIOSSLClientHandler(context: tls, serverHostname: isNumber ? nil : endpoint.host))
          }
          try setUp(channel)
        }
      }
      .connect(host: endpoint.host, port: endpoint.port).get()
  }

  /// Opens a connection for something else than requests.
  ///
  /// - Throws: also where a proxy is on the way, or the certificates cannot be read.
  func connect(
    on eventLoop: any EventLoop, _ setUp: @escaping @Sendable (any Channel) throws -> Void
  ) async throws -> any Channel {
    guard !pools.isEmpty else { throw ChannelError.operationUnsupported }
    return try await Self.connect(to: route.endpoint, tls, on: eventLoop, setUp)
  }

  // MARK: - By the client

  private func sendByClient(
    _ method: HTTPMethod, _ target: RequestTarget, _ headers: HTTPHeaders, _ body: Body
  ) async throws -> UpstreamResponse {
    var request = HTTPClientRequest(url: route.endpoint.description + target.text)
    request.method = method
    request.headers = headers
    var limit = answerLimit
    switch body {
    case .none: break
    case .buffered(let buffer): request.body = .bytes(buffer)
    case .streamed(let parts, let length):
      limit = .hours(12)
      request.body = .stream(parts, length: length.map { .known($0) } ?? .unknown)
    }
    let response = try await client.execute(request, timeout: limit)
    var iterator = response.body.makeAsyncIterator()
    return UpstreamResponse(response.status, response.headers, take: { try await iterator.next() })
  }

  /// RFC 9110, section 9.2.2.
  private static let idempotent: Set<String> = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]

  /// Methods of which no server expects a body.
  private static let bodiless: Set<String> = ["GET", "HEAD", "OPTIONS", "DELETE"]
}

extension TLSConfiguration {
  /// A client of TLS 1.2 or newer that trusts these authorities.
  fileprivate init(trusting authorities: [ForwardingRoute.Authorities]) {
    self = .makeClientConfiguration()
    minimumTLSVersion = .tlsv12
    // The library's own choice is not wanted besides.
    trustRoots = .certificates([])
    additionalTrustRoots = authorities.map { source in
      switch source {
      case .path(let path): .file(path)
      case .certificates(let all):
        .certificates(all.compactMap { try? NIOSSLCertificate(bytes: $0, format: .der) })
      }
    }
  }
}
