import AccountModel
import Foundation
import Testing

@testable import CommerceAPI

private let accessToken = Secret("access.1")
private let page = ScriptedServer.Answer.json(#"{"data":[]}"#, status: 201)
private let password = SignInCredential.password(
  profileID: "p", username: "u", password: Secret("pw"))

@Suite struct `How long to wait before trying again` {
  let policy = RetryPolicy(firstDelay: 1, longestDelay: 10)

  @Test(arguments: [(1, 0.5, 1.0), (2, 1, 2), (3, 2, 4), (4, 4, 8), (9, 5, 10)])
  func `the wait doubles, is drawn from its upper half and has a bound`(
    attempt: Int, shortest: Double, longest: Double
  ) {
    #expect(policy.delay(afterAttempt: attempt, requested: nil, jitter: 0) == shortest)
    #expect(policy.delay(afterAttempt: attempt, requested: nil, jitter: 1) == longest)
  }

  @Test(arguments: [(3.0, 3.0), (-4, 0), (900, 10)])
  func `what the store asks for goes first, within the bound`(requested: Double, delay: Double) {
    #expect(policy.delay(afterAttempt: 1, requested: requested, jitter: 0) == delay)
  }

  @Test(arguments: [
    ("7", nil, 7.0), ("Sun, 06 Nov 1994 08:49:40 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 3),
    ("Sun, 06 Nov 1994 08:49:40 GMT", nil, nil), ("soon", nil, nil), ("nan", nil, nil),
    ("inf", nil, nil),
  ])
  func `Retry-After is seconds or a date by the store's clock`(
    text: String, date: String?, seconds: Double?
  ) {
    let headers = [(name: "retry-after", value: text)] + (date.map { [("date", $0)] } ?? [])
    let response = HTTPResponse(
      status: 429, headers: headers, body: Data(), sent: .distantPast, received: .distantPast)
    #expect(response.retryAfter == seconds)
  }

  @Test func `an IMF-fixdate is read`() {
    #expect(
      httpDate("Sun, 06 Nov 1994 08:49:37 GMT") == Date(timeIntervalSince1970: 784_111_777))
  }

  @Test(arguments: [
    "", "yesterday", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Foo 1994 08:49:37 GMT",
    "Sun, 06 Nov 99999999999999 08:49:37 GMT", "Sun, 66 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT",
  ])
  func `anything else is not a date`(text: String) {
    #expect(httpDate(text) == nil)
  }
}

@Suite(.timeLimit(.minutes(10))) struct `Trying again` {
  @Test func `too many requests: it waits as long as the store asks`() async throws {
    let server = try await ScriptedServer.start(
      .status(429, headers: ["Retry-After: 3"]), .status(429, headers: ["Retry-After: 400"]), page)
    let delays = Recorder<Double>()
    _ = try await server.client(attempts: 4, sleep: { delays.append($0) }).mintAccountTokens(
      password, accessToken: accessToken)
    #expect(delays.values == [3, 20])
    #expect(server.requests.count == 3)
    #expect(Set(server.requests.map(\.body)).count == 1)
  }

  @Test func `a store that fails is asked again, after growing waits`() async throws {
    let server = try await ScriptedServer.start(.status(503), .disconnect, .status(500), page)
    let delays = Recorder<Double>()
    _ = try await server.client(attempts: 4, sleep: { delays.append($0) }).mintAccountTokens(
      password, accessToken: accessToken)
    let bounds = [0.125...0.25, 0.25...0.5, 0.5...1.0]
    #expect(delays.values.count == 3)
    for (delay, bound) in zip(delays.values, bounds) { #expect(bound.contains(delay)) }
  }

  @Test func `after the last attempt the failure stands`() async throws {
    let server = try await ScriptedServer.start(.status(503), .status(502))
    let client = try server.client(attempts: 2)
    await #expect(throws: APIError.unavailable(status: 502, reason: nil)) {
      try await client.mintAccountTokens(password, accessToken: accessToken)
    }
  }

  @Test(arguments: [
    ScriptedServer.Answer.status(400), .status(401), .status(404), .status(302),
    .json("not a page"),
  ])
  func `what will not get better is not repeated`(answer: ScriptedServer.Answer) async throws {
    let server = try await ScriptedServer.start(answer)
    let client = try server.client(attempts: 4)
    await #expect(throws: APIError.self) {
      try await client.mintAccountTokens(password, accessToken: accessToken)
    }
    #expect(server.requests.count == 1)
  }

  private static let oneTimeCredentials: [SignInCredential] = [
    .oidc(code: Secret("c"), redirectURI: "r", codeVerifier: Secret("v")),
    .passwordless(profileID: "p", username: "u", code: Secret("1")),
    .selfSignup(
      SelfSignup(profileID: "p", username: "u", password: Secret("p"), name: "n", email: "e")),
  ]

  @Test(arguments: oneTimeCredentials, [ScriptedServer.Answer.status(503), .disconnect])
  func `a credential that works once is not sent twice`(
    credential: SignInCredential, answer: ScriptedServer.Answer
  ) async throws {
    let server = try await ScriptedServer.start(answer)
    let client = try server.client(attempts: 4)
    await #expect(throws: APIError.self) {
      try await client.mintAccountTokens(credential, accessToken: accessToken)
    }
    #expect(server.requests.count == 1)
  }

  @Test(arguments: oneTimeCredentials)
  func `too many requests: also a credential that works once is sent again`(
    credential: SignInCredential
  ) async throws {
    let server = try await ScriptedServer.start(.status(429), page)
    _ = try await server.client(attempts: 4).mintAccountTokens(
      credential, accessToken: accessToken)
    #expect(server.requests.count == 2)
  }

  @Test func `a one-time password is not requested twice`() async throws {
    let server = try await ScriptedServer.start(.status(500))
    let client = try server.client(attempts: 4)
    await #expect(throws: APIError.unavailable(status: 500, reason: nil)) {
      try await client.requestOneTimePassword(
        realm: "r", profileID: "p", username: "u", accessToken: accessToken)
    }
    #expect(server.requests.count == 1)
  }

  @Test func `cancelling ends the wait`() async throws {
    let server = try await ScriptedServer.start(.status(503))
    let client = try server.client(attempts: 4, sleep: { _ in throw CancellationError() })
    await #expect(throws: APIError.cancelled) {
      try await client.mintAccountTokens(password, accessToken: accessToken)
    }
  }
}
