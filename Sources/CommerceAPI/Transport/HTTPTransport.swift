package import AccountModel
import AsyncHTTPClient
package import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Sends requests to one endpoint and nowhere else: no redirect is followed, every wait is bounded,
/// certificates are checked.
package final class HTTPTransport: Sendable {
  package let endpoint: Endpoint
  private let client: HTTPClient
  private let limits: Limits
  private let now: @Sendable () -> Date

  /// How long to wait, and for how much.
  package struct Limits: Sendable {
    /// Seconds until a connection stands.
    package var connect: Int
    /// Seconds for one attempt from sending to the last byte.
    package var attempt: Int
    /// The largest answer that is read, in bytes.
    package var body: Int

    package init(connect: Int = 10, attempt: Int = 30, body: Int = 32 << 20) {
      self.connect = connect
      self.attempt = attempt
      self.body = body
    }
  }

  /// - Parameters:
  ///   - proxy: where to go through; `nil` goes straight.
  ///   - authorities: a PEM file of certificate authorities to trust instead of the system's.
  /// - Throws: ``APIError/untrusted(_:)`` when the authorities cannot be read.
  package init(
    endpoint: Endpoint, proxy: Proxy? = nil, authorities: String? = nil,
    limits: Limits = Limits(), now: @escaping @Sendable () -> Date = { Date() }
  ) throws(APIError) {
    self.endpoint = endpoint
    self.limits = limits
    self.now = now
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(
      connect: .seconds(Int64(limits.connect)), read: .seconds(Int64(limits.attempt)))
    // We do our own retries; by default a refused connection is tried until the deadline.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.proxy = proxy?.configuration
    if let authorities {
      guard FileManager.default.isReadableFile(atPath: authorities) else {
        throw .untrusted("the file of certificate authorities \(authorities) cannot be read")
      }
      var tls = TLSConfiguration.makeClientConfiguration()
      tls.trustRoots = .file(authorities)
      configuration.tlsConfiguration = tls
    }
    client = HTTPClient(
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
  }

  deinit {
    client.shutdown { _ in }
  }

  /// Sends once and reads the whole answer.
  func sendOnce(_ request: HTTPRequest) async throws(APIError) -> HTTPResponse {
    var outgoing = HTTPClientRequest(url: endpoint.origin + request.path)
    outgoing.method = HTTPMethod(rawValue: request.method)
    outgoing.headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
    if let body = request.body { outgoing.body = .bytes(ByteBuffer(bytes: body)) }
    let sent = now()
    do {
      let answer = try await client.execute(outgoing, timeout: .seconds(Int64(limits.attempt)))
      let head = now()
      let body = try await answer.body.collect(upTo: limits.body)
      return HTTPResponse(
        status: Int(answer.status.code),
        headers: answer.headers.map { (name: $0.name, value: $0.value) },
        body: Data(body.readableBytesView), sent: sent, received: head)
    } catch {
      throw Task.isCancelled ? .cancelled : APIError(transport: error, limits: limits)
    }
  }
}

extension APIError {
  /// Sorts what the HTTP library throws.
  fileprivate init(transport error: any Error, limits: HTTPTransport.Limits) {
    switch error {
    case is CancellationError: self = .cancelled
    case let error as HTTPClientError:
      switch error {
      case .cancelled: self = .cancelled
      case .connectTimeout: self = .timedOut(seconds: limits.connect)
      case .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout,
        .tlsHandshakeTimeout:
        self = .timedOut(seconds: limits.attempt)
      case .proxyAuthenticationRequired: self = .unreachable("the proxy asks for a password")
      case .invalidProxyResponse: self = .unreachable("the proxy did not let us through")
      case .remoteConnectionClosed: self = .unreachable("the connection broke")
      default: self = .unreachable(error.shortDescription)
      }
    case is NIOTooManyBytesError:
      self = .unreadable("the answer is larger than \(limits.body >> 20) MiB")
    case is HTTPParserError: self = .unreachable("the connection broke in the middle of an answer")
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
      self = .untrusted("no secure connection could be made")
    case let error as IOError: self = .unreachable(String(cString: strerror(error.errnoCode)))
    case let error as NIOConnectionError: self = .unreachable(error.plainWords)
    default: self = .unreachable("the connection failed")
    }
  }
}

extension NIOConnectionError {
  /// What went wrong for the last address tried, as the system says it.
  fileprivate var plainWords: String {
    if dnsAError != nil || dnsAAAAError != nil, connectionErrors.isEmpty {
      return "the host name \(host) is unknown"
    }
    if let failure = connectionErrors.last?.error as? IOError {
      return String(cString: strerror(failure.errnoCode))
    }
    return "no address of \(host) answers"
  }
}
