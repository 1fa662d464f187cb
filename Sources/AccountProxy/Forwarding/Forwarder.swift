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
package final class Forwarder: Sendable {
  let route: ForwardingRoute
  let tls: TLSConfiguration
  private let client: HTTPClient

  /// - Throws: ``AccountError`` of the kind `usage` when the file of authorities is not readable.
  package init(_ route: ForwardingRoute) throws(AccountError) {
    self.route = route
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    for (index, path) in route.authorities.enumerated() {
      guard FileManager.default.isReadableFile(atPath: path) else {
        throw AccountError(.usage, "The certificate authorities \(path) are not readable.")
      }
      if index == 0 {
        tls.trustRoots = .file(path)
      } else {
        tls.additionalTrustRoots.append(.file(path))
      }
    }
    self.tls = tls
    var configuration = HTTPClient.Configuration()
    configuration.httpVersion = .http1Only
    configuration.tlsConfiguration = tls
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(connect: .seconds(10), read: .hours(1), write: .minutes(5))
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
    configuration.proxy = route.proxy.map {
      $0.isSOCKS
        ? .socksServer(host: $0.host, port: $0.port)
        : .server(
          host: $0.host, port: $0.port,
          authorization: $0.user.map { [password = $0.password] user in
            .basic(username: user, password: password?.reveal() ?? "")
          })
    }
    client = HTTPClient(
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
  }

  deinit { client.shutdown { _ in } }

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
  ) async throws -> HTTPClientResponse {
    do {
      return try await sendOnce(method, target, headers, body)
    } catch let error as HTTPClientError
      where error == .remoteConnectionClosed && body.isReplayable
      && Self.idempotent.contains(method.rawValue)
    {
      // A connection that was kept may have been closed just when it was used again.
      return try await sendOnce(method, target, headers, body)
    }
  }

  private func sendOnce(
    _ method: HTTPMethod, _ target: RequestTarget, _ headers: HTTPHeaders, _ body: Body
  ) async throws -> HTTPClientResponse {
    var request = HTTPClientRequest(url: route.endpoint.description + target.text)
    request.method = method
    request.headers = headers
    var limit = TimeAmount.minutes(2)
    switch body {
    case .none: break
    case .buffered(let buffer): request.body = .bytes(buffer)
    case .streamed(let parts, let length):
      limit = .hours(12)
      request.body = .stream(parts, length: length.map { .known($0) } ?? .unknown)
    }
    return try await client.execute(request, timeout: limit)
  }

  /// RFC 9110, section 9.2.2.
  private static let idempotent: Set<String> = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]
}
