package import AccountModel
import AsyncHTTPClient
package import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Sends requests to one endpoint and nowhere else: no redirect is followed, every wait has a bound,
/// and certificates are checked, by TLS 1.2 or newer.
package final class HTTPTransport: Sendable {
  package let endpoint: Endpoint
  private let client: HTTPClient
  private let limits: Limits
  private let now: @Sendable () -> Date

  /// How long to wait, and for how much.
  package struct Limits: Sendable {
    /// Seconds until a connection is made.
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
  ///   - proxy: the proxy to connect through; `nil` connects directly.
  ///   - authorities: a PEM file of certificate authorities to trust instead of the system's.
  /// - Throws: ``APIError/untrusted(_:)`` when the file of authorities is not readable.
  package init(
    endpoint: Endpoint, proxy: Proxy? = nil, authorities: String? = nil,
    limits: Limits = Limits(), now: @escaping @Sendable () -> Date = { Date() }
  ) throws(APIError) {
    self.endpoint = endpoint
    self.limits = limits
    self.now = now
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    if let authorities {
      guard FileManager.default.isReadableFile(atPath: authorities) else {
        throw .untrusted("the file of certificate authorities \(authorities) is not readable")
      }
      tls.trustRoots = .file(authorities)
    }
    var configuration = HTTPClient.Configuration()
    configuration.httpVersion = .http1Only
    configuration.tlsConfiguration = tls
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(connect: .seconds(Int64(limits.connect)))
    // Retries are the caller's; by default a refused connection is tried until the deadline.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.proxy = proxy?.configuration
    client = HTTPClient(
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
  }

  deinit {
    client.shutdown { _ in }
  }

  /// Sends once and reads the whole answer, whatever its status.
  func sendOnce(_ request: HTTPRequest) async throws(APIError) -> HTTPResponse {
    let outgoing = prepared(request)
    do {
      return try await withThrowingTaskGroup(of: HTTPResponse.self) { [self] group in
        group.addTask { try await self.exchange(outgoing) }
        group.addTask { [limits] in
          // The library's own deadline ends with the head of the answer.
          try await Task.sleep(for: .seconds(limits.attempt))
          throw DeadlineExceeded()
        }
        defer { group.cancelAll() }
        guard let response = try await group.next() else { throw CancellationError() }
        return response
      }
    } catch {
      throw Task.isCancelled ? .cancelled : APIError(transport: error, limits: limits)
    }
  }

  private func exchange(_ request: HTTPClientRequest) async throws -> HTTPResponse {
    let sent = now()
    let answer = try await client.execute(request, deadline: .distantFuture)
    let received = now()
    let body = try await answer.body.collect(upTo: limits.body)
    return HTTPResponse(
      status: Int(answer.status.code),
      headers: answer.headers.map { (name: $0.name, value: $0.value) },
      body: Data(body.readableBytesView), sent: sent, received: received)
  }

  private func prepared(_ request: HTTPRequest) -> HTTPClientRequest {
    var outgoing = HTTPClientRequest(url: endpoint.origin + request.path)
    outgoing.method = HTTPMethod(rawValue: request.method)
    outgoing.headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
    func addDefault(_ name: String, _ value: String) {
      if !outgoing.headers.contains(name: name) { outgoing.headers.add(name: name, value: value) }
    }
    addDefault("Accept", "application/json")
    addDefault("User-Agent", "epswitch")
    if let body = request.body {
      addDefault("Content-Type", request.contentType)
      outgoing.body = .bytes(ByteBuffer(bytes: body))
    }
    return outgoing
  }
}

/// The whole answer was not there in time.
private struct DeadlineExceeded: Error {}

extension APIError {
  /// Sorts what the HTTP library throws.
  fileprivate init(transport error: any Error, limits: HTTPTransport.Limits) {
    switch error {
    case is CancellationError: self = .cancelled
    case is DeadlineExceeded: self = .timedOut(seconds: limits.attempt)
    case let error as HTTPClientError:
      switch error {
      case .cancelled: self = .cancelled
      case .connectTimeout: self = .timedOut(seconds: limits.connect)
      case .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout,
        .tlsHandshakeTimeout:
        self = .timedOut(seconds: limits.attempt)
      case .proxyAuthenticationRequired:
        self = .unreachable("the proxy asks for a user name and password")
      case .invalidProxyResponse: self = .unreachable("the proxy refused the connection")
      case .remoteConnectionClosed: self = .unreachable("the connection broke")
      default: self = .unreachable(error.shortDescription)
      }
    case is NIOTooManyBytesError:
      self = .unreadable("the answer is larger than \(limits.body >> 20) MiB")
    case is HTTPParserError: self = .unreachable("the connection broke in the middle of an answer")
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self = .untrusted(tlsReason(error))
    case let error as IOError: self = .unreachable(String(cString: strerror(error.errnoCode)))
    case let error as NIOConnectionError: self = .unreachable(error.summary)
    default: self = .unreachable("the connection failed")
    }
  }
}

/// Why no secure connection could be made.
private func tlsReason(_ error: any Error) -> String {
  if error as? NIOSSLExtraError == .failedToValidateHostname {
    return "the certificate is for another host"
  }
  // The library gives the reason only as text.
  return "\(error)".contains("CERTIFICATE_VERIFY_FAILED")
    ? "the certificate is not trusted" : "no secure connection could be made"
}

extension NIOConnectionError {
  /// What went wrong for the last address tried, in the words of the system.
  fileprivate var summary: String {
    if dnsAError != nil || dnsAAAAError != nil, connectionErrors.isEmpty {
      return "the host name \(host) is unknown"
    }
    if let failure = connectionErrors.last?.error as? IOError {
      return String(cString: strerror(failure.errnoCode))
    }
    return "no address of \(host) answers"
  }
}
