package import AccountModel
import Foundation

/// The operations of the Commerce API that epswitch calls, against one store.
package struct CommerceClient: Sendable {
  package let store: Store
  /// Headers the person's settings add to every request, such as `EP-Channel`.
  let profileHeaders: [HeaderField]
  let transport: HTTPTransport
  let retry: RetryPolicy
  /// What all requests of this client may take together.
  package var budget: Budget
  /// Told about every attempt, for `--verbose`; it never sees headers, queries or bodies.
  let trace: @Sendable (String) -> Void

  package init(
    store: Store, transport: HTTPTransport, profileHeaders: [HeaderField] = [],
    retry: RetryPolicy = RetryPolicy(), budget: Budget = Budget(),
    trace: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.store = store
    self.transport = transport
    self.profileHeaders = profileHeaders
    self.retry = retry
    self.budget = budget
    self.trace = trace
  }

  /// Sends a request once and gives the answer whatever its status, for `epswitch api`. Headers of
  /// the request replace those of the profile.
  package func sendOnce(_ request: HTTPRequest) async throws(APIError) -> HTTPResponse {
    let path = request.path.prefix { $0 != "?" }
    let named = Set(request.headers.map { $0.name.lowercased() })
    var request = request
    request.headers =
      profileHeaders.filter { !named.contains($0.name.lowercased()) } + request.headers
    do throws(APIError) {
      let response = try await transport.sendOnce(request, budget: budget)
      let milliseconds = Int(response.received.timeIntervalSince(response.sent) * 1000)
      trace("\(request.method) \(path) → \(response.status) (\(milliseconds) ms)")
      return response
    } catch {
      trace("\(request.method) \(path) → failed: \(error)")
      throw error
    }
  }
}

/// A request of one operation, with what must be known about it when it fails.
struct Call: Sendable {
  var request: HTTPRequest
  var subject: Refusal.Subject
  /// Everything secret in the request, to be kept out of errors.
  var secrets: [Secret] = []
  /// Whether sending it twice does no harm. A credential that works once (an authorization code, a
  /// one-time password) makes it false: then it is sent again only when the store did not read it.
  var isRetryable = true

  /// Puts the access token and, where one is given, an account token into the headers.
  ///
  /// - Throws: ``APIError/unreadable(_:)`` for a token that no header can hold.
  mutating func authorize(
    _ accessToken: Secret, accountToken: Secret?
  ) throws(APIError) {
    guard let authorization = HeaderField(authorizing: accessToken) else {
      throw .unreadable("the access token does not fit into a header")
    }
    request.headers.append(authorization)
    secrets.append(accessToken)
    guard let accountToken else { return }
    guard let identity = HeaderField(identifying: accountToken, by: .heldToken) else {
      throw .unreadable("the account token does not fit into a header")
    }
    request.headers.append(identity)
    secrets.append(accountToken)
  }
}

extension CommerceClient {
  /// Sends a request, again if that may help, and gives any answer below 300.
  func send(_ call: Call) async throws(APIError) -> HTTPResponse {
    var attempt = 1
    while true {
      let failure: APIError
      var requestedDelay: Double?
      do throws(APIError) {
        let response = try await sendOnce(call.request)
        if response.status < 300 { return response }
        failure = APIError(response, to: call.subject, secrets: call.secrets)
        requestedDelay = response.retryAfter
      } catch {
        failure = error
      }
      guard attempt < retry.attempts, call.mayRepeat(after: failure) else { throw failure }
      let delay = retry.delay(
        afterAttempt: attempt, requested: requestedDelay, jitter: .random(in: 0...1))
      // Another attempt that the command has no time for is not waited for.
      guard delay < budget.secondsLeft else { throw failure }
      do { try await retry.sleep(delay) } catch { throw .cancelled }
      attempt += 1
    }
  }

  /// A `GET` with the access token and, where one is given, an account token.
  func get(
    _ path: String, query: [(String, String)] = [], about subject: Refusal.Subject,
    accessToken: Secret, accountToken: Secret? = nil
  ) async throws(APIError) -> HTTPResponse {
    var call = Call(request: HTTPRequest("GET", path, query: query), subject: subject)
    try call.authorize(accessToken, accountToken: accountToken)
    return try await send(call)
  }

  /// A `POST` of `{"data": …}` with the access token and, where one is given, an account token.
  ///
  /// - Parameter secrets: what is secret in the data, to be kept out of errors.
  func post(
    _ path: String, query: [(String, String)] = [], data: [String: String],
    about subject: Refusal.Subject, accessToken: Secret, accountToken: Secret? = nil,
    secrets: [Secret] = [], isRetryable: Bool = true
  ) async throws(APIError) -> HTTPResponse {
    let body: Data
    do {
      body = try JSONEncoder().encode(["data": data])
    } catch {
      throw .unreadable("the request cannot be written as JSON")
    }
    let request = HTTPRequest("POST", path, query: query, body: body)
    var call = Call(
      request: request, subject: subject, secrets: secrets, isRetryable: isRetryable)
    try call.authorize(accessToken, accountToken: accountToken)
    return try await send(call)
  }
}

extension Call {
  fileprivate func mayRepeat(after failure: APIError) -> Bool {
    // Too many requests: the store turned it away before it looked at the credential.
    if case .unavailable(status: 429, _) = failure { return true }
    return failure.isTransient && isRetryable
  }
}
