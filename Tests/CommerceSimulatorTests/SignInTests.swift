import Foundation
import Testing

@testable import CommerceSimulator

@Suite struct SignInTests {
  @Test func `a password signs the member in with its whole roster`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let store = client.server.store
      let answer = try await client.signIn()
      #expect(answer.status == 201)
      #expect(answer.json.rows.map { $0["account_id"]?.text } == store.roster.map(\.id))
      #expect(answer.json.rows.map { $0["account_name"]?.text } == store.roster.map(\.name))
      #expect(answer.json[path: "meta.account_member_id"]?.text == store.member.id)
    }
  }

  @Test func `a slash at the end of the path does not matter`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer = try await client.post(
        "/v2/account-members/tokens/",
        [
          "data": .object(
            client.server.store.member.passwordCredential.merging(
              ["type": "account_management_authentication_token"]
            ) { $1 })
        ])
      #expect(answer.status == 201)
    }
  }

  @Test(arguments: ["password", "username", "password_profile_id"])
  func `a wrong credential is 400 authentication failed`(field: String) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      var credential = client.server.store.member.passwordCredential
      credential[field] = "wrong"
      let answer = try await client.mint(credential)
      #expect(answer.status == 400)
      #expect(answer.json.errorDetail == "authentication failed")
    }
  }

  @Test(arguments: [
    #"{"data":{"type":"account_management_authentication_token"}}"#,
    #"{"data":{"type":"token","authentication_mechanism":"password"}}"#,
    #"{"data":{"type":"account_management_authentication_token","authentication_mechanism":"x"}}"#,
    #"{"data":{"type":"account_management_authentication_token","authentication_mechanism":"oidc"}}"#,
    #"{"type":"account_management_authentication_token"}"#,
    "not json",
  ])
  func `a body that makes no sense is 400`(body: String) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer = try await client.post("/v2/account-members/tokens", text: body)
      #expect(answer.status == 400)
      #expect(answer.json["errors"]?.elements.count == 1)
    }
  }

  @Test func `switching mints the whole roster anew`() async throws {
    let clock = TestClock()
    try await withServer(clock: clock) { anonymous in
      let client = try await anonymous.withAccessToken()
      let first = try await client.signIn().json.rows
      clock.advance(by: 600)
      let answer = try await client.holding(first[0]).switchAccount()
      let second = answer.json.rows
      #expect(answer.status == 201)
      #expect(second.map { $0["account_id"] } == first.map { $0["account_id"] })
      #expect(zip(first, second).allSatisfy { $0["token"] != $1["token"] })
      let expires = clock.now.addingTimeInterval(86_400).isoText
      #expect(second[0]["expires"]?.text == expires)
    }
  }

  @Test func `a switch with an expired token is 401`() async throws {
    let clock = TestClock()
    try await withServer(clock: clock) { anonymous in
      let client = try await anonymous.withAccessToken()
      let row = try #require(await client.signIn().json.rows.first)
      clock.advance(by: 86_400)
      let later = try await client.withAccessToken().holding(row)
      let answer = try await later.switchAccount()
      #expect(answer.status == 401)
    }
  }

  @Test func `a switch without its header or with a token in the body is 400`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let row = try #require(await client.signIn().json.rows.first)
      #expect(try await client.switchAccount().status == 400)
      let answer = try await client.holding(row).mint([
        "authentication_mechanism": "account_management_authentication_token",
        "token": row["token"] ?? .null,
      ])
      #expect(answer.status == 400)
    }
  }

  @Test func `a token that the store did not sign is 401`() async throws {
    try await withServer { anonymous in
      var client = try await anonymous.withAccessToken()
      client.accountToken = TokenSigner(seed: 99).token([
        "sub": .string(client.server.store.member.id),
        "scope": .string(client.server.store.roster[0].id), "exp": 4_000_000_000,
      ])
      #expect(try await client.switchAccount().status == 401)
      client.accountToken = "rubbish"
      #expect(try await client.switchAccount().status == 401)
    }
  }

  @Test func `signing up makes a member with an account of its name, once`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let credential: [String: JSONValue] = [
        "authentication_mechanism": "self_signup",
        "password_profile_id": .string(client.server.store.member.passwordProfileID),
        "username": "new@buyers.example", "password": "secret", "name": "New Buyer",
        "email": "new@buyers.example", "given_name": .null,
      ]
      let answer = try await client.mint(credential)
      #expect(answer.status == 201)
      #expect(answer.json.rows.map { $0["account_name"]?.text } == ["New Buyer"])
      #expect(try await client.mint(credential).status == 422)

      var password = credential
      password["authentication_mechanism"] = "password"
      #expect(try await client.mint(password).json.rows.count == 1)
      #expect(try await client.signIn().json.rows.count == 12)
    }
  }

  @Test func `signing up is refused by a store that does not allow it`() async throws {
    var store = SimulatedStore(scenario: .showcase)
    store.allowsSelfSignUp = false
    try await withServer(store) { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer = try await client.mint(["authentication_mechanism": "self_signup"])
      #expect(answer.status == 403)
    }
  }

  @Test func `support staff signs in through its own profile`() async throws {
    try await withServer(SimulatedStore(scenario: .showcase, impersonation: true)) { anonymous in
      let client = try await anonymous.withAccessToken()
      let agent = try #require(client.server.store.members.last)
      let answer = try await client.mint(agent.passwordCredential)
      #expect(answer.json[path: "meta.account_member_id"]?.text == agent.id)
      #expect(answer.json.rows.count == 12)
    }
  }

  @Test func `a customer token is one object with an epoch expiry`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let store = client.server.store
      func answer(password: String) async throws -> StoreClient.Answer {
        try await client.post(
          "/v2/customers/tokens",
          [
            "data": [
              "type": "token", "email": .string(store.member.email),
              "password": .string(password),
            ]
          ])
      }
      let good = try await answer(password: store.member.password)
      #expect(good.status == 200)
      let token = try #require(good.json["data"])
      #expect(token["type"] == "token")
      #expect(token["customer_id"]?.text == store.customer.id)
      #expect(token["expires"] == .integer(TestClock().now.epochSeconds + 86_400))
      #expect(try await answer(password: "wrong").status == 401)
    }
  }
}
