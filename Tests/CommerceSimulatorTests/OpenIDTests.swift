import Crypto
import Foundation
import Testing

@testable import CommerceSimulator

@Suite struct OpenIDTests {
  private static let verifier = "0E934PurR8ExVg6Pj7T4kQewxKzWSfSFG5d15FGfww8"
  private static let redirectURI = "http://localhost:8080/callback"

  /// Opens the authorization endpoint that the profile names, as a browser would.
  private func authorize(
    _ client: StoreClient, changing changes: [String: String] = [:]
  ) async throws -> StoreClient.Answer {
    let store = client.server.store
    let profiles = try await client.get(
      "/v2/authentication-realms/\(store.realmID)/oidc-profiles")
    let endpoint = try #require(
      profiles.json.rows.first?[path: "links.authorization-endpoint"]?.text)
    var query = [
      "client_id": store.openIDClientID, "redirect_uri": Self.redirectURI,
      "response_type": "code", "scope": "openid email profile", "state": "st/ate+1",
      "code_challenge": Data(SHA256.hash(data: Data(Self.verifier.utf8))).base64URL,
      "code_challenge_method": "S256",
    ]
    query.merge(changes) { $1 }
    let fields = query.filter { !$0.value.isEmpty }.map { (name: $0, value: $1) }
    return try await StoreClient(server: client.server)
      .get("\(endpoint)&\(FormFields.text(fields))")
  }

  /// The query of the address that the provider sends the browser to.
  private func callback(_ answer: StoreClient.Answer) throws -> [String: String] {
    #expect(answer.status == 303)
    let location = try #require(answer.header("Location"))
    #expect(location.hasPrefix(Self.redirectURI + "?"))
    let items = URLComponents(string: location)?.queryItems ?? []
    return Dictionary(uniqueKeysWithValues: items.map { ($0.name, $0.value ?? "") })
  }

  private func credential(
    code: String?, redirectURI: String = Self.redirectURI, verifier: String = Self.verifier
  ) -> [String: JSONValue] {
    [
      "authentication_mechanism": "oidc",
      "oauth_authorization_code": .string(code ?? ""),
      "oauth_redirect_uri": .string(redirectURI),
      "oauth_code_verifier": .string(verifier),
    ]
  }

  @Test func `consent brings a code that signs in once`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let back = try callback(try await authorize(client))
      #expect(back["state"] == "st/ate+1")
      let answer = try await client.mint(credential(code: back["code"]))
      #expect(answer.status == 201)
      #expect(answer.json.rows.count == 12)
      #expect(try await client.mint(credential(code: back["code"])).status == 400)
    }
  }

  @Test func `a code is bound to its verifier and its redirect URI`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      var code = try callback(try await authorize(client))["code"]
      #expect(try await client.mint(credential(code: code, verifier: "another")).status == 400)
      // The failed attempt used the code up.
      #expect(try await client.mint(credential(code: code)).status == 400)
      code = try callback(try await authorize(client))["code"]
      let elsewhere = credential(code: code, redirectURI: "http://localhost:9999/callback")
      #expect(try await client.mint(elsewhere).status == 400)
    }
  }

  @Test func `a code lives ten minutes`() async throws {
    let clock = TestClock()
    try await withServer(clock: clock) { anonymous in
      let client = try await anonymous.withAccessToken()
      let code = try callback(try await authorize(client))["code"]
      clock.advance(by: 600)
      #expect(try await client.mint(credential(code: code)).status == 400)
    }
  }

  @Test(arguments: [
    ("code_challenge", "", "invalid_request"),
    ("code_challenge_method", "plain", "invalid_request"),
    ("response_type", "token", "unsupported_response_type"), ("scope", "email", "invalid_scope"),
  ])
  func `a wrong request comes back with an error`(
    field: String, value: String, error: String
  ) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let back = try callback(try await authorize(client, changing: [field: value]))
      #expect(back["error"] == error)
      #expect(back["state"] == "st/ate+1")
      #expect(back["code"] == nil)
    }
  }

  @Test(arguments: [
    "http://127.0.0.1:8080/callback", "https://localhost:8080/callback",
    "http://elsewhere.example/callback", "",
  ])
  func `an address that is not registered is never redirected to`(uri: String) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer = try await authorize(client, changing: ["redirect_uri": uri])
      #expect(answer.status == 400)
      #expect(answer.header("Location") == nil)
    }
  }

  @Test func `any port of localhost is registered only when so configured`() async throws {
    let anyPort = ["redirect_uri": "http://localhost:41234/back"]
    var strict = SimulatedStore(scenario: .showcase)
    try await withServer(strict) { anonymous in
      let client = try await anonymous.withAccessToken()
      #expect(try await authorize(client, changing: anyPort).status == 303)
    }
    strict.allowsAnyLocalhostPort = false
    try await withServer(strict) { anonymous in
      let client = try await anonymous.withAccessToken()
      #expect(try await authorize(client, changing: anyPort).status == 400)
      #expect(try await authorize(client).status == 303)
    }
  }

  @Test(arguments: ["client_id", "state", "elasticpath_commerce_cloud_profile_id"])
  func `a field that is missing is shown to the person as an OAuth error`(
    field: String
  ) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer =
        field.hasPrefix("elasticpath")
        ? try await client.get("\(client.authorizationPath)?client_id=any")
        : try await authorize(client, changing: [field: ""])
      #expect(answer.status == 400)
      #expect(answer.json["error"] == "invalid_request")
      #expect(answer.json["error_description"]?.text?.contains(field) == true)
    }
  }

  @Test func `an unknown client, profile, realm or store is 400`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      #expect(try await authorize(client, changing: ["client_id": "another"]).status == 400)
      let answer = try await client.get(
        "\(client.authorizationPath)?elasticpath_commerce_cloud_profile_id=another")
      #expect(answer.status == 400)
      let elsewhere = "/oidc-idp/login/stores/another/authentication-realms/another"
      #expect(try await client.get(elsewhere).json["error"] == "invalid_request")
    }
  }

  @Test func `a person may refuse`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      client.server.faults.turnOn(.refusedConsent, times: 1)
      let refused = try callback(try await authorize(client))
      #expect(refused["error"] == "access_denied")
      #expect(refused["error_description"] == "The person refused")
      #expect(refused["state"] == "st/ate+1")
      #expect(try callback(try await authorize(client))["code"] != nil)
    }
  }

  @Test func `a provider may send a wrong state`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      client.server.faults.turnOn(.wrongState)
      let back = try callback(try await authorize(client))
      #expect(back["code"] != nil)
      #expect(back["state"] == "not-the-state-you-sent")
    }
  }

  @Test func `a provider may never answer, and the server still stops`() async throws {
    let clock = TestClock()
    let server = try await CommerceServer.start(
      SimulatedStore(scenario: .showcase), now: { clock.now })
    let client = try await StoreClient(server: server).withAccessToken()
    server.faults.turnOn(.unansweredConsent)
    await withThrowingTaskGroup(of: StoreClient.Answer.self) { group in
      group.addTask { try await authorize(client) }
      await eventually { server.requests.contains { $0.path == client.authorizationPath } }
      await server.stop()
      await #expect(throws: (any Error).self) { try await group.next() }
    }
  }
}
