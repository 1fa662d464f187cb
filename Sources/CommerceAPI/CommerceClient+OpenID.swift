package import AccountModel
import Foundation

/// An OpenID provider that a store accepts.
package struct OIDCProfile: Hashable, Sendable, Identifiable {
  package let id: String
  /// Cleaned.
  package let name: String
  /// Where the browser goes to sign in; may hold a query already. `nil` where the store does not
  /// say: the profile by its ID or the discovery document may.
  package let authorizationEndpoint: String?

  package init(id: String, name: String, authorizationEndpoint: String?) {
    self.id = id
    self.name = name
    self.authorizationEndpoint = authorizationEndpoint
  }
}

extension CommerceClient {
  /// `GET /v2/authentication-realms/{realm}/oidc-profiles`. The rows may lack their endpoint.
  package func oidcProfiles(
    realm: String, accessToken: Secret
  ) async throws(APIError) -> [OIDCProfile] {
    let response = try await get(
      "/v2/authentication-realms/\(formEncoded(realm))/oidc-profiles", query: Self.wholePage,
      about: .settings, accessToken: accessToken)
    let body = try response.decoded(OIDCProfilesBody.self, what: "a list of OpenID profiles")
    return body.data.elements.compactMap { $0.profile(links: nil) }
  }

  /// `GET /v2/authentication-realms/{realm}/oidc-profiles/{id}`.
  package func oidcProfile(
    id: String, realm: String, accessToken: Secret
  ) async throws(APIError) -> OIDCProfile {
    let response = try await get(
      "/v2/authentication-realms/\(formEncoded(realm))/oidc-profiles/\(formEncoded(id))",
      about: .settings, accessToken: accessToken)
    let body = try response.decoded(OIDCProfileBody.self, what: "an OpenID profile")
    guard let profile = body.data.profile(links: body.links), profile.id == id else {
      throw .unreadable("the answer is not the OpenID profile that was asked for")
    }
    return profile
  }

  /// The authorization endpoint of a realm, from its discovery document:
  /// `GET /oidc-idp/stores/{store}/authentication-realms/{realm}/.well-known/openid-configuration`.
  /// The document is public: no token is sent.
  ///
  /// - Returns: the endpoint as the store wrote it, whatever its scheme and host, with the profile
  ///   in its query, which every authorization request must name.
  package func authorizationEndpoint(
    ofProfile profileID: String, realm: String, storeID: String
  ) async throws(APIError) -> String {
    let path =
      "/oidc-idp/stores/\(formEncoded(storeID))/authentication-realms/\(formEncoded(realm))"
      + "/.well-known/openid-configuration"
    let query = [(Self.profileParameter, profileID)]
    let response = try await send(
      Call(request: HTTPRequest("GET", path, query: query), subject: .settings))
    let body = try response.decoded(DiscoveryBody.self, what: "an OpenID discovery document")
    guard let endpoint = usableAddress(body.authorizationEndpoint) else {
      throw .unreadable("the OpenID discovery document names no authorization endpoint")
    }
    if endpoint.contains("\(Self.profileParameter)=") { return endpoint }
    return endpoint + (endpoint.contains("?") ? "&" : "?") + formEncoded(query)
  }

  private static let profileParameter = "elasticpath_commerce_cloud_profile_id"
}

/// An address that holds nothing that could deceive or break a request; `nil` for any other text.
private func usableAddress(_ text: String?) -> String? {
  guard let text, !text.isEmpty, cleanText(text, limit: 2000) == text, !text.contains(" "),
    !text.contains("#")
  else { return nil }
  return text
}

private struct OIDCProfilesBody: Decodable {
  let data: OneOrMany<OIDCProfileRow>
}

/// One profile; its links are in the row or beside it.
private struct OIDCProfileBody: Decodable {
  let data: OIDCProfileRow
  let links: OIDCProfileLinks?

  enum CodingKeys: String, CodingKey { case data, links }

  init(from decoder: any Decoder) throws {
    let body = try decoder.container(keyedBy: CodingKeys.self)
    data = try body.decode(OIDCProfileRow.self, forKey: .data)
    links = body.loosePart(.links)
  }
}

private struct OIDCProfileRow: Decodable {
  let id: String
  let name: String?
  let links: OIDCProfileLinks?

  enum CodingKeys: String, CodingKey { case id, name, links }

  init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: CodingKeys.self)
    id = try row.decode(String.self, forKey: .id)
    name = row.looseText(.name)
    links = row.loosePart(.links)
  }

  /// `nil` when the ID holds what no ID may hold.
  ///
  /// - Parameter links: those beside the row, for a row without its own.
  func profile(links outer: OIDCProfileLinks?) -> OIDCProfile? {
    guard !id.isEmpty, cleanText(id) == id else { return nil }
    let endpoint = links?.authorizationEndpoint ?? outer?.authorizationEndpoint
    return OIDCProfile(
      id: id, name: cleanText(name ?? id), authorizationEndpoint: usableAddress(endpoint))
  }
}

private struct OIDCProfileLinks: Decodable {
  let authorizationEndpoint: String?

  enum CodingKeys: String, CodingKey { case authorizationEndpoint = "authorization-endpoint" }

  init(from decoder: any Decoder) throws {
    let links = try decoder.container(keyedBy: CodingKeys.self)
    authorizationEndpoint = links.loosePart(.authorizationEndpoint)
  }
}

private struct DiscoveryBody: Decodable {
  let authorizationEndpoint: String

  enum CodingKeys: String, CodingKey { case authorizationEndpoint = "authorization_endpoint" }
}
