import Foundation
import Hummingbird

extension Endpoints {
  func addAccessTokens(to router: Router<Exchange>) {
    router.post("/oauth/access_token", use: createAccessToken)
  }

  @Sendable private func createAccessToken(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    try exchange.requireContentType("application/x-www-form-urlencoded")
    let form = FormFields(parsing: String(decoding: exchange.arrival.body, as: UTF8.self))
    guard let grantType = form["grant_type"].flatMap(AccessToken.GrantType.init) else {
      throw CommerceError.badRequest("grant_type must be implicit or client_credentials")
    }
    guard let clientID = form["client_id"], !clientID.isEmpty else {
      throw CommerceError.badRequest("client_id is required")
    }
    guard store.isKnown(clientID: clientID),
      grantType == .implicit || form["client_secret"] == store.clientSecret
    else { throw CommerceError.unauthorized }
    let accessToken = issued.issueAccessToken(
      for: grantType, clientID: clientID, now: exchange.now)
    requests.countAccessToken()
    return .json([
      "access_token": .string(accessToken.token),
      "token_type": "Bearer",
      "identifier": .string(grantType.rawValue),
      "expires_in": JSONValue(IssuedCredentials.accessTokenLifetime),
      "expires": .integer(accessToken.expires.epochSeconds),
    ])
  }
}

// MARK: - Who makes a request

extension Endpoints {
  /// The request with the access token and the actor that its headers stand for.
  func identify(_ request: RecordedRequest) -> RecordedRequest {
    var request = request
    request.accessToken = request.bearerToken.flatMap { issued.accessToken($0) }
    request.actor = request.accountToken.flatMap(mint.held).map {
      RecordedRequest.Actor(memberID: $0.memberID, accountID: $0.accountID)
    }
    return request
  }

  /// The access token of a request, which every endpoint but the one that issues it needs.
  @discardableResult
  func accessToken(_ exchange: Exchange) throws(CommerceError) -> AccessToken {
    guard let accessToken = exchange.arrival.accessToken, accessToken.expires > exchange.now else {
      throw .unauthorized
    }
    if let storeID = exchange.arrival.header("EP-Store-ID"), storeID != store.storeID {
      throw .unprocessable("store id mismatch")
    }
    return accessToken
  }

  /// The account token that a request carries in its header, nil when it carries none.
  ///
  /// A token that is expired or not the store's is 401; one of an account that the member lost is
  /// 404.
  func heldToken(_ exchange: Exchange) throws(CommerceError) -> HeldToken? {
    guard let token = exchange.arrival.accountToken else { return nil }
    guard let held = mint.held(token), !mint.isExpired(held, now: exchange.now),
      !exchange.faults.contains(.expiredAccountTokens)
    else { throw .unauthorized }
    if exchange.isLost(held.accountID)
      || members.hasRemoved(held.accountID, fromMember: held.memberID)
    {
      throw .accountNotFound
    }
    return held
  }
}
