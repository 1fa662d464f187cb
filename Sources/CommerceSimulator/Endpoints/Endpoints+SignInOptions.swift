import Hummingbird

extension Endpoints {
  func addSignInOptions(to router: Router<Exchange>) {
    router.get("/v2/settings/account-authentication", use: accountAuthentication)
    router.get("/v2/authentication-realms", use: listRealms)
    router.get("/v2/authentication-realms/:realm", use: getRealm)
    router.get("/v2/authentication-realms/:realm/password-profiles", use: listPasswordProfiles)
    router.get(
      "/v2/authentication-realms/:realm/password-profiles/:profile", use: getPasswordProfile)
    router.get("/v2/authentication-realms/:realm/oidc-profiles", use: listOpenIDProfiles)
    router.get("/v2/authentication-realms/:realm/oidc-profiles/:profile", use: getOpenIDProfile)
    router.post(
      """
      /v2/authentication-realms/:realm/password-profiles/:profile/one-time-password-token-request
      """, use: requestOneTimePassword)
  }

  @Sendable private func accountAuthentication(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    let accessToken = try accessToken(exchange)
    if store.hidesSettings, accessToken.grantType == .implicit {
      throw CommerceError.forbidden("forbidden")
    }
    return .json([
      "data": [
        "id": .string(store.storeID),
        "type": "account_authentication_settings",
        "enable_self_signup": .bool(store.allowsSelfSignUp),
        "auto_create_account_for_account_members": .bool(store.createsAccountOnSignUp),
        "account_member_self_management": "disabled",
        "account_management_authentication_token_timeout_secs":
          JSONValue(store.tokenLifetime),
        "relationships": [
          "authentication_realm": [
            "data": [
              "id": .string(store.realmID), "type": "authentication_realm",
              "links": ["self": .string(exchange.url(ofRealm: store.realmID))],
            ]
          ]
        ],
        "meta": ["client_id": .string(store.openIDClientID)],
      ],
      "links": ["self": "\(exchange.baseURL)/v2/settings/account-authentication"],
    ])
  }

  /// The realm that a path names.
  func realm(_ exchange: Exchange) throws(CommerceError) -> AuthenticationRealm {
    guard let realm = store.realms.first(where: { $0.id == exchange.parameters.get("realm") })
    else { throw .notFound("authentication realm not found") }
    return realm
  }
}

// MARK: - Realms

extension Endpoints {
  @Sendable private func listRealms(_ request: Request, _ exchange: Exchange) throws -> Response {
    try accessToken(exchange)
    return .json(
      try exchange.list(store.realms, largestOffset: Page.largestRosterOffset) {
        json($0, exchange)
      })
  }

  @Sendable private func getRealm(_ request: Request, _ exchange: Exchange) throws -> Response {
    try accessToken(exchange)
    let realm = try realm(exchange)
    return .json([
      "data": json(realm, exchange), "links": ["self": .string(exchange.url(ofRealm: realm.id))],
    ])
  }

  /// `meta` of realms and profiles.
  private var created: [String: JSONValue] {
    ["created_at": .string(openedAt.isoText), "updated_at": .string(openedAt.isoText)]
  }

  private func json(_ realm: AuthenticationRealm, _ exchange: Exchange) -> JSONValue {
    [
      "id": .string(realm.id),
      "type": "authentication-realm",
      "name": .string(realm.name),
      "duplicate_email_policy": "allowed",
      "redirect_uris": .array(
        realm.id == store.realmID ? store.redirectURIs.map { .string($0) } : []),
      "relationships": [
        "origin": ["data": ["id": .string(store.storeID), "type": .string(realm.originType)]]
      ],
      "meta": .object(created), "links": ["self": .string(exchange.url(ofRealm: realm.id))],
    ]
  }
}

// MARK: - Profiles

extension Endpoints {
  @Sendable private func listPasswordProfiles(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    try accessToken(exchange)
    let realm = try realm(exchange)
    return .json(
      try exchange.list(realm.passwordProfiles, largestOffset: Page.largestRosterOffset) {
        json($0, of: realm, exchange)
      })
  }

