package import AccountModel
import Foundation

/// How the application shows the store who it is.
package enum BearerGrant: Sendable {
  /// With the public client ID alone; enough to mint account tokens, and right for acting as one.
  case implicit
  /// With a secret too. Every resource is visible under it, whatever the account token says.
  case clientCredentials(secret: Secret)
}

extension CommerceClient {
  /// `POST /oauth/access_token`: the bearer every other request needs.
  ///
  /// - Returns: the bearer, and the store's time.
  package func mintBearer(
    _ grant: BearerGrant
  ) async throws(APIError) -> (bearer: AccountToken, clock: ServerClock?) {
    var form = [("client_id", store.clientID)]
    var secrets: [Secret] = []
    switch grant {
    case .implicit: form.append(("grant_type", "implicit"))
    case .clientCredentials(let secret):
      form += [("grant_type", "client_credentials"), ("client_secret", secret.reveal())]
      secrets = [secret]
    }
    let body = form.map { "\($0)=\(formEncoded($1))" }.joined(separator: "&")
    let request = HTTPRequest(
      "POST", "/oauth/access_token",
      headers: [("Content-Type", "application/x-www-form-urlencoded")], body: Data(body.utf8))
    let response = try await send(request, secrets: secrets)
    let answer = try response.decoded(BearerBody.self, what: "a bearer")
    guard answer.token.fitsHeader else { throw .unreadable("the bearer cannot be used") }
    let serverNow = (response.clock ?? ServerClock()).now(local: response.received)
    let lifetime = answer.lifetime.map { Expiry(serverNow.addingTimeInterval(Double($0))) }
    let bearer = AccountToken(secret: answer.token, expiry: answer.expiry ?? lifetime)
    return (bearer, response.clock)
  }
}

private struct BearerBody: Decodable {
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

/// Encodes a value for `application/x-www-form-urlencoded` and for a query.
func formEncoded(_ text: String) -> String {
  text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
}

/// What needs no percent sign anywhere in an address (RFC 3986).
private let unreserved = CharacterSet(
  charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
