import AccountModel
import Testing

@testable import CommerceAPI

private let accessToken = Secret("access.1")
private let storeID = "88888888-4444-4333-8333-111111111111"

@Suite(.timeLimit(.minutes(10))) struct `How members sign in` {
  @Test func `the settings name the realm`() async throws {
    let server = try await ScriptedServer.start(
      .json(
        """
        {"data":{"id":"\(storeID)","type":"account_authentication_settings",
          "enable_self_signup":true,"meta":{"client_id":"account-management"},
          "relationships":{"authentication_realm":{"data":{"id":"r-1"}}}}}
        """))
    let settings = try await server.client().authenticationSettings(accessToken: accessToken)
    #expect(
      settings
        == AuthenticationSettings(
          realmID: "r-1", clientID: "account-management", offersSelfSignup: true,
          storeID: storeID))
    #expect(server.requests.map(\.line) == ["GET /v2/settings/account-authentication"])
  }

  @Test func `odd fields of the settings cost nothing else`() async throws {
    let server = try await ScriptedServer.start(
      .json(
        """
        {"data":{"id":7,"enable_self_signup":"yes","meta":[],
          "relationships":{"authentication_realm":{"data":{"id":"r-1"}}}}}
        """))
    let settings = try await server.client().authenticationSettings(accessToken: accessToken)
    #expect(
      settings
        == AuthenticationSettings(
          realmID: "r-1", clientID: nil, offersSelfSignup: false, storeID: nil))
  }

  @Test func `settings without a realm are unreadable`() async throws {
    let server = try await ScriptedServer.start(.json(#"{"data":{"relationships":{}}}"#))
    let client = try server.client()
    await #expect(
      throws: APIError.unreadable("the sign-in settings name no authentication realm")
    ) {
      try await client.authenticationSettings(accessToken: accessToken)
    }
  }

  @Test func `realms are listed with what they are for`() async throws {
    let server = try await ScriptedServer.start(
      .json(
        """
        {"data":[
          {"id":"r-1","name":"Buyer Organization","relationships":{"origin":{"data":
            {"id":"0","type":"customer-authentication-settings"}}}},
          {"id":"r-2","name":"Anything","relationships":{"origin":{"data":
            {"id":"\(storeID)","type":"account_authentication_settings"}}}},
          {"id":"r-3","name":"ACCOUNT management Realm"},
          {"id":"r\\u001b[2J","name":"hostile"}, {"name":"no ID"}]}
        """))
    let realms = try await server.client().authenticationRealms(accessToken: accessToken)
    #expect(
      realms == [
        AuthenticationRealm(
          id: "r-1", name: "Buyer Organization", originType: "customer-authentication-settings"),
        AuthenticationRealm(
          id: "r-2", name: "Anything", originType: "account_authentication_settings",
          storeID: storeID),
        AuthenticationRealm(id: "r-3", name: "ACCOUNT management Realm", originType: nil),
      ])
    #expect(realms.map(\.isAccountManagement) == [false, true, true])
    #expect(server.requests.map(\.line) == ["GET /v2/authentication-realms?page%5Blimit%5D=100"])
  }

  @Test(arguments: [
    ("account_authentication_settings", true), ("account-authentication-settings", true),
    ("Account_Authentication_Setting", true), ("customer-authentication-settings", false),
    ("merchant-realm-mappings", false), ("", false),
  ])
  func `the origin's punctuation does not matter`(type: String, isAccounts: Bool) {
    let realm = AuthenticationRealm(id: "r", name: "n", originType: type)
    #expect(realm.isAccountManagement == isAccounts)
  }

  @Test func `password profiles are listed`() async throws {
    let server = try await ScriptedServer.start(
      .json(
        """
        {"data":[
          {"id":"p-1","name":"Buyers\\u202e","username_format":"email",
           "enable_one_time_password_token":true},
          {"id":"p-2","username_format":"any"}, {"id":"","name":"no ID"}, 7]}
        """))
    let profiles = try await server.client().passwordProfiles(
      realm: "r 1", accessToken: accessToken)
    #expect(
      profiles == [
        PasswordProfile(
          id: "p-1", name: "Buyers", usernameIsEmail: true, offersOneTimePasswords: true),
        PasswordProfile(
          id: "p-2", name: "p-2", usernameIsEmail: false, offersOneTimePasswords: false),
      ])
    #expect(
      server.requests.map(\.line) == [
        "GET /v2/authentication-realms/r%201/password-profiles?page%5Blimit%5D=100"
      ])
  }

  @Test func `a one-time password is requested with underscores`() async throws {
    let server = try await ScriptedServer.start(.status(202))
    try await server.client().requestOneTimePassword(
      realm: "r", profileID: "p", username: "u@x", accessToken: accessToken)
    let request = try #require(server.requests.first)
    #expect(
      request.line
        == "POST /v2/authentication-realms/r/password-profiles/p/one-time-password-token-request")
    #expect(
      request.data == [
        "type": "one_time_password_token_request", "username": "u@x",
        "purpose": "passwordless_authentication",
      ])
  }
}

