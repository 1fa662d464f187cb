import AccountModel
package import CommerceAPI
import Crypto
import Foundation

/// One visit of the browser to an OpenID provider: what it is sent with, and what must come back
/// (RFC 6749 4.1, with PKCE S256 of RFC 7636).
package struct AuthorizationRequest: Sendable {
  /// Where the browser comes back to; registered at the provider, compared letter by letter.
  package let redirectURI: RedirectURI
  /// Where the browser is sent.
  package let address: String
  let state: String
  let codeVerifier: Secret

  /// - Parameters:
  ///   - clientID: the client the provider knows the store by, from the store's settings.
  ///   - random: gives random bytes; a test's are fixed.
  /// - Throws: ``AuthorizationError/unusableEndpoint`` when the store's address of the provider is
  ///   not `https` (`http` is taken on this machine only).
  package init(
    profile: OIDCProfile, clientID: String, redirectURI: RedirectURI,
    random: (Int) -> [UInt8] = { count in (0..<count).map { _ in .random(in: .min ... .max) } }
  ) throws(AuthorizationError) {
    guard
      var parts = URLComponents(string: profile.authorizationEndpoint),
      let origin = parts.origin, (try? Endpoint(origin)) != nil
    else { throw .unusableEndpoint }
    let verifier = base64URL(random(32))
    state = base64URL(random(16))
    codeVerifier = Secret(verifier)
    self.redirectURI = redirectURI
    let challenge = base64URL(Array(SHA256.hash(data: Data(verifier.utf8))))
    parts.queryItems =
      (parts.queryItems ?? []) + [
        URLQueryItem(name: "client_id", value: clientID),
        URLQueryItem(name: "redirect_uri", value: redirectURI.text),
        URLQueryItem(name: "response_type", value: "code"),
        URLQueryItem(name: "scope", value: "openid email profile"),
        URLQueryItem(name: "state", value: state),
        URLQueryItem(name: "code_challenge", value: challenge),
        URLQueryItem(name: "code_challenge_method", value: "S256"),
      ]
    // A plus sign would be read as a space.
    parts.percentEncodedQuery = parts.percentEncodedQuery?.replacing("+", with: "%2B")
    guard let address = parts.string else { throw .unusableEndpoint }
    self.address = address
  }

  /// Reads the address the browser came back to.
  ///
  /// - Parameter text: the whole address, or its path and query.
  /// - Throws: ``AuthorizationError`` when it is not the answer to this request, or a refusal.
  package func proof(from text: String) throws(AuthorizationError) -> SignInProof {
    guard let parts = URLComponents(string: text), parts.path == redirectURI.path else {
      throw .foreignAddress
    }
    let items = parts.queryItems ?? []
    func value(_ name: String) -> String? { items.first { $0.name == name }?.value }
    guard value("state") == state else { throw .wrongState }
    if let error = value("error") {
      let words = value("error_description").map { "\(error): \($0)" } ?? error
      throw .refused(cleanText(words, limit: 200))
    }
    guard let code = value("code"), !code.isEmpty else { throw .foreignAddress }
    return .oidc(code: Secret(code), redirectURI: redirectURI.text, codeVerifier: codeVerifier)
  }
}

/// Why a visit to an OpenID provider brought no sign-in.
package enum AuthorizationError: Error, Equatable, Sendable {
  /// The store names an address of the provider that is not safe to open.
  case unusableEndpoint
  /// The address is not the one the browser should come back to.
  case foreignAddress
  /// It answers another request than ours: perhaps an old tab, perhaps an attack.
  case wrongState
  /// The provider or the person said no, in these words.
  case refused(String)
}

/// An address on this machine for the browser to come back to. The provider takes only `http` with
/// the host `localhost`, not its number.
package struct RedirectURI: Sendable, Equatable {
  package let text: String
  package let port: Int
  package let path: String

  /// What the vendor's own command line registers.
  package static let standard = RedirectURI(text: "http://localhost:8080/callback")!

  /// Reads `http://localhost:PORT/path`; `nil` for anything else.
  package init?(text: String) {
    guard let parts = URLComponents(string: text), parts.scheme == "http",
      parts.host == "localhost", parts.query == nil, parts.fragment == nil, parts.user == nil
    else { return nil }
    let port = parts.port ?? 80
    guard (1...65_535).contains(port) else { return nil }
    self.text = text
    self.port = port
    path = parts.path.isEmpty ? "/" : parts.path
  }
}

extension URLComponents {
  /// Scheme, host and port as one address.
  fileprivate var origin: String? {
    guard let scheme, let host else { return nil }
    return "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "")
  }
}

/// Base64 in the alphabet of addresses, without padding (RFC 4648, 5).
func base64URL(_ bytes: [UInt8]) -> String {
  Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    .replacing("=", with: "")
}
