import Foundation
import HTTPTypes
import Hummingbird

extension Endpoints {
  func addOpenIDProvider(to router: Router<Exchange>) {
    router.get("/oidc/authorize", use: authorize)
  }

  /// The page where a person would consent; it consents at once, unless a fault says otherwise.
  @Sendable private func authorize(
    _ request: Request, _ exchange: Exchange
  ) async throws -> Response {
    let asked = exchange.arrival.query
    // Nobody is sent back to an address that was not registered for this client.
    guard asked["elasticpath_commerce_cloud_profile_id"] == store.openIDProfileID else {
      throw CommerceError.notFound("OpenID Connect profile not found")
    }
    guard asked["client_id"] == store.openIDClientID else {
      throw CommerceError.badRequest("unknown client_id")
    }
    guard let redirectURI = asked["redirect_uri"], isRegistered(redirectURI) else {
      throw CommerceError.badRequest("redirect_uri is not registered")
    }
    if exchange.faults.contains(.unansweredConsent) {
      try await Task.sleep(for: .seconds(86_400))
    }
    let answer = consent(to: asked, redirectURI: redirectURI, exchange)
    let separator = redirectURI.contains("?") ? "&" : "?"
    let location = redirectURI + separator + FormFields.text(answer)
    return Response(status: .found, headers: [.location: location])
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

  private func isRegistered(_ redirectURI: String) -> Bool {
    if store.redirectURIs.contains(redirectURI) { return true }
    guard store.allowsAnyLocalhostPort, let address = URLComponents(string: redirectURI) else {
      return false
    }
    return address.scheme == "http" && address.host == "localhost"
  }
}
