package import AccountModel
import AsyncHTTPClient
package import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// Sends requests to one endpoint and nowhere else: no redirect is followed, every wait has a bound,
/// and certificates are checked, by TLS 1.2 or newer.
package final class HTTPTransport: Sendable {
  package let endpoint: Endpoint
  private let client: HTTPClient
  private let proxy: Proxy?
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
  ///   - trust: the certificate authorities to trust.
  /// - Throws: ``APIError/untrusted(_:)`` when the authorities cannot be read.
  package init(
    endpoint: Endpoint, proxy: Proxy? = nil,
    trust: TrustStore = TrustStore(file: nil, environment: [:]),
    limits: Limits = Limits(), now: @escaping @Sendable () -> Date = { Date() }
  ) throws(APIError) {
    self.endpoint = endpoint
    self.proxy = proxy
    self.limits = limits
    self.now = now
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    if endpoint.scheme == .https { try trust.apply(to: &tls) }
    var configuration = HTTPClient.Configuration()
    configuration.httpVersion = .http1Only
    configuration.tlsConfiguration = tls
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(connect: .seconds(Int64(limits.connect)))
    // Retries are the caller's; by default a refused connection is tried until the deadline.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.proxy = proxy?.configuration
    // Nobody traces, and the library would ask a tracer that does nothing.
    configuration.tracing.tracer = nil
    configuration.http1_1ConnectionDebugInitializer = { channel in
      ResponseGuard.install(on: channel, body: limits.body)
    }
    client = HTTPClient(
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
  }

  deinit {
    client.shutdown { _ in }
  }

  /// Sends once and reads the whole answer, whatever its status.
  ///
  /// - Parameter budget: what the command may take; the request is counted on it.
  func sendOnce(
    _ request: HTTPRequest, budget: Budget = Budget()
  ) async throws(APIError) -> HTTPResponse {
    let left = try budget.beginRequest()
    let isLast = left < Double(limits.attempt)
    let seconds = min(left, Double(limits.attempt))
    let outgoing = prepared(request)
    let progress = Progress()
    do {
      return try await withThrowingTaskGroup(of: HTTPResponse.self) { [self] group in
        group.addTask { try await self.exchange(outgoing, budget, progress) }
        group.addTask {
          // The library's own deadline ends with the head of the answer.
          try await Task.sleep(for: .seconds(seconds))
          throw DeadlineExceeded()
        }
        defer { group.cancelAll() }
        guard let response = try await group.next() else { throw CancellationError() }
        return response
      }
    } catch {
      if Task.isCancelled { throw .cancelled }
      let wait = progress.wait
      if error is DeadlineExceeded {
        throw isLast ? budget.timeIsUp : .timedOut(seconds: limits.attempt, waitingFor: wait)
      }
      throw await explained(
        TransportFailure(
          error, proxy: proxy, limits: limits, attempt: limits.attempt, waitingFor: wait))
    }
  }

  private func exchange(
    _ request: HTTPClientRequest, _ budget: Budget, _ progress: Progress
  ) async throws -> HTTPResponse {
    let sent = now()
    let answer = try await client.execute(request, deadline: .distantFuture)
    let received = now()
    progress.wait = .body(received: 0)
    var body = Data()
    for try await part in answer.body {
      guard part.readableBytes <= limits.body - body.count else {
        throw APIError.unreadable("the answer is larger than \(limits.body >> 20) MiB")
      }
      try budget.receive(part.readableBytes)
      part.withUnsafeReadableBytes { body.append($0.bindMemory(to: UInt8.self)) }
      progress.wait = .body(received: body.count)
    }
    return HTTPResponse(
      status: Int(answer.status.code),
      headers: answer.headers.map { (name: $0.name, value: $0.value) },
      body: body, sent: sent, received: received)
  }

  /// Finds out what the library does not say.
  private func explained(_ failure: TransportFailure) async -> APIError {
    switch failure {
    case .known(.timedOut(let seconds, .connection))
    where endpoint.scheme == .https && proxy == nil:
      // The library does not tell a connection from the handshake on it.
      let channel = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connectTimeout(.seconds(2)).connect(host: endpoint.host, port: endpoint.port).get()
      channel?.close(promise: nil)
      return .timedOut(seconds: seconds, waitingFor: channel == nil ? .connection : .handshake)
    case .known(let error): return error
    case .certificateRefused(let isWrongHost):
      let probe = CertificateProbe(endpoint: endpoint, proxy: proxy, limit: limits.connect)
      return .untrusted(
        TrustFault(chain: await probe.chain(), isWrongHost: isWrongHost, now: Date()))
    }
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

/// What one request waits for.
private final class Progress: Sendable {
  private let state = Mutex(APIError.Wait.answer)

  var wait: APIError.Wait {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
