import Foundation
import Testing

@testable import CommerceSimulator

/// Faults of one page, of one account or of the n-th request, and the shapes of errors.
@Suite struct FaultScopeTests {
  @Test func `the third request fails, those around it do not`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      client.server.faults.turnOn(
        .status(403), for: .path("/v2/account-members/tokens"), skipping: 2, times: 1)
      _ = try await client.get("/v2/settings/account-authentication")
      var statuses: [Int] = []
      for _ in 0..<4 { statuses.append(try await client.signIn().status) }
      #expect(statuses == [201, 201, 403, 201])
    }
  }

  @Test func `one page of a roster is refused, in whatever order pages are asked for`() async throws
  {
    try await withServer(SimulatedStore(scenario: .large, accounts: 500)) { anonymous in
      let client = try await anonymous.withAccessToken()
      client.server.faults.turnOn(.status(403), for: .page(offset: 200))
      for offset in [400, 200, 0, 100, 200, 300] {
        let answer = try await client.signIn(query: "?page[limit]=100&page[offset]=\(offset)")
        #expect(answer.status == (offset == 200 ? 403 : 201))
      }
    }
  }

  @Test func `the tokens of one account are refused`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let rows = try await client.signIn().json.rows
      let id = try #require(rows[1]["account_id"]?.text)
      client.server.faults.turnOn(.error(403, details: ["forbidden"]), for: .account(id))
      #expect(try await client.holding(rows[0]).get("/v2/orders").status == 200)
      #expect(try await client.holding(rows[1]).get("/v2/orders").status == 403)
      #expect(try await client.signIn().status == 201)
    }
  }

  @Test func `a fault is narrowed to a grant type and a method`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let storeWide = try await anonymous.withStoreAccessToken()
      let settings = "/v2/settings/account-authentication"
      let faults = client.server.faults
      faults.turnOn(.status(403), for: FaultScope(grantType: .implicit))
      #expect(try await client.get(settings).status == 403)
      #expect(try await storeWide.get(settings).status == 200)
      faults.turnOffAll()
      faults.turnOn(.status(500), for: FaultScope(method: "POST"))
      #expect(try await client.get(settings).status == 200)
      #expect(try await client.signIn().status == 500)
    }
  }

  @Test func `pages end before the total that they tell`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      client.server.faults.turnOn(.overstatedTotal(by: 50))
      let first = try await client.signIn(query: "?page[limit]=10").json
      #expect(first.rows.count == 10)
      #expect(first[path: "meta.results.total"] == 62)
      #expect(first[path: "meta.page.total"] == 7)
      let third = try await client.signIn(query: "?page[limit]=10&page[offset]=20").json
      #expect(third.rows.isEmpty)
      #expect(third[path: "meta.results.total"] == 62)
      #expect(third[path: "links.next"]?.text != nil)
    }
  }

  @Test func `the last rows of a page are unusable, each in another way`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      client.server.faults.turnOn(.unusableRows(4))
      let rows = try await client.signIn().json.rows
      #expect(rows.count == 12)
      #expect(rows.prefix(8).allSatisfy { $0["token"]?.text != nil })
      #expect(rows[8]["token"] == nil)
      #expect(rows[9]["account_id"]?.text?.contains("\u{1b}") == true)
      #expect(rows[10]["account_id"]?.text == nil)
      #expect(rows[11].text != nil)
    }
  }

  @Test(arguments: [
    (
      ErrorShape.commerce,
      #"{"errors":[{"detail":"one","status":"422","title":"Unprocessable Entity"},"#
        + #"{"detail":"two","status":"422","title":"Unprocessable Entity"}]}"#
    ),
    (.oauth, #"{"error":"invalid_request","error_description":"one"}"#),
    (.camelCaseOAuth, #"{"error":"invalid_request","errorDescription":"one"}"#),
    (
      .problem,
      #"{"detail":"one","status":422,"title":"Unprocessable Entity","type":"about:blank"}"#
    ),
    (.message, #"{"message":"one"}"#),
  ])
  func `an error has the shape that was asked for`(
    shape: ErrorShape, body: String
  ) async throws {
    try await withServer { client in
      client.server.faults.turnOn(.error(422, shape: shape, details: ["one", "two"]))
      let answer = try await client.get("/v2/orders")
      #expect(answer.status == 422)
      #expect(String(decoding: answer.body, as: UTF8.self) == body)
      #expect(
        answer.header("Content-Type")
          == (shape == .problem ? "application/problem+json" : "application/json"))
    }
  }

  @Test func `a store mismatch is 422 with its detail`() async throws {
    try await withServer { client in
      client.server.faults.turnOn(.storeMismatch)
      let answer = try await client.get("/v2/orders")
      #expect(answer.status == 422)
      #expect(answer.json.errorDetail == "store id mismatch")
    }
  }

  @Test func `a scope and a number of requests to skip are told over HTTP`() async throws {
    try await withServer { anonymous in
      let body: JSONValue = [
        "fault": "error", "status": 403, "shape": "oauth", "details": ["no"], "path": "/v2/",
        "method": "GET", "mechanism": "password", "query": ["page[offset]": "10"],
        "account": "an-id", "grant_type": "client_credentials", "skip": 2,
      ]
      #expect(try await anonymous.post("/_simulator/faults", body).status == 201)
      let active = try #require(anonymous.server.faults.active.first)
      #expect(
        active.scope
          == FaultScope(
            pathPrefix: "/v2/", method: "GET", mechanism: "password",
            query: ["page[offset]": "10"], accountID: "an-id", grantType: .clientCredentials))
      #expect(active.skipping == 2)
      #expect(active.fault == .error(403, shape: .oauth, details: ["no"]))
      let listed = try await anonymous.get("/_simulator/faults").json["faults"]?.elements.first
      #expect(listed?["skip"] == 2)
      #expect(listed?["account"] == "an-id")
      #expect(listed?["query"] == ["page[offset]": "10"])
    }
  }
}
