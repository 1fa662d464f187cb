import Foundation
import Testing

@testable import CommerceSimulator

@Suite struct AccessTokenTests {
  @Test(arguments: [
    ("implicit", "grant_type=implicit&client_id=simulator-client"),
    (
      "client_credentials",
      "grant_type=client_credentials&client_id=simulator-client&client_secret=simulator-secret"
    ),
  ])
  func `a client gets an access token for an hour`(identifier: String, form: String) async throws {
    try await withServer { client in
      let answer = try await client.postForm("/oauth/access_token", form)
      #expect(answer.status == 200)
      #expect(answer.json["identifier"]?.text == identifier)
      #expect(answer.json["token_type"]?.text == "Bearer")
      #expect(answer.json["expires_in"] == 3_600)
      #expect(answer.json["expires"] == .integer(TestClock().now.epochSeconds + 3_600))
      #expect(answer.json["access_token"]?.text?.count == 40)
    }
  }

  @Test(arguments: [
    ("grant_type=implicit&client_id=somebody-else", 401),
    ("grant_type=client_credentials&client_id=simulator-client&client_secret=wrong", 401),
    ("grant_type=client_credentials&client_id=simulator-client", 401),
    ("grant_type=password&client_id=simulator-client", 400),
    ("grant_type=implicit", 400),
    ("grant_type=implicit&client_id=", 400),
    ("", 400),
  ])
  func `a wrong client is refused`(form: String, status: Int) async throws {
    try await withServer { client in
      let answer = try await client.postForm("/oauth/access_token", form)
      #expect(answer.status == status)
      let error = try #require(answer.json["errors"]?.elements.first)
      #expect(error["status"]?.text == "\(status)")
      #expect(error["title"]?.text == (status == 401 ? "Unauthorized" : "Bad Request"))
    }
  }

  @Test(arguments: [
    "/v2/settings/account-authentication", "/v2/accounts", "/v2/account-members", "/v2/carts",
    "/v2/orders",
  ])
  func `every endpoint needs an access token that is not expired`(path: String) async throws {
    let clock = TestClock()
    try await withServer(clock: clock) { anonymous in
      #expect(try await anonymous.get(path).status == 401)
      var forger = anonymous
      forger.accessToken = "0000000000000000000000000000000000000000"
      #expect(try await forger.get(path).status == 401)
      let client = try await anonymous.withStoreAccessToken()
      #expect(try await client.get(path).status == 200)
      clock.advance(by: 3_600)
      #expect(try await client.get(path).status == 401)
    }
  }

  @Test func `minting needs an access token`() async throws {
    try await withServer { client in
      let answer = try await client.signIn()
      #expect(answer.status == 401)
    }
  }

  @Test func `an access token of another store is 422`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer = try await client.get(
        "/v2/settings/account-authentication", headers: [("EP-Store-ID", "another")])
      #expect(answer.status == 422)
      #expect(answer.json.errorDetail == "store id mismatch")
    }
  }
}
