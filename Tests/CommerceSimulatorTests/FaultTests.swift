import Foundation
import Testing

@testable import CommerceSimulator

@Suite struct FaultTests {
  private static let settings = "/v2/settings/account-authentication"

  @Test(arguments: [401, 403, 404, 422, 429, 500, 503])
  func `a status applies as often as told, then the store answers again`(
    status: Int
  ) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      client.server.faults.turnOn(.status(status), times: 2)
      for _ in 0..<2 {
        let answer = try await client.get(Self.settings)
        #expect(answer.status == status)
        #expect(answer.json["errors"]?.elements.first?["status"]?.text == "\(status)")
        #expect(answer.header("Retry-After") == nil)
      }
      #expect(try await client.get(Self.settings).status == 200)
      #expect(client.server.faults.active.isEmpty)
    }
  }

  @Test(arguments: [429, 503])
  func `Retry-After is sent when given`(status: Int) async throws {
    try await withServer { client in
      client.server.faults.turnOn(.status(status, retryAfter: 7))
      let answer = try await client.get(Self.settings)
      #expect(answer.header("Retry-After") == "7")
    }
  }

  @Test func `a fault stays on until it is turned off`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let id = client.server.faults.turnOn(.status(500))
      for _ in 0..<5 { #expect(try await client.get(Self.settings).status == 500) }
      client.server.faults.turnOff(id)
      #expect(try await client.get(Self.settings).status == 200)
    }
  }

  @Test func `faults that replace the answer apply one after another`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      client.server.faults.turnOn(.status(429), times: 2)
      client.server.faults.turnOn(.status(503), times: 1)
      var statuses: [Int] = []
      for _ in 0..<4 { statuses.append(try await client.get(Self.settings).status) }
      #expect(statuses == [429, 429, 503, 200])
    }
  }

  @Test func `a fault is narrowed to a path`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      client.server.faults.turnOn(.status(500), for: .path("/v2/account-members/tokens"))
      #expect(try await client.get(Self.settings).status == 200)
      #expect(try await client.signIn().status == 500)
    }
  }

  @Test func `a fault is narrowed to a mechanism`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let row = try #require(await client.signIn().json.rows.first)
      client.server.faults.turnOn(
        .status(500), for: .mechanism("account_management_authentication_token"))
      #expect(try await client.signIn().status == 201)
      #expect(try await client.holding(row).switchAccount().status == 500)
    }
  }

  @Test func `a redirect leads to another origin`() async throws {
    try await withServer { client in
      client.server.faults.turnOn(.redirect(to: "http://other-origin.invalid/x"))
      let answer = try await client.get(Self.settings)
      #expect(answer.status == 302)
      #expect(answer.header("Location") == "http://other-origin.invalid/x")
    }
  }

  @Test func `a body is not JSON`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      client.server.faults.turnOn(.notJSON)
      let answer = try await client.signIn()
      #expect(answer.status == 201)
      #expect(answer.header("Content-Type") == "text/html")
      #expect(JSONValue(parsing: answer.body) == nil)
    }
  }

  @Test func `a body is JSON of the wrong shape`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      client.server.faults.turnOn(.wrongShape)
      let answer = try await client.signIn()
      #expect(answer.status == 201)
      #expect(answer.json == ["data": ["rows": 17], "errors": "none"])
    }
  }

  @Test func `a roster never ends`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      client.server.faults.turnOn(.endlessRoster)
      var totals: [Int] = []
      var ids: Set<JSONValue> = []
      for page in 0..<4 {
        let answer = try await client.signIn(query: "?page[limit]=50&page[offset]=\(page * 50)")
        totals.append(answer.json[path: "meta.results.total"]?.wholeNumber ?? 0)
        ids.formUnion(answer.json.rows.compactMap { $0["account_id"] })
        #expect(answer.json[path: "links.next"] != .null)
      }
      #expect(totals == [100, 150, 200, 250])
      #expect(ids.count == 200)
    }
  }

  @Test func `an account is lost: out of the roster, its token 404`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let rows = try await client.signIn().json.rows
      let lost = try #require(rows[1]["account_id"]?.text)
      client.server.faults.turnOn(.lostAccount(id: lost))
      let answer = try await client.holding(rows[0]).switchAccount()
      #expect(answer.json.rows.count == 11)
      #expect(answer.json[path: "meta.results.total"] == 11)
      #expect(!answer.json.rows.contains { $0["account_id"]?.text == lost })
      let acting = client.holding(rows[1])
      #expect(try await acting.get("/v2/accounts/\(lost)").status == 404)
      #expect(try await acting.switchAccount().status == 404)
    }
  }

  @Test func `account tokens are expired for the server alone`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let row = try #require(await client.signIn().json.rows.first)
      client.server.faults.turnOn(.expiredAccountTokens)
      #expect(try await client.holding(row).get("/v2/accounts").status == 401)
      #expect(try await client.holding(row).switchAccount().status == 401)
      #expect(try await client.signIn().status == 201)
    }
  }

  @Test func `the Date header follows the server's clock and a skew`() async throws {
    let clock = TestClock()
    try await withServer(clock: clock) { client in
      let first = try await client.get(Self.settings).header("Date")
      #expect(first == "Fri, 02 Jan 2026 03:04:05 GMT")
      clock.advance(by: 86_400)
      let nextDay = try await client.get(Self.settings).header("Date")
      #expect(nextDay == "Sat, 03 Jan 2026 03:04:05 GMT")
      client.server.faults.turnOn(.skewedDate(seconds: -3_600))
      let skewed = try await client.get(Self.settings).header("Date")
      #expect(skewed == "Sat, 03 Jan 2026 02:04:05 GMT")
    }
  }

  @Test func `a delayed answer takes its time`() async throws {
    try await withServer { client in
      client.server.faults.turnOn(.delay(.milliseconds(150)), times: 1)
      let took = try await ContinuousClock().measure { _ = try await client.get(Self.settings) }
      #expect(took >= .milliseconds(150))
    }
  }
}

/// What a client could hide is looked at on a raw socket.
@Suite struct ConnectionFaultTests {
  private static let signInOptions = """
    GET /v2/settings/account-authentication HTTP/1.1\r
    Host: 127.0.0.1\r
    \r

    """

  @Test func `a dropped connection closes without a byte`() async throws {
    try await withServer { client in
      client.server.faults.turnOn(.droppedConnection, times: 1)
      let sent = try await bytesSent(by: client.server.port, after: Self.signInOptions)
      #expect(sent.isEmpty)
      #expect(try await client.get("/v2/nothing").status == 404)
    }
  }

  @Test func `half a body comes with the length of the whole, then the end`() async throws {
    try await withServer { client in
      client.server.faults.turnOn(.halfBody, times: 1)
      let sent = try await bytesSent(by: client.server.port, after: Self.signInOptions)
      #expect(sent.hasPrefix("HTTP/1.1 401 Unauthorized\r\n"))
      let whole = #"{"errors":[{"status":"401","title":"Unauthorized"}]}"#
      #expect(sent.lowercased().contains("content-length: \(whole.utf8.count)\r\n"))
      #expect(sent.hasSuffix("\r\n\r\n" + whole.prefix(whole.count / 2)))
    }
  }

  @Test func `half a large body is cut in the middle too`() async throws {
    try await withServer(SimulatedStore(scenario: .large, accounts: 100)) { anonymous in
      let client = try await anonymous.withAccessToken()
      client.server.faults.turnOn(.halfBody, for: .mechanism("password"))
      await #expect(throws: (any Error).self) {
        try await client.signIn(query: "?page[limit]=100")
      }
    }
  }
}
