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

  package init(_ route: ForwardingRoute) {
    self.route = route
    tls = TLSConfiguration(trusting: route.authorities)
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
