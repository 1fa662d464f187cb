import Crypto
import Foundation

/// A consent given at the OpenID provider, bound to what asked for it.
struct Authorization: Sendable {
  let code: String
  let redirectURI: String
  /// The PKCE challenge: base 64 of the verifier's SHA-256.
  let challenge: String
  let expires: Date

  /// Whether this verifier made the challenge (RFC 7636, S256).
  func isProved(by verifier: String) -> Bool {
    Data(SHA256.hash(data: Data(verifier.utf8))).base64URL == challenge
  }
}