@Suite(.timeLimit(.minutes(10))) struct `OpenID profiles` {
  @Test func `rows are listed with and without their endpoint`() async throws {
    let server = try await ScriptedServer.start(
      .json(
        """
        {"data":[
          {"id":"o-1","type":"oidc-profile","name":"Google",
           "links":{"self":"x","authorization-endpoint":"https://idp.example/a?b=c"}},
          {"id":"o-2","name":"Apple"}, {"id":"o-3","links":{"authorization-endpoint":null}},
          {"id":"o-4","links":{"authorization-endpoint":"https://idp.example/\\u001b[2J"}}]}
        """))
    let profiles = try await server.client().oidcProfiles(realm: "r", accessToken: accessToken)
    #expect(
      profiles == [
        OIDCProfile(
          id: "o-1", name: "Google", authorizationEndpoint: "https://idp.example/a?b=c"),
        OIDCProfile(id: "o-2", name: "Apple", authorizationEndpoint: nil),
        OIDCProfile(id: "o-3", name: "o-3", authorizationEndpoint: nil),
        OIDCProfile(id: "o-4", name: "o-4", authorizationEndpoint: nil),
      ])
    #expect(
      server.requests.map(\.line) == [
        "GET /v2/authentication-realms/r/oidc-profiles?page%5Blimit%5D=100"
      ])
  }

  @Test(arguments: [
    #"{"data":{"id":"o-1","links":{"authorization-endpoint":"https://x/a"}}}"#,
    #"{"data":{"id":"o-1"},"links":{"authorization-endpoint":"https://x/a"}}"#,
  ])
  func `one profile tells its endpoint, in it or beside it`(body: String) async throws {
    let server = try await ScriptedServer.start(.json(body))
    let profile = try await server.client().oidcProfile(
      id: "o-1", realm: "r", accessToken: accessToken)
    #expect(profile.authorizationEndpoint == "https://x/a")
    #expect(
      server.requests.map(\.line) == ["GET /v2/authentication-realms/r/oidc-profiles/o-1"])
  }

  @Test func `another profile is not taken`() async throws {
    let server = try await ScriptedServer.start(.json(#"{"data":{"id":"o-2"}}"#))
    let client = try server.client()
    await #expect(
      throws: APIError.unreadable("the answer is not the OpenID profile that was asked for")
    ) {
      try await client.oidcProfile(id: "o-1", realm: "r", accessToken: accessToken)
    }
  }

  @Test(arguments: [
    ("https://x/login", "https://x/login?elasticpath_commerce_cloud_profile_id=o%2F1"),
    ("https://x/login?a=b", "https://x/login?a=b&elasticpath_commerce_cloud_profile_id=o%2F1"),
    (
      "http://x/login?elasticpath_commerce_cloud_profile_id=o",
      "http://x/login?elasticpath_commerce_cloud_profile_id=o"
    ),
  ])
  func `the discovery document names the endpoint, and is asked for without a token`(
    written: String, endpoint: String
  ) async throws {
    let server = try await ScriptedServer.start(
      .json(#"{"issuer":"https://x","authorization_endpoint":"\#(written)"}"#))
    let found = try await server.client().authorizationEndpoint(
      ofProfile: "o/1", realm: "r", storeID: storeID)
    #expect(found == endpoint)
    let request = try #require(server.requests.first)
    #expect(
      request.line
        == "GET /oidc-idp/stores/\(storeID)/authentication-realms/r/.well-known/"
        + "openid-configuration?elasticpath_commerce_cloud_profile_id=o%2F1")
    #expect(request.headers["authorization"] == nil)
  }

  @Test(arguments: [
    #"{"authorization_endpoint":""}"#, #"{"authorization_endpoint":"https://x/ y"}"#,
    #"{"authorization_endpoint":"https://x/#y"}"#, #"{"authorization_endpoint":"\u202ehttps://x"}"#,
  ])
  func `an endpoint that could deceive is not taken`(body: String) async throws {
    let server = try await ScriptedServer.start(.json(body))
    let client = try server.client()
    await #expect(
      throws: APIError.unreadable("the OpenID discovery document names no authorization endpoint")
    ) {
      try await client.authorizationEndpoint(ofProfile: "o", realm: "r", storeID: storeID)
    }
  }
}
