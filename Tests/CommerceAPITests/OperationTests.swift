import AccountModel
import Foundation
import Testing

@testable import CommerceAPI

private let accessToken = Secret("access.1")
private let accountToken = Secret("account.1")
private let emptyPage = ScriptedServer.Answer.json(#"{"data":[]}"#, status: 201)

@Suite(.timeLimit(.minutes(10))) struct `What each operation sends` {
  @Test(arguments: [
    (AuthorizationGrant.implicit, "client_id=client%201&grant_type=implicit", GrantType.implicit),
    (
      .clientCredentials(secret: Secret("s&=é")),
      "client_id=client%201&grant_type=client_credentials&client_secret=s%26%3D%C3%A9",
      .clientCredentials
    ),
  ])
  func `an access token is asked for with a form`(
    grant: AuthorizationGrant, body: String, type: GrantType
  ) async throws {
    let server = try await ScriptedServer.start(
      .json(#"{"access_token":"t.1","expires":1615923371,"expires_in":3600}"#))
    let (token, clock) = try await server.client().requestAccessToken(grant)
    let request = try #require(server.requests.first)
    #expect(request.line == "POST /oauth/access_token")
    #expect(request.headers["content-type"] == "application/x-www-form-urlencoded")
    #expect(request.headers["authorization"] == nil)
    #expect(request.body == body)
    #expect(
      token == AccountToken(secret: Secret("t.1"), expiry: Expiry(epochSeconds: 1_615_923_371)))
    #expect(clock == nil)
    #expect(grant.type == type)
  }

  @Test func `a lifetime counts from the store's clock`() async throws {
    let server = try await ScriptedServer.start(
      .json(
        #"{"access_token":"t.1","expires_in":"60"}"#,
        headers: ["Date: Sun, 06 Nov 2094 08:49:37 GMT"]))
    let start = ContinuousClock.now
    let (token, clock) = try await server.client().requestAccessToken(.implicit)
    // The store's time is taken to be that of half the way.
    let taken = Int64((ContinuousClock.now - start).components.seconds)
    let storeNow = try #require(httpDate("Sun, 06 Nov 2094 08:49:37 GMT"))
    let lifetime = try #require(token.expiry?.secondsLeft(at: storeNow))
    #expect((58...62 + taken).contains(lifetime))
    #expect(try #require(clock).isSkewed)
  }

  @Test(arguments: [
    #"{"access_token":"a b"}"#, #"{"access_token":""}"#, #"{"token":"t"}"#, "<html>", "",
  ])
  func `anything else is not an access token`(body: String) async throws {
    let server = try await ScriptedServer.start(.json(body))
    let client = try server.client()
    await #expect(throws: APIError.unreadable("the answer is not an access token")) {
      try await client.requestAccessToken(.implicit)
    }
  }

  @Test(arguments: [
    (
      SignInCredential.password(profileID: "p", username: "u", password: Secret("pw")),
      [
        "authentication_mechanism": "password", "password_profile_id": "p", "username": "u",
        "password": "pw",
      ], Mechanism.password
    ),
    (
      .oidc(code: Secret("c"), redirectURI: "http://localhost/", codeVerifier: Secret("v")),
      [
        "authentication_mechanism": "oidc", "oauth_authorization_code": "c",
        "oauth_redirect_uri": "http://localhost/", "oauth_code_verifier": "v",
      ], .oidc
    ),
    (
      .passwordless(profileID: "p", username: "u", code: Secret("123")),
      [
        "authentication_mechanism": "passwordless", "password_profile_id": "p", "username": "u",
        "one_time_password_token": "123",
      ], .passwordless
    ),
    (
      .selfSignup(
        SelfSignup(
          profileID: "p", username: "u", password: Secret("pw"), name: "N", email: "e@x",
          givenName: "G", familyName: "F")),
      [
        "authentication_mechanism": "self_signup", "password_profile_id": "p", "username": "u",
        "password": "pw", "name": "N", "email": "e@x", "given_name": "G", "family_name": "F",
      ], .selfSignup
    ),
    (
      .heldToken(accountToken),
      ["authentication_mechanism": "account_management_authentication_token"], .token
    ),
  ])
  func `account tokens are minted by every mechanism`(
    credential: SignInCredential, fields: [String: String], mechanism: Mechanism
  ) async throws {
    let server = try await ScriptedServer.start(emptyPage)
    _ = try await server.client().mintAccountTokens(
      credential, accessToken: accessToken, page: PageRequest(holding: 250))
    let request = try #require(server.requests.first)
    #expect(
      request.line
        == "POST /v2/account-members/tokens?page%5Blimit%5D=100&page%5Boffset%5D=200")
    #expect(request.headers["authorization"] == "Bearer access.1")
    #expect(request.headers["content-type"] == "application/json")
    let type = ["type": "account_management_authentication_token"]
    #expect(request.data == fields.merging(type) { field, _ in field })
    #expect(
      request.headers["ep-account-management-authentication-token"]
        == (mechanism == .token ? "account.1" : nil))
    #expect(credential.mechanism == mechanism)
  }

  @Test func `a customer token is minted with e-mail address and password`() async throws {
    let server = try await ScriptedServer.start(
      .json(#"{"data":{"type":"token","customer_id":"c-1","token":"t.1","expires":1615923371}}"#))
    let identity = try await server.client().mintCustomerToken(
      email: "e@x", password: Secret("pw"), accessToken: accessToken)
    let request = try #require(server.requests.first)
    #expect(request.line == "POST /v2/customers/tokens")
    #expect(request.data == ["type": "token", "email": "e@x", "password": "pw"])
    #expect(identity.customerID == "c-1")
    #expect(
      identity.token
        == AccountToken(secret: Secret("t.1"), expiry: Expiry(epochSeconds: 1_615_923_371)))
  }

  @Test(arguments: [
    #"{"data":{"customer_id":"c","token":"a b"}}"#, #"{"data":{"customer_id":"","token":"t"}}"#,
    #"{"data":{"customer_id":"c\u001b[2J","token":"t"}}"#, #"{"data":[]}"#, "{}",
  ])
  func `anything else is not a customer token`(body: String) async throws {
    let server = try await ScriptedServer.start(.json(body))
    let client = try server.client()
    await #expect(throws: APIError.unreadable("the answer is not a customer token")) {
      try await client.mintCustomerToken(
        email: "e", password: Secret("p"), accessToken: accessToken)
    }
  }

  @Test func `an account is checked with both tokens`() async throws {
    let server = try await ScriptedServer.start(
      .json(#"{"data":{"id":"a/1"}}"#), .json(#"{"data":{"id":"a-2"}}"#))
    let client = try server.client()
    try await client.checkAccount(
      AccountID("a/1"), accessToken: accessToken, token: accountToken)
    let request = try #require(server.requests.first)
    #expect(request.line == "GET /v2/accounts/a%2F1")
    #expect(request.headers["authorization"] == "Bearer access.1")
    #expect(request.headers["ep-account-management-authentication-token"] == "account.1")
    await #expect(throws: APIError.unreadable("the answer is about another account")) {
      try await client.checkAccount(
        AccountID("a/1"), accessToken: accessToken, token: accountToken)
    }
  }

  @Test(arguments: [
    (#""name":"Ada\u001b[2J","email":"a@x""#, MemberDetails(name: "Ada", email: "a@x")),
    (#""name":"Ada","email":null"#, MemberDetails(name: "Ada", email: nil)),
    (#""name":"","email":"a@x""#, MemberDetails(name: nil, email: "a@x")),
    (#""name":" ""#, nil),
  ])
  func `a member's details are read with both tokens`(
    fields: String, details: MemberDetails?
  ) async throws {
    let server = try await ScriptedServer.start(.json(#"{"data":{"id":"m-1",\#(fields)}}"#))
    let found = try await server.client().member(
      id: "m-1", accessToken: accessToken, token: accountToken)
    #expect(found == details)
    let request = try #require(server.requests.first)
    #expect(request.line == "GET /v2/account-members/m-1")
    #expect(request.headers["authorization"] == "Bearer access.1")
    #expect(request.headers["ep-account-management-authentication-token"] == "account.1")
  }

  @Test func `details of another member are not taken`() async throws {
    let server = try await ScriptedServer.start(.json(#"{"data":{"id":"m-2","name":"Eve"}}"#))
    let client = try server.client()
    await #expect(throws: APIError.unreadable("the answer is about another member")) {
      try await client.member(id: "m-1", accessToken: accessToken, token: accountToken)
    }
  }

  @Test func `the profile's headers go with every request`() async throws {
    let server = try await ScriptedServer.start(emptyPage)
    let headers = [
      try HeaderField(name: "EP-Channel", value: "web store"),
      try HeaderField(name: "User-Agent", value: "mine"),
    ]
    _ = try await server.client(profileHeaders: headers).mintAccountTokens(
      .heldToken(accountToken), accessToken: accessToken)
    let request = try #require(server.requests.first)
    #expect(request.headers["ep-channel"] == "web store")
    #expect(request.headers["user-agent"] == "mine")
    #expect(request.headers["accept"] == "application/json")
  }

  @Test func `a token that does not fit into a header is not sent`() async throws {
    let server = try await ScriptedServer.start()
    let client = try server.client()
    await #expect(throws: APIError.unreadable("the access token does not fit into a header")) {
      try await client.authenticationSettings(accessToken: Secret("a\r\nX: 1"))
    }
    await #expect(throws: APIError.unreadable("the account token does not fit into a header")) {
      try await client.mintAccountTokens(.heldToken(Secret("é")), accessToken: accessToken)
    }
    #expect(server.requests.isEmpty)
  }
}

@Suite(.timeLimit(.minutes(10))) struct `Raw requests` {
  @Test(arguments: [200, 204, 302, 404, 429, 503])
  func `any status is an answer, and nothing is repeated`(status: Int) async throws {
    let server = try await ScriptedServer.start(.status(status, headers: ["X-Id: 7"]))
    let response = try await server.client(attempts: 4).sendOnce(HTTPRequest("GET", "/x"))
    #expect(response.status == status)
    #expect(response.header("x-ID") == "7")
    #expect(server.requests.count == 1)
  }

  @Test func `method, query, headers and body are sent as given`() async throws {
    let server = try await ScriptedServer.start(.json("{}"))
    let request = HTTPRequest(
      "PATCH", "/v2/x", query: [("a b", "c&d"), ("e", "")],
      headers: [
        try HeaderField(name: "accept", value: "text/csv"),
        try HeaderField(name: "content-type", value: "text/plain"),
        try HeaderField(name: "ep-channel", value: "mine"),
      ], body: Data("héllo".utf8))
    _ = try await server.client(
      profileHeaders: [try HeaderField(name: "EP-Channel", value: "profile")]
    ).sendOnce(request)
    let sent = try #require(server.requests.first)
    #expect(sent.line == "PATCH /v2/x?a%20b=c%26d&e=")
    #expect(sent.headers["accept"] == "text/csv")
    #expect(sent.headers["content-type"] == "text/plain")
    #expect(sent.headers["ep-channel"] == "mine")
    #expect(sent.body == "héllo")
  }

  @Test func `the trace tells paths and results, and no query`() async throws {
    let server = try await ScriptedServer.start(.json("{}"), .disconnect)
    let lines = Recorder<String>()
    let client = try server.client(trace: { lines.append($0) })
    _ = try await client.sendOnce(HTTPRequest("GET", "/v2/x", query: [("filter", "private")]))
    _ = try? await client.sendOnce(HTTPRequest("GET", "/v2/y"))
    #expect(lines.values.count == 2)
    #expect(lines.values[0].hasPrefix("GET /v2/x → 200 ("))
    #expect(lines.values[1].hasPrefix("GET /v2/y → failed: "))
  }
}
