import Foundation

/// An access token of the store.
struct Bearer: Sendable {
  /// How the bearer was obtained, and so what it may see.
  enum Grant: String, Sendable {
    case implicit
    case clientCredentials = "client_credentials"
  }

  let token: String
  let grant: Grant
  let expires: Date
}
