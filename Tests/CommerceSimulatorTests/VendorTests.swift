import Foundation
import NIOHTTP1
import Testing

@testable import CommerceSimulator

/// What the vendor's store refuses, so that a client which gets it wrong does not find out there.
@Suite struct VendorTests {
  @Test(arguments: ["text/plain", "application/x-www-form-urlencoded"])
  func `a body that is not said to be JSON is 400`(type: String) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      var data = client.server.store.member.passwordCredential
      data["type"] = "account_management_authentication_token"
      let body = (["data": .object(data)] as JSONValue).data
      let path = "/v2/account-members/tokens"
      let answer = try await client.send(.POST, path, contentType: type, body: body)
      #expect(answer.status == 400)
      let withCharset = try await client.send(
        .POST, path, contentType: "application/json; charset=utf-8", body: body)
      #expect(withCharset.status == 201)
    }
  }

  @Test func `an access token is asked for with a form`() async throws {
    try await withServer { client in
      let answer = try await client.send(
        .POST, "/oauth/access_token", contentType: "text/plain",
        body: Data("grant_type=implicit&client_id=simulator-client".utf8))
      #expect(answer.status == 400)
    }
  }

  @Test(arguments: ["new", "new@", "@new", "a b@c", "a@b@c", "a@b\u{1b}"])
  func `signing up with an invalid e-mail address is 400`(email: String) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer = try await client.mint([
        "authentication_mechanism": "self_signup",
        "password_profile_id": .string(client.server.store.member.passwordProfileID),
        "username": "new@buyers.example", "password": "secret-secret", "name": "New Buyer",
        "email": .string(email),
      ])
      #expect(answer.status == 400)
    }
  }

  @Test func `an offset over 10,000 is 400`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withStoreAccessToken()
      #expect(try await client.get("/v2/accounts?page[offset]=10000").status == 200)
      #expect(try await client.get("/v2/accounts?page[offset]=10001").status == 400)
    }
  }

  @Test(arguments: Scenario.allCases.filter { $0 != .showcase && $0 != .hostile })
  func `every token lives as long as the settings say`(scenario: Scenario) async throws {
    for lifetime in [nil, 600] {
      let store = SimulatedStore(scenario: scenario, accounts: 30, lifetime: lifetime)
      #expect(store.members.flatMap(\.accounts).allSatisfy { $0.lifetime == lifetime ?? 86_400 })
      try await withServer(store) { anonymous in
        let client = try await anonymous.withAccessToken()
        let settings = try await client.get("/v2/settings/account-authentication").json
        #expect(
          settings[path: "data.account_management_authentication_token_timeout_secs"]
            == JSONValue(lifetime ?? 86_400))
      }
    }
  }

  @Test func `a lifetime that was asked for holds in the showcase too`() {
    let store = SimulatedStore(scenario: .showcase, lifetime: 900)
    #expect(Set(store.roster.map(\.lifetime)) == [900])
  }
}
