package import AccountModel
import Foundation

/// An authorization grant (RFC 6749, section 1.3): what the client gets its access token for.
package enum AuthorizationGrant: Hashable, Sendable {
  /// The public client ID alone.
  case implicit
  /// The client ID and the client's secret.
  case clientCredentials(secret: Secret)

  package var type: GrantType {
    switch self {
    case .implicit: .implicit
    case .clientCredentials: .clientCredentials
    }
  }
}

extension CommerceClient {
  /// `POST /oauth/access_token`: the access token every other request needs.
  ///
  /// - Returns: the access token, and the store's time.
  package func requestAccessToken(
    _ grant: AuthorizationGrant
  ) async throws(APIError) -> (accessToken: AccountToken, clock: ServerClock?) {
    var fields = [("client_id", store.clientID)]
    var secrets: [Secret] = []
    switch grant {
    case .implicit: fields.append(("grant_type", "implicit"))
    case .clientCredentials(let secret):
      fields += [("grant_type", "client_credentials"), ("client_secret", secret.reveal())]
      secrets = [secret]
    }
    let request = HTTPRequest(
      "POST", "/oauth/access_token", body: Data(formEncoded(fields).utf8),
      contentType: "application/x-www-form-urlencoded")
    let response: HTTPResponse
    do throws(APIError) {
      response = try await send(Call(request: request, subject: .client, secrets: secrets))
    } catch .refused(let refusal) where ![400, 401].contains(refusal.status) {
      // The wrong region answers 404: nothing is said about the client.
      throw .refused(
        Refusal(status: refusal.status, subject: .resource, reasons: refusal.reasons))
    }
    let body = try response.decoded(AccessTokenBody.self, what: "an access token")
    guard body.token.fitsHeader else { throw .unreadable("the answer is not an access token") }
    let serverNow = (response.clock ?? ServerClock()).now(local: response.received)
    let lifetime = body.lifetime.map { Expiry(serverNow.addingTimeInterval(Double($0))) }
    let accessToken = AccountToken(secret: body.token, expiry: body.expiry ?? lifetime)
    return (accessToken, response.clock)
  }
}

private struct AccessTokenBody: Decodable {
  let token: Secret
  let expiry: Expiry?
  /// Seconds.
  let lifetime: Int?

  enum CodingKeys: String, CodingKey {
    case token = "access_token"
    case expiry = "expires"
    case lifetime = "expires_in"
  }

  init(from decoder: any Decoder) throws {
    let body = try decoder.container(keyedBy: CodingKeys.self)
    token = Secret(try body.decode(String.self, forKey: .token))
    expiry = body.looseExpiry(.expiry)
    lifetime = body.looseInt(.lifetime)
  }
}
