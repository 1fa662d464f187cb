package import AccountModel
import Foundation

/// How a store lets members in, from `GET /v2/settings/account-authentication`.
package struct AuthenticationSettings: Sendable, Equatable {
  package let realmID: String
  /// The client an OpenID provider knows the store by.
  package let clientID: String?
  package let offersSelfSignup: Bool
}

/// A way of signing in with a user name, of which a store may have several.
package struct PasswordProfile: Sendable, Equatable, Identifiable {
  package let id: String
  package let name: String
  package let usernameIsEmail: Bool
  package let offersOneTimePasswords: Bool
}

/// An OpenID provider the store lets members sign in with.
package struct OIDCProfile: Sendable, Equatable, Identifiable {
  package let id: String
  package let name: String
  /// Where the browser goes to sign in; holds a query already.
  package let authorizationEndpoint: String
}

extension CommerceClient {
  /// `GET /v2/settings/account-authentication`. Some stores refuse it to an implicit bearer.
  package func authenticationSettings(
    bearer: Secret
  ) async throws(APIError) -> AuthenticationSettings {
    let response = try await get("/v2/settings/account-authentication", bearer: bearer)
    let body = try response.decoded(SettingsBody.self, what: "the sign-in settings")
    guard let realm = body.data.relationships?.realm?.data?.id else {
      throw .unreadable("the sign-in settings name no authentication realm")
    }
    return AuthenticationSettings(
      realmID: realm, clientID: body.data.meta?.clientID,
      offersSelfSignup: body.data.enableSelfSignup ?? false)
  }

  /// `GET /v2/authentication-realms/{realm}/password-profiles`.
  package func passwordProfiles(
    realm: String, bearer: Secret
  ) async throws(APIError) -> [PasswordProfile] {
    let path = "/v2/authentication-realms/\(formEncoded(realm))/password-profiles"
    let response = try await get("\(path)?page%5Blimit%5D=100", bearer: bearer)
    let body = try response.decoded(ProfilesBody.self, what: "a list of password profiles")
    return body.data.elements.compactMap(\.profile)
  }

  /// `GET /v2/authentication-realms/{realm}/oidc-profiles`.
  package func oidcProfiles(
    realm: String, bearer: Secret
  ) async throws(APIError) -> [OIDCProfile] {
    let path = "/v2/authentication-realms/\(formEncoded(realm))/oidc-profiles"
    let response = try await get("\(path)?page%5Blimit%5D=100", bearer: bearer)
    let body = try response.decoded(OIDCProfilesBody.self, what: "a list of OpenID profiles")
    return body.data.elements.compactMap(\.profile)
  }

  /// Asks the store to send a one-time password to a member:
  /// `POST …/password-profiles/{profile}/one-time-password-token-request`.
  ///
  /// The store answers the same whether it knows the member or not. The code reaches the person by
  /// e-mail or SMS and lives ten minutes.
  package func requestOneTimePassword(
    realm: String, profileID: String, username: String, bearer: Secret
  ) async throws(APIError) {
    let data = [
      "type": "one_time_password_token_request", "username": username,
      "purpose": "passwordless_authentication",
    ]
    let path =
      "/v2/authentication-realms/\(formEncoded(realm))/password-profiles/\(formEncoded(profileID))"
    _ = try await post(
      "\(path)/one-time-password-token-request", data: data, bearer: bearer, isRepeatable: false)
  }
}

private struct OIDCProfilesBody: Decodable {
  let data: OneOrMany<Row>

  struct Row: Decodable {
    let id: String
    let name: String?
    let links: [String: String?]

    /// `nil` when it does not say where to sign in.
    var profile: OIDCProfile? {
      guard !id.isEmpty, cleanText(id) == id,
        let endpoint = links["authorization-endpoint"] ?? nil,
        cleanText(endpoint, limit: 2000) == endpoint
      else { return nil }
      return OIDCProfile(
        id: id, name: cleanText(name ?? id), authorizationEndpoint: endpoint)
    }
  }
}

private struct SettingsBody: Decodable {
  let data: Settings

  struct Settings: Decodable {
    let enableSelfSignup: Bool?
    let relationships: Relationships?
    let meta: Meta?

    enum CodingKeys: String, CodingKey {
      case enableSelfSignup = "enable_self_signup"
      case relationships, meta
    }

    init(from decoder: any Decoder) throws {
      let settings = try decoder.container(keyedBy: CodingKeys.self)
      enableSelfSignup = settings.loosePart(.enableSelfSignup)
      relationships = settings.loosePart(.relationships)
      meta = settings.loosePart(.meta)
    }
  }

  struct Relationships: Decodable {
    let realm: Realm?
    enum CodingKeys: String, CodingKey { case realm = "authentication_realm" }
  }
  struct Realm: Decodable { let data: Reference? }
  struct Reference: Decodable { let id: String }
  struct Meta: Decodable {
    let clientID: String?
    enum CodingKeys: String, CodingKey { case clientID = "client_id" }
  }
}

private struct ProfilesBody: Decodable {
  let data: OneOrMany<Row>

  struct Row: Decodable {
    let id: String
    let name: String?
    let format: String?
    let oneTime: Bool?

    enum CodingKeys: String, CodingKey {
      case id, name
      case format = "username_format"
      case oneTime = "enable_one_time_password_token"
    }

    init(from decoder: any Decoder) throws {
      let row = try decoder.container(keyedBy: CodingKeys.self)
      id = try row.decode(String.self, forKey: .id)
      name = row.looseText(.name)
      format = row.looseText(.format)
      oneTime = row.loosePart(.oneTime)
    }

    /// `nil` when the ID holds what no ID may hold.
    var profile: PasswordProfile? {
      guard !id.isEmpty, cleanText(id) == id else { return nil }
      return PasswordProfile(
        id: id, name: cleanText(name ?? id), usernameIsEmail: format == "email",
        offersOneTimePasswords: oneTime ?? false)
    }
  }
}
