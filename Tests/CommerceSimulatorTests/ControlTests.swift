import Foundation
import Testing

@testable import CommerceSimulator

@Suite struct ControlTests {
  static let faults: [Fault] = [
    .status(503, retryAfter: 3), .status(401), .droppedConnection, .halfBody, .notJSON,
    .wrongShape, .redirect(to: "http://other-origin.invalid/"), .delay(.milliseconds(20)),
    .skewedDate(seconds: -90), .endlessRoster, .lostAccount(id: "some-id"),
    .expiredAccountTokens, .refusedConsent, .wrongState, .unansweredConsent,
    .error(403, shape: .camelCaseOAuth, details: ["one"]),
    .error(500, details: ["one", "two"]), .overstatedTotal(by: 7), .unusableRows(2),
  ]

  @Test(arguments: faults)
  func `a fault is turned on, listed and turned off over HTTP`(fault: Fault) async throws {
    try await withServer { client in
      var body = fault.json
      body["path"] = "/v2/carts"
      body["times"] = 3
      let created = try await client.post("/_simulator/faults", .object(body))
      #expect(created.status == 201)
      let active = try #require(client.server.faults.active.first)
      #expect(active.fault == fault)
      #expect(active.scope == .path("/v2/carts"))
      #expect(active.remaining == 3)

      let listed = try await client.get("/_simulator/faults").json["faults"]?.elements
      #expect(listed?.first?["fault"] == body["fault"])
      #expect(listed?.first?["id"] == created.json["id"])

      let id = try #require(created.json["id"]?.wholeNumber)
      #expect(try await client.delete("/_simulator/faults/\(id)").status == 204)
      #expect(client.server.faults.active.isEmpty)
    }
  }

  @Test func `all faults are turned off at once`() async throws {
    try await withServer { client in
      for fault in Self.faults { client.server.faults.turnOn(fault) }
      let answer = try await client.delete("/_simulator/faults")
      #expect(answer.status == 204)
      #expect(client.server.faults.active.isEmpty)
    }
  }

  @Test(arguments: [
    #"{"fault":"gremlins"}"#, #"{"fault":"status"}"#, #"{"fault":"status","status":200}"#,
    #"{"fault":"delay","milliseconds":"long"}"#, #"{"fault":"half_body","times":0}"#, "not json",
    #"{"fault":"delay","milliseconds":9223372036854775807}"#,
    #"{"fault":"delay","milliseconds":-1}"#,
    #"{"fault":"skewed_date","seconds":9223372036854775807}"#,
    #"{"fault":"skewed_date","seconds":-9223372036854775808}"#,
    #"{"fault":"error","status":403,"shape":"round"}"#,
    #"{"fault":"error","status":403,"details":"one"}"#, #"{"fault":"unusable_rows","count":0}"#,
    #"{"fault":"overstated_total","by":-1}"#, #"{"fault":"half_body","skip":-1}"#,
    #"{"fault":"half_body","grant_type":"password"}"#, #"{"fault":"half_body","query":["x"]}"#,
  ])
  func `a fault that makes no sense is 400`(body: String) async throws {
    try await withServer { client in
      let answer = try await client.post("/_simulator/faults", text: body)
      #expect(answer.status == 400)
      #expect(client.server.faults.active.isEmpty)
    }
  }

  @Test(arguments: ["faults", "codes", "requests", "members"])
  func `a web page may not drive it`(resource: String) async throws {
    try await withServer { client in
      let path = "/_simulator/\(resource)"
      let page = [("Origin", "http://localhost:3000")]
      #expect(try await client.get(path, headers: page).status == 403)
      let rebound = """
        GET \(path) HTTP/1.1\r
        Host: rebound.example\r
        Connection: close\r
        \r

        """
      let sent = try await bytesSent(by: client.server.port, after: rebound)
      #expect(sent.hasPrefix("HTTP/1.1 403 "))
      #expect(try await client.get(path).status == 200)
    }
  }

  @Test func `the codes that were sent are readable`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let store = client.server.store
      _ = try await client.post(
        "/v2/authentication-realms/\(store.realmID)/password-profiles"
          + "/\(store.member.passwordProfileID)/one-time-password-token-request",
        [
          "data": [
            "type": "one_time_password_token_request", "username": .string(store.member.username),
            "purpose": "passwordless_authentication",
          ]
        ])
      let codes = try await client.get("/_simulator/codes").json["codes"]?.elements
      #expect(codes?.map { $0["code"]?.text } == client.server.oneTimeCodes.map(\.code))
      #expect(codes?.first?["username"]?.text == store.member.username)
    }
  }

  @Test func `what arrived is readable, and forgotten on demand`() async throws {
    try await withServer { client in
      _ = try await client.get("/v2/nothing?page%5Blimit%5D=3", headers: [("X-Test", "yes")])
      let log = try await client.get("/_simulator/requests").json
      #expect(log["total"] == 1)
      #expect(log["peak_in_flight"] == 1)
      let request = try #require(log["requests"]?.elements.first)
      #expect(request["path"] == "/v2/nothing")
      #expect(request["query"] == ["page[limit]": "3"])
      #expect(request["headers"]?.elements.contains(["name": "X-Test", "value": "yes"]) == true)
      #expect(try await client.delete("/_simulator/requests").status == 204)
      #expect(client.server.requests.isEmpty)
    }
  }
}