  @Sendable private func getPasswordProfile(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    try accessToken(exchange)
    let realm = try realm(exchange)
    let id = exchange.parameters.get("profile")
    guard let profile = realm.passwordProfiles.first(where: { $0.id == id }) else {
      throw CommerceError.notFound("password profile not found")
    }
    let row = json(profile, of: realm, exchange)
    return .json(["data": row, "links": row["links"] ?? [:]])
  }

  private func json(
    _ profile: PasswordProfile, of realm: AuthenticationRealm, _ exchange: Exchange
  ) -> JSONValue {
    let profiles = "\(exchange.url(ofRealm: realm.id))/password-profiles"
    return [
      "id": .string(profile.id), "type": "password_profile", "name": .string(profile.name),
      "username_format": .string(profile.usernameFormat.rawValue),
      "enable_one_time_password_token": .bool(profile.enablesOneTimePasswords),
      "meta": .object(created), "links": ["self": "\(profiles)/\(profile.id)"],
    ]
  }

  @Sendable private func listOpenIDProfiles(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    try accessToken(exchange)
    let realm = try realm(exchange)
    return .json(
      try exchange.list(realm.openIDProfiles, largestOffset: Page.largestRosterOffset) {
        json($0, of: realm, exchange, withLinks: !store.omitsOpenIDLinks)
      })
  }

  /// The profile with its links, in the row as the schema has them and beside it as the example.
  @Sendable private func getOpenIDProfile(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    try accessToken(exchange)
    let realm = try realm(exchange)
    let id = exchange.parameters.get("profile")
    guard let profile = realm.openIDProfiles.first(where: { $0.id == id }) else {
      throw CommerceError.notFound("OpenID Connect profile not found")
    }
    return .json([
      "data": json(profile, of: realm, exchange, withLinks: true),
      "links": links(of: profile, in: realm, exchange),
    ])
  }

  private func json(
    _ profile: OpenIDProfile, of realm: AuthenticationRealm, _ exchange: Exchange,
    withLinks: Bool
  ) -> JSONValue {
    var row: [String: JSONValue] = [
      "id": .string(profile.id),
      "type": "oidc-profile",
      "name": .string(profile.name),
      "discovery_url": "\(exchange.baseURL)/.well-known/openid-configuration",
      "client_id": "upstream-client",
      "meta": .object(created.merging(["issuer": .string(exchange.baseURL)]) { $1 }),
    ]
    if withLinks { row["links"] = links(of: profile, in: realm, exchange) }
    return .object(row)
  }

  private func links(
    of profile: OpenIDProfile, in realm: AuthenticationRealm, _ exchange: Exchange
  ) -> JSONValue {
    let endpoint = authorizationEndpoint(of: realm, exchange)
    let provider = "\(exchange.baseURL)/oidc-idp/stores/\(store.storeID)"
    return [
      "self": "\(exchange.url(ofRealm: realm.id))/oidc-profiles/\(profile.id)",
      "authorization-endpoint":
        "\(endpoint)?elasticpath_commerce_cloud_profile_id=\(profile.id)",
      "client-discovery-url":
        "\(provider)/authentication-realms/\(realm.id)/.well-known/openid-configuration",
    ]
  }
}

// MARK: - One-time passwords

extension Endpoints {
  /// Sends a code when the user name exists, and answers the same when it does not.
  @Sendable private func requestOneTimePassword(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    try accessToken(exchange)
    let profileID = exchange.parameters.get("profile")
    guard let profile = try realm(exchange).passwordProfiles.first(where: { $0.id == profileID })
    else { throw CommerceError.notFound("password profile not found") }
    guard profile.enablesOneTimePasswords else {
      throw CommerceError.unprocessable("one-time passwords are not enabled")
    }
    let data = try exchange.bodyData()
    guard try data.required("type") == "one_time_password_token_request" else {
      throw CommerceError.badRequest("data.type must be one_time_password_token_request")
    }
    guard purposes.contains(try data.required("purpose")) else {
      throw CommerceError.badRequest("unknown purpose")
    }
    let username = try data.required("username")
    if members.member(username: username, passwordProfileID: profile.id) != nil {
      issued.sendOneTimeCode(to: username, passwordProfileID: profile.id, now: exchange.now)
    }
    return Response(status: .accepted)
  }
}

extension Exchange {
  fileprivate func url(ofRealm id: String) -> String {
    "\(baseURL)/v2/authentication-realms/\(id)"
  }
}

private let purposes = ["passwordless_authentication", "reset_password"]
