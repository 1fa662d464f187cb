import Hummingbird

extension Endpoints {
  func addSettings(to router: Router<Exchange>) {
    router.get("/v2/settings/account-authentication", use: accountAuthentication)
    router.get("/v2/authentication-realms/:realm/password-profiles", use: passwordProfiles)
    router.get("/v2/authentication-realms/:realm/oidc-profiles", use: openIDProfiles)
  }

  @Sendable private func accountAuthentication(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    try bearer(exchange)
    let realm = "\(exchange.baseURL)/v2/authentication-realms/\(store.realmID)"
    return .json([
      "data": [
        "id": .string(store.storeID),
        "type": "account_authentication_settings",
        "enable_self_signup": .bool(store.allowsSelfSignUp),
        "auto_create_account_for_account_members": .bool(store.createsAccountOnSignUp),
        "account_member_self_management": "disabled",
        "account_management_authentication_token_timeout_secs":
          JSONValue(SimulatedStore.defaultLifetime),
        "relationships": [
          "authentication_realm": [
            "data": [
              "id": .string(store.realmID), "type": "authentication_realm",
              "links": ["self": .string(realm)],
            ]
          ]
        ],
        "meta": ["client_id": .string(store.openIDClientID)],
      ],
      "links": ["self": "\(exchange.baseURL)/v2/settings/account-authentication"],
    ])
  }

  @Sendable private func passwordProfiles(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    try list(
      store.passwordProfiles.map { profile in
        [
          "id": .string(profile.id),
          "type": "password_profile",
          "name": .string(profile.name),
          "username_format": .string(profile.usernameFormat.rawValue),
          "enable_one_time_password_token": .bool(profile.enablesOneTimePasswords),
          "links": ["self": "\(exchange.baseURL)\(exchange.arrival.path)/\(profile.id)"],
        ]
      }, inRealmOf: exchange)
  }

  @Sendable private func openIDProfiles(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    let id = store.openIDProfileID
    let authorize =
      "\(exchange.baseURL)\(CommercePath.authorize)?elasticpath_commerce_cloud_profile_id=\(id)"
    return try list(
      [
        [
          "id": .string(id),
          "type": "oidc_profile",
          "name": "Simulated Identity Provider",
          "discovery_url": "\(exchange.baseURL)/.well-known/openid-configuration",
          "client_id": "upstream-client",
          "meta": ["issuer": .string(exchange.baseURL)],
          "links": [
            "self": "\(exchange.baseURL)\(exchange.arrival.path)/\(id)",
            "authorization-endpoint": .string(authorize),
          ],
        ]
      ], inRealmOf: exchange)
  }

  private func list(
    _ rows: [JSONValue], inRealmOf exchange: Exchange
  ) throws -> Response {
    try bearer(exchange)
    try requireRealm(exchange)
    return .json(try exchange.list(rows))
  }

  /// Refuses a path that names another realm.
  func requireRealm(_ exchange: Exchange) throws(CommerceError) {
    guard exchange.parameters.get("realm") == store.realmID else {
      throw .notFound("authentication realm not found")
    }
  }
}

extension Exchange {
  /// The page of these rows that the request asks for, with `meta` and `links`.
  func list(_ rows: [JSONValue]) throws(CommerceError) -> JSONValue {
    let page = try page()
    // Only minting answers in dialects.
    let dialect = Dialect(scenario: .showcase, page: page.index)
    return [
      "data": .array(Array(rows[page.range(of: rows.count)])),
      "meta": .object(page.meta(total: rows.count, dialect: dialect)),
      "links": page.links(total: rows.count, url: baseURL + arrival.path, dialect: dialect),
    ]
  }
}
