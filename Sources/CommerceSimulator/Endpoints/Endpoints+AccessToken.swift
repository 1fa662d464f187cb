import Foundation
import Hummingbird

extension Endpoints {
  func addAccessToken(to router: Router<Exchange>) {
    router.post("/oauth/access_token", use: createAccessToken)
  }

  @Sendable private func createAccessToken(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    let form = FormFields(parsing: String(decoding: exchange.arrival.body, as: UTF8.self))
    guard let grant = form["grant_type"].flatMap(Bearer.Grant.init) else {
      throw CommerceError.badRequest("grant_type must be implicit or client_credentials")
    }
    let secretFits = grant == .implicit || form["client_secret"] == store.clientSecret
    guard form["client_id"] == store.clientID, secretFits else {
      throw CommerceError.unauthorized
    }
    let bearer = issued.bearer(for: grant, now: exchange.now)
    return .json([
      "access_token": .string(bearer.token),
      "token_type": "Bearer",
      "identifier": .string(grant.rawValue),
      "expires_in": JSONValue(IssuedCredentials.bearerLifetime),
      "expires": .integer(bearer.expires.epochSeconds),
    ])
  }
}
