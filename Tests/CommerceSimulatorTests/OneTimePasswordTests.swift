import Foundation
import Testing

@testable import CommerceSimulator

@Suite struct OneTimePasswordTests {
  /// Asks the store to send a code.
  private func askForCode(
    _ client: StoreClient, username: String, profileID: String? = nil, realmID: String? = nil,
    type: JSONValue = "one_time_password_token_request"
  ) async throws -> StoreClient.Answer {
    let store = client.server.store
    let profile = profileID ?? store.member.passwordProfileID
    return try await client.post(
      "/v2/authentication-realms/\(realmID ?? store.realmID)/password-profiles/\(profile)"
        + "/one-time-password-token-request",
      [
        "data": [
          "type": type, "username": .string(username), "purpose": "passwordless_authentication",
        ]
      ])
  }

  private func credential(_ code: OneTimeCode) -> [String: JSONValue] {
    [
      "authentication_mechanism": "passwordless",
      "password_profile_id": .string(code.passwordProfileID),
      "username": .string(code.username),
      "one_time_password_token": .string(code.code),
    ]
  }

  @Test func `the type is written with underscores`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer = try await askForCode(
        client, username: client.server.store.member.username,
        type: "one-time-password-token-request")
      #expect(answer.status == 400)
      #expect(client.server.oneTimeCodes.isEmpty)
    }
  }

  @Test func `a code looks like the vendor's samples and signs in once`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer = try await askForCode(
        client, username: client.server.store.member.username)
      #expect(answer.status == 202)
      #expect(answer.body.isEmpty)
      let code = try #require(client.server.oneTimeCodes.first)
      #expect(code.code.wholeMatch(of: /[a-z0-9]{6}/) != nil)
      #expect(try await client.mint(credential(code)).status == 201)
      #expect(try await client.mint(credential(code)).status == 400)
    }
  }

  @Test func `a code lives ten minutes`() async throws {
    let clock = TestClock()
    try await withServer(clock: clock) { anonymous in
      let client = try await anonymous.withAccessToken()
      _ = try await askForCode(client, username: client.server.store.member.username)
      let code = try #require(client.server.oneTimeCodes.first)
      #expect(code.expires == clock.now.addingTimeInterval(600))
      clock.advance(by: 600)
      let answer = try await client.mint(credential(code))
      #expect(answer.json.errorDetail == "authentication failed")
    }
  }

  @Test func `asking again replaces the code`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let username = client.server.store.member.username
      _ = try await askForCode(client, username: username)
      let first = try #require(client.server.oneTimeCodes.first)
      _ = try await askForCode(client, username: username)
      #expect(client.server.oneTimeCodes.count == 1)
      let second = try #require(client.server.oneTimeCodes.first)
      // Two random codes may be the same; then the first is good because it is the second.
      #expect(
        try await client.mint(credential(first)).status == (first.code == second.code ? 201 : 400))
    }
  }

  @Test func `nobody learns whether a username exists`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer = try await askForCode(client, username: "nobody@acme.example")
      #expect(answer.status == 202)
      #expect(client.server.oneTimeCodes.isEmpty)
    }
  }

  @Test func `an unknown realm or profile is 404, a profile without codes 422`() async throws {
    try await withServer(SimulatedStore(scenario: .showcase, impersonation: true)) { anonymous in
      let client = try await anonymous.withAccessToken()
      let agent = try #require(client.server.store.members.last)
      let unknown = "00000000-0000-4000-8000-000000000000"
      #expect(try await askForCode(client, username: "x", realmID: unknown).status == 404)
      #expect(try await askForCode(client, username: "x", profileID: unknown).status == 404)
      let answer = try await askForCode(
        client, username: agent.username, profileID: agent.passwordProfileID)
      #expect(answer.status == 422)
    }
  }
}
