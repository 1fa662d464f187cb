import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Reads a request, applies faults to it, and writes what the endpoints answer.
///
/// It replaces Hummingbird's `Application`, which would overwrite the `Date` header and does not give
/// access to the connection.
struct CommerceResponder: Sendable {
  private static let largestBody = 1 << 20

  let endpoints: Endpoints
  let latency: Duration
  let now: @Sendable () -> Date
  private let router: RouterResponder<Exchange>
  private let logger = Logger(label: "commerce-simulator") { _ in SwiftLogNoOpLogHandler() }

  init(endpoints: Endpoints, latency: Duration, now: @escaping @Sendable () -> Date) {
    self.endpoints = endpoints
    self.latency = latency
    self.now = now
    router = endpoints.router().buildResponder()
  }

  @Sendable func respond(
    to request: Request, writer: consuming ResponseWriter, channel: any Channel
  ) async throws {
    var request = request
    let body = try await request.collectBody(upTo: Self.largestBody)
    let arrival = endpoints.identify(
      RecordedRequest(request, body: Data(body.readableBytesView)))
    let isControl = arrival.path.hasPrefix(CommercePath.control)
    let faults = isControl ? [] : endpoints.faults.apply(to: arrival)
    if !isControl { endpoints.requests.begin(arrival) }
    defer { if !isControl { endpoints.requests.end() } }

    if !isControl { try await wait(faults) }
    if faults.contains(.held) { await endpoints.held.hold() }
    if faults.contains(.droppedConnection) { return try await channel.close() }

    let exchange = Exchange(
      source: Exchange.Source(
        logger: logger, arrival: arrival, faults: faults, now: now(),
        baseURL: "http://\(request.head.authority ?? "127.0.0.1")"))
    var response = try await answer(request, exchange)
    if faults.contains(.heldAnswer) { await endpoints.held.hold() }
    response.headers[.date] = now().addingTimeInterval(skew(faults)).httpText
    try await writer.write(response: response.head, body: response.body)
  }

  private func wait(_ faults: [Fault]) async throws {
    let delays = faults.compactMap { if case .delay(let duration) = $0 { duration } else { nil } }
    let whole = delays.reduce(latency, +)
    if whole > .zero { try await Task.sleep(for: whole) }
  }

  private func skew(_ faults: [Fault]) -> TimeInterval {
    let seconds = faults.map { if case .skewedDate(let seconds) = $0 { seconds } else { 0 } }
    return TimeInterval(seconds.reduce(0, +))
  }

  private func answer(_ request: Request, _ exchange: Exchange) async throws -> Response {
    for fault in exchange.faults {
      switch fault {
      case .status(let code, let retryAfter):
        return failure(code, retryAfter: retryAfter)
      case .error(let code, let shape, let details):
        let error = CommerceError(
          status: HTTPResponse.Status(code: code), shape: shape, details: details)
        return .refusal(error, scenario: endpoints.store.scenario)
      case .redirect(let location):
        return Response(status: .found, headers: [.location: location])
      case .halfBody: return try await router.respond(to: request, context: exchange).halved()
      case .notJSON: return try await router.respond(to: request, context: exchange).asHTML()
      case .wrongShape:
        let response = try await router.respond(to: request, context: exchange)
        return .json(["data": ["rows": 17], "errors": "none"], status: response.status)
      default: continue
      }
    }
    return try await router.respond(to: request, context: exchange)
  }

  private func failure(_ code: Int, retryAfter: Int?) -> Response {
    let error = CommerceError(
      status: HTTPResponse.Status(code: code), details: ["a fault of the simulator"])
    var response = Response.refusal(error, scenario: endpoints.store.scenario)
    if let retryAfter { response.headers[.retryAfter] = "\(retryAfter)" }
    return response
  }
}

/// Ends a connection in the middle of a body.
private struct BodyCutOff: Error {}

extension Response {
  /// Promises the whole body and sends half of it.
  fileprivate func halved() -> Response {
    let whole = body
    var response = self
    response.body = ResponseBody(contentLength: whole.contentLength) { writer in
      try await whole.map { $0.getSlice(at: 0, length: $0.readableBytes / 2) ?? $0 }.write(writer)
      throw BodyCutOff()
    }
    return response
  }

  /// The page that a proxy in front of the store would show.
  fileprivate func asHTML() -> Response {
    Response(
      status: status, headers: [.contentType: "text/html"],
      body: ResponseBody(
        byteBuffer: ByteBuffer(string: "<!doctype html><title>Gateway</title><h1>Hello</h1>")))
  }
}
