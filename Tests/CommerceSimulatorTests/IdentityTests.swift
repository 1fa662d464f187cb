import Foundation
import Testing

@testable import CommerceSimulator

/// As whom, and under which grant type, a request was made.
@Suite struct IdentityTests {
  @Test func `each grant type gets an access token of its own, which requests are known by`()
    async throws
  {
    try await withServer { anonymous in
      let implicit = try await anonymous.withAccessToken()
      let storeWide = try await anonymous.withStoreAccessToken()
      #expect(implicit.accessToken != storeWide.accessToken)
      _ = try await implicit.get("/v2/nothing")
      _ = try await storeWide.get("/v2/nothing")
      _ = try await anonymous.get("/v2/nothing")
      let requests = anonymous.server.requests.suffix(3)
      #expect(
        requests.map { $0.accessToken?.grantType } == [.implicit, .clientCredentials, nil])
      #expect(
        requests.map { $0.accessToken?.token } == [
          implicit.accessToken, storeWide.accessToken, nil,
        ]
      )
      #expect(requests.map(\.bearerToken) == [implicit.accessToken, storeWide.accessToken, nil])
    }
  }

  @Test func `a further client ID is known by its own access tokens`() async throws {
    var store = SimulatedStore(scenario: .showcase)
    let form = "grant_type=implicit&client_id=another-client"
    try await withServer(store) { client in
      let answer = try await client.postForm("/oauth/access_token", form)
      #expect(answer.status == 401)
    }
    store.otherClientIDs = ["another-client"]
    try await withServer(store) { anonymous in
      var client = anonymous
      client.accessToken =
        try await client.postForm("/oauth/access_token", form).json["access_token"]?.text
      #expect(try await client.signIn().status == 201)
      #expect(client.server.requests.last?.accessToken?.clientID == "another-client")
    }
  }

  @Test func `a request is known by the member and the account of its account token`() async throws
  {
    try await withServer(SimulatedStore(scenario: .desk)) { anonymous in
      let client = try await anonymous.withAccessToken()
      for member in client.server.store.members {
        let rows = try await client.mint(member.passwordCredential).json.rows
        _ = try await client.holding(rows[1]).get("/v2/orders")
        #expect(
          client.server.requests.last?.actor
            == RecordedRequest.Actor(memberID: member.id, accountID: member.accounts[1].id))
      }
      _ = try await client.get("/v2/orders")
      #expect(client.server.requests.last?.actor == nil)
      var stranger = client
      stranger.accountToken = "rubbish"
      _ = try await stranger.get("/v2/orders")
      #expect(client.server.requests.last?.actor == nil)
      #expect(client.server.requests.last?.accountToken == "rubbish")
    }
  }

  @Test func `an expired token still tells whose it was`() async throws {
    let clock = TestClock()
    try await withServer(clock: clock) { anonymous in
      let client = try await anonymous.withAccessToken()
      let row = try #require(await client.signIn().json.rows.first)
      clock.advance(by: 86_401)
      #expect(try await client.holding(row).get("/v2/orders").status == 401)
      let request = try #require(client.server.requests.last)
      #expect(request.actor?.accountID == row["account_id"]?.text)
      #expect(request.accessToken?.grantType == .implicit)
    }
  }

  @Test func `tokens that were handed out are counted, refused requests are not`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let row = try #require(await client.signIn().json.rows.first)
      for _ in 0..<3 { _ = try await client.holding(row).switchAccount() }
      var wrong = client.server.store.member.passwordCredential
      wrong["password"] = "wrong"
      _ = try await client.mint(wrong)
      _ = try await client.postForm("/oauth/access_token", "grant_type=implicit&client_id=x")
      let issued = client.server.issued
      #expect(issued.accessTokens == 1)
      #expect(issued.mints == 4)
      #expect(
        issued.mintsByMechanism
          == ["password": 1, "account_management_authentication_token": 3])

      let log = try await client.get("/_simulator/requests?summary").json
      #expect(log["mints"] == 4)
      #expect(log["access_tokens"] == 1)
      #expect(log["mints_by_mechanism"]?["password"] == 1)
      #expect(log["requests"] == nil)
      client.server.forgetRequests()
      #expect(client.server.issued == IssueCounts())
    }
  }

  @Test func `another process reads as whom requests were made`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let row = try #require(await client.signIn().json.rows.first)
      _ = try await client.holding(row).get("/v2/orders")
      let log = try await client.get("/_simulator/requests").json["requests"]?.elements
      let last = try #require(log?.last)
      #expect(last["grant_type"] == "implicit")
      #expect(last["client_id"]?.text == client.server.store.clientID)
      #expect(last["account"] == row["account_id"])
      #expect(last["member"]?.text == client.server.store.member.id)
      #expect(log?.first?["account"] == .null)
    }
  }
}
