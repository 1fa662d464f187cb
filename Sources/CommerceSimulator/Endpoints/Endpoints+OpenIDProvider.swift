import Foundation
import HTTPTypes
import Hummingbird

extension Endpoints {
  func addOpenIDProvider(to router: Router<Exchange>) {
    router.get("/oidc-idp/login/stores/:store/authentication-realms/:realm", use: authorize)
    router.get(
      "/oidc-idp/stores/:store/authentication-realms/:realm/.well-known/openid-configuration",
      use: discover)
  }

  /// Where a browser signs in to a realm; the query has to name the profile.
  func authorizationEndpoint(of realm: AuthenticationRealm, _ exchange: Exchange) -> String {
    "\(exchange.baseURL)\(CommercePath.authorize)/stores/\(store.storeID)"
      + "/authentication-realms/\(realm.id)"
  }

  /// The realm of a path, whose store has to be this one.
  private func providerRealm(_ exchange: Exchange) throws(CommerceError) -> AuthenticationRealm {
    guard exchange.parameters.get("store") == store.storeID,
      let realm = store.realms.first(where: { $0.id == exchange.parameters.get("realm") })
    else { throw .notFound("authentication realm not found") }
    return realm
  }

  /// The discovery document of a realm, which needs no access token.
  @Sendable private func discover(_ request: Request, _ exchange: Exchange) throws -> Response {
    let realm = try providerRealm(exchange)
    let path = "stores/\(store.storeID)/authentication-realms/\(realm.id)"
    return .json([
      "issuer": "\(exchange.baseURL)/oidc-idp/\(path)",
      "authorization_endpoint": .string(authorizationEndpoint(of: realm, exchange)),
      "token_endpoint": "\(exchange.baseURL)/oidc-idp/token/\(path)",
      "jwks_uri": "\(exchange.baseURL)/oidc-idp/.well-known/jwks.json",
      "response_types_supported": ["code"],
      "subject_types_supported": ["public"],
      "id_token_signing_alg_values_supported": ["RS256"],
      "scopes_supported": ["openid", "email", "profile"],
      "token_endpoint_auth_methods_supported": "client_secret_basic",
    ])
  }

  /// The page where a person would consent; it consents at once, unless a fault says otherwise.
  @Sendable private func authorize(
    _ request: Request, _ exchange: Exchange
  ) async throws -> Response {
    let asked = exchange.arrival.query
    let profileID = asked["elasticpath_commerce_cloud_profile_id"]
    // Nobody is sent back to an address that was not registered for this client.
    guard exchange.parameters.get("store") == store.storeID,
      let realm = store.realms.first(where: { $0.id == exchange.parameters.get("realm") })
    else { throw refused("There is no such authentication realm.") }
    guard realm.openIDProfiles.contains(where: { $0.id == profileID }) else {
      throw invalidField("elasticpath_commerce_cloud_profile_id", profileID)
    }
    guard asked["client_id"] == store.openIDClientID else {
      throw invalidField("client_id", asked["client_id"])
    }
    guard let redirectURI = asked["redirect_uri"], isRegistered(redirectURI) else {
      throw invalidField("redirect_uri", asked["redirect_uri"])
    }
    guard asked["state"]?.isEmpty == false else { throw invalidField("state", asked["state"]) }
    if exchange.faults.contains(.unansweredConsent) {
      try await Task.sleep(for: .seconds(86_400))
    }
    let answer = consent(to: asked, redirectURI: redirectURI, exchange)
    let separator = redirectURI.contains("?") ? "&" : "?"
    let location = redirectURI + separator + FormFields.text(answer)
    return Response(status: .seeOther, headers: [.location: location])
  }

  /// The query that goes back to the client.
  private func consent(
    to asked: [String: String], redirectURI: String, _ exchange: Exchange
  ) -> [(name: String, value: String)] {
    let wrongState = exchange.faults.contains(.wrongState)
    let state = wrongState ? "not-the-state-you-sent" : asked["state"] ?? ""
    func refuse(_ error: String, _ description: String) -> [(name: String, value: String)] {
      [("error", error), ("error_description", description), ("state", state)]
    }
    if exchange.faults.contains(.refusedConsent) {
      return refuse("access_denied", "The person refused")
    }
    guard asked["response_type"] == "code" else {
      return refuse("unsupported_response_type", "response_type must be code")
    }
    guard asked["scope"]?.split(separator: " ").contains("openid") == true else {
      return refuse("invalid_scope", "scope must contain openid")
    }
    guard let challenge = asked["code_challenge"], asked["code_challenge_method"] == "S256" else {
      return refuse("invalid_request", "a code_challenge of method S256 is required")
    }
    let authorization = issued.authorize(
      redirectURI: redirectURI, challenge: challenge, now: exchange.now)
    return [("code", authorization.code), ("state", state)]
  }

  /// A refusal that is shown to the person, as there is no safe address to send it back to.
  private func invalidField(_ name: String, _ value: String?) -> CommerceError {
    refused("The field [\(name)] with value [\(value ?? "")] is invalid.")
  }

  private func refused(_ sentence: String) -> CommerceError {
    CommerceError(status: .badRequest, shape: .oauth, details: [sentence])
  }

  private func isRegistered(_ redirectURI: String) -> Bool {
    if store.redirectURIs.contains(redirectURI) { return true }
    guard store.allowsAnyLocalhostPort, let address = URLComponents(string: redirectURI) else {
      return false
    }
    return address.scheme == "http" && address.host == "localhost"
  }
}
