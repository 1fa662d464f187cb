package import AccountModel
import Foundation

/// How members sign in to a store, from `GET /v2/settings/account-authentication`.
package struct AuthenticationSettings: Hashable, Sendable {
  package let realmID: String
  /// The client ID for OpenID authorization requests.
  package let clientID: String?
  package let offersSelfSignup: Bool
  /// The store's own ID where the settings tell it, which the discovery document is addressed by.
  package let storeID: String?
}

/// Where user names and OpenID providers belong to, from `GET /v2/authentication-realms`.
package struct AuthenticationRealm: Hashable, Sendable, Identifiable {
  package let id: String
  /// Cleaned.
  package let name: String
  /// What the realm is for, such as `account_authentication_settings`, cleaned.
  package let originType: String?
  /// The store's own ID where the realm tells it.
  package let storeID: String?

  package init(id: String, name: String, originType: String?, storeID: String? = nil) {
    self.id = id
    self.name = name
    self.originType = originType
    self.storeID = storeID
  }

  /// Whether account members sign in here, by its origin or by the name the vendor gives it.
  package var isAccountManagement: Bool {
    isOfAccountSettings(originType) || name.lowercased() == "account management realm"
  }
}

/// A way to sign in with a user name, of which a store may have several.
package struct PasswordProfile: Hashable, Sendable, Identifiable {
  package let id: String
  /// Cleaned.
  package let name: String
  package let usernameIsEmail: Bool
  package let offersOneTimePasswords: Bool

  package init(id: String, name: String, usernameIsEmail: Bool, offersOneTimePasswords: Bool) {
    self.id = id
    self.name = name
    self.usernameIsEmail = usernameIsEmail
    self.offersOneTimePasswords = offersOneTimePasswords
  }
}

extension CommerceClient {
  /// `GET /v2/settings/account-authentication`. Some stores refuse it to an implicit access token;
  /// ``authenticationRealms(accessToken:)`` then names the realm.
  package func authenticationSettings(
    accessToken: Secret
  ) async throws(APIError) -> AuthenticationSettings {
    let response = try await get(
      "/v2/settings/account-authentication", about: .settings, accessToken: accessToken)
    let body = try response.decoded(SettingsBody.self, what: "the sign-in settings")
    guard let realm = body.data.relationships?.realm?.data?.id else {
      throw .unreadable("the sign-in settings name no authentication realm")
    }
    return AuthenticationSettings(
      realmID: realm, clientID: body.data.meta?.clientID,
      offersSelfSignup: body.data.enableSelfSignup ?? false, storeID: uuid(body.data.id))
  }

  /// `GET /v2/authentication-realms`.
  package func authenticationRealms(
    accessToken: Secret
  ) async throws(APIError) -> [AuthenticationRealm] {
    let response = try await get(
      "/v2/authentication-realms", query: Self.wholePage, about: .settings,
      accessToken: accessToken)
    let body = try response.decoded(RealmsBody.self, what: "a list of authentication realms")
    return body.data.elements.compactMap(\.realm)
  }

  /// `GET /v2/authentication-realms/{realm}/password-profiles`.
  package func passwordProfiles(
    realm: String, accessToken: Secret
  ) async throws(APIError) -> [PasswordProfile] {
    let response = try await get(
      "/v2/authentication-realms/\(formEncoded(realm))/password-profiles",
      query: Self.wholePage, about: .settings, accessToken: accessToken)
    let body = try response.decoded(ProfilesBody.self, what: "a list of password profiles")
    return body.data.elements.compactMap(\.profile)
  }

  /// Asks the store to send a one-time password to a member:
  /// `POST …/password-profiles/{profile}/one-time-password-token-request`.
  ///
  /// The store answers the same whether it knows the member or not. The code reaches the person by
  /// e-mail or SMS and is valid for ten minutes.
  package func requestOneTimePassword(
    realm: String, profileID: String, username: String, accessToken: Secret
  ) async throws(APIError) {
    _ = try await post(
      "/v2/authentication-realms/\(formEncoded(realm))/password-profiles/\(formEncoded(profileID))"
        + "/one-time-password-token-request",
      data: [
        "type": "one_time_password_token_request", "username": username,
        "purpose": "passwordless_authentication",
      ],
      about: .settings, accessToken: accessToken, isRetryable: false)
  }

  /// Asks for all rows of a short list at once.
  static let wholePage = [("page[limit]", "\(PageRequest.largestLimit)")]
}

/// Whether an origin type means the settings of account members, however it is punctuated.
private func isOfAccountSettings(_ originType: String?) -> Bool {
  originType?.lowercased().filter(\.isLetter).hasPrefix("accountauthenticationsetting") ?? false
}

/// A text that is a UUID; `nil` for any other.
private func uuid(_ text: String?) -> String? {
  text.flatMap { UUID(uuidString: $0) == nil ? nil : $0 }
}

private struct SettingsBody: Decodable {
  let data: Settings

  struct Settings: Decodable {
    /// The same as the store's ID in every sample that was seen.
    let id: String?
    let enableSelfSignup: Bool?
    let relationships: Relationships?
    let meta: Meta?

    enum CodingKeys: String, CodingKey {
      case id
      case enableSelfSignup = "enable_self_signup"
      case relationships, meta
    }

    init(from decoder: any Decoder) throws {
      let settings = try decoder.container(keyedBy: CodingKeys.self)
      id = settings.looseText(.id)
      enableSelfSignup = settings.loosePart(.enableSelfSignup)
      relationships = settings.loosePart(.relationships)
      meta = settings.loosePart(.meta)
    }
  }

  struct Relationships: Decodable {
    let realm: Relationship?
    enum CodingKeys: String, CodingKey { case realm = "authentication_realm" }
  }
  struct Meta: Decodable {
    let clientID: String?
    enum CodingKeys: String, CodingKey { case clientID = "client_id" }
  }
}

/// A reference to another resource.
private struct Relationship: Decodable {
  let data: Reference?

  struct Reference: Decodable {
    let id: String?
    let type: String?

    enum CodingKeys: String, CodingKey { case id, type }

    init(from decoder: any Decoder) throws {
      let reference = try decoder.container(keyedBy: CodingKeys.self)
      id = reference.looseText(.id)
      type = reference.looseText(.type)
    }
  }
}

private struct RealmsBody: Decodable {
  let data: OneOrMany<Row>

  struct Row: Decodable {
    let id: String
    let name: String?
    let relationships: Relationships?

    enum CodingKeys: String, CodingKey { case id, name, relationships }

    init(from decoder: any Decoder) throws {
      let row = try decoder.container(keyedBy: CodingKeys.self)
      id = try row.decode(String.self, forKey: .id)
      name = row.looseText(.name)
      relationships = row.loosePart(.relationships)
    }

    /// `nil` when the ID holds what no ID may hold.
    var realm: AuthenticationRealm? {
      guard !id.isEmpty, cleanText(id) == id else { return nil }
      let origin = relationships?.origin?.data
      // The settings' ID is the store's, see `SettingsBody`; other origins have numbers of their own.
      let storeID = isOfAccountSettings(origin?.type) ? uuid(origin?.id) : nil
      return AuthenticationRealm(
        id: id, name: cleanText(name ?? id), originType: origin?.type.map { cleanText($0) },
        storeID: storeID)
    }
  }

  struct Relationships: Decodable { let origin: Relationship? }
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
