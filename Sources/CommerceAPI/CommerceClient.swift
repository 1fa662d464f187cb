package import AccountModel
import Foundation

/// The operations of the Commerce API that epswitch calls, against one store.
package struct CommerceClient: Sendable {
  package let store: Store
  /// Headers the person's settings add to every request, such as `EP-Channel`.
  let extraHeaders: [(name: String, value: String)]
  let transport: HTTPTransport
  let retry: RetryPolicy
  /// Told about every attempt, for `--verbose`; it never sees headers or bodies.
  let trace: @Sendable (String) -> Void

  package init(
    store: Store, transport: HTTPTransport, extraHeaders: [(name: String, value: String)] = [],
    retry: RetryPolicy = RetryPolicy(), trace: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.store = store
    self.transport = transport
    self.extraHeaders = extraHeaders
    self.retry = retry
    self.trace = trace
  }

  /// Sends a request, again if that may help, and gives any answer below 300.
  ///
  /// - Parameter secrets: everything secret in the request, to be kept out of errors.
  package func send(
    _ request: HTTPRequest, secrets: [Secret]
  ) async throws(APIError) -> HTTPResponse {
    var attempt = 1
    while true {
      let outcome = await self.attempt(request, secrets: secrets)
      let failure: APIError
      let requested: Double?
      switch outcome {
      case .answer(let response): return response
      case .failure(let error, let wanted): (failure, requested) = (error, wanted)
      }
      guard attempt < retry.attempts, isWorthRepeating(request, after: failure) else {
        throw failure
      }
      let delay = retry.delay(
        afterAttempt: attempt, requested: requested, chance: .random(in: 0...1))
      do { try await retry.sleep(delay) } catch { throw .cancelled }
      attempt += 1
    }
  }

  /// Sends a request once and gives the answer whatever its status, for `epswitch api`. Headers of
  /// the request stand in place of the usual ones.
  package func sendOnce(_ request: HTTPRequest) async throws(APIError) -> HTTPResponse {
    let path = request.path.prefix { $0 != "?" }
    let own = Set(request.headers.map { $0.name.lowercased() })
    var request = request
    request.headers = common.filter { !own.contains($0.name.lowercased()) } + request.headers
    do throws(APIError) {
      let response = try await transport.sendOnce(request)
      let milliseconds = Int(response.received.timeIntervalSince(response.sent) * 1000)
      trace("\(request.method) \(path) → \(response.status) (\(milliseconds) ms)")
      return response
    } catch {
      trace("\(request.method) \(path) → failed: \(error)")
      throw error
    }
  }

  private enum Outcome {
    case answer(HTTPResponse)
    case failure(APIError, retryAfter: Double?)
  }

  private func attempt(_ request: HTTPRequest, secrets: [Secret]) async -> Outcome {
    do throws(APIError) {
      let response = try await sendOnce(request)
      if response.status < 300 { return .answer(response) }
      let wanted = response.header("Retry-After").flatMap {
        retryAfter($0, serverNow: response.header("Date").flatMap(httpDate))
      }
      return .failure(APIError(response, secrets: secrets), retryAfter: wanted)
    } catch {
      return .failure(error, retryAfter: nil)
    }
  }

  private func isWorthRepeating(_ request: HTTPRequest, after failure: APIError) -> Bool {
    guard failure.isPassing else { return false }
    // Too many requests: it was turned away at the door, the proof was not looked at.
    if case .unavailable(status: 429, _) = failure { return true }
    return request.isRepeatable
  }

  private var common: [(name: String, value: String)] {
    [("Accept", "application/json"), ("User-Agent", "epswitch")] + extraHeaders
  }
}

extension APIError {
  fileprivate init(_ response: HTTPResponse, secrets: [Secret]) {
    let reason = (try? JSONDecoder().decode(ErrorBody.self, from: response.body))?
      .reason(withoutAnyOf: secrets)
    switch response.status {
    case 300..<400:
      let target = response.header("Location").flatMap { URLComponents(string: $0)?.host }
      self = .redirected(to: cleanText(target ?? "another address"))
    case 429, 500...: self = .unavailable(status: response.status, reason: reason)
    default: self = .refused(status: response.status, reason: reason)
    }
  }
}

extension HTTPResponse {
  /// The store's time as this answer tells it.
  package var clock: ServerClock? {
    header("Date").flatMap(httpDate).map {
      ServerClock(header: $0, sent: sent, received: received)
    }
  }

  /// Reads the body.
  ///
  /// - Parameter what: what it should be, for the error.
  func decoded<Body: Decodable>(_ type: Body.Type, what: String) throws(APIError) -> Body {
    do {
      return try JSONDecoder().decode(type, from: body)
    } catch {
      throw .unreadable("the answer is not \(what)")
    }
  }
}
