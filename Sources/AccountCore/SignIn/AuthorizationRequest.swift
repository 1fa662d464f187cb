import AccountModel
import CommerceAPI
import Crypto
import Foundation

/// One visit of the browser to an OpenID provider: what it is sent with, and what must come back
/// (RFC 6749 4.1, with PKCE S256 of RFC 7636).
struct AuthorizationRequest: Sendable {
  /// Where the browser comes back to; registered at the provider, compared byte by byte.
  let redirectURI: RedirectURI
  /// Where the browser is sent.
  let address: String
  let state: String
  let codeVerifier: Secret

  /// - Parameters:
  ///   - endpoint: the authorization endpoint, which may hold a query already.
  ///   - clientID: the client the provider knows the store by.
  ///   - random: gives random bytes; a test's are fixed.
  /// - Throws: ``AuthorizationError/unusableEndpoint`` when the store's address of the provider is
  ///   not `https` (`http` is taken on this machine only).
  init(
    endpoint: String, clientID: String, redirectURI: RedirectURI,
    random: (Int) -> [UInt8] = { count in (0..<count).map { _ in .random(in: .min ... .max) } }
  ) throws(AuthorizationError) {
    guard
      var parts = URLComponents(string: endpoint),
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
  func credential(
    from text: String
  ) throws(AuthorizationError) -> SignInCredential {
    guard let parts = URLComponents(string: text), redirectURI.isAnswered(by: parts) else {
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
enum AuthorizationError: Error, Equatable, Sendable {
  /// The store names an address of the provider that is not safe to open.
  case unusableEndpoint
  /// The address is not the one the browser should come back to.
  case foreignAddress
  /// It answers another request than ours: perhaps an old tab, perhaps an attack.
  case wrongState
  /// The redirect URI that was given is invalid.
  case invalidRedirectURI(String)
  /// The provider or the person said no, in these words.
  case refused(String)
}

/// Where the browser comes back to after a sign-in (RFC 6749, section 3.1.2).
///
/// On this machine it is `http` with the host `localhost`, not its number, and epswitch listens
/// there. A shop's own `https` address can be the only registered one: then the person pastes where
/// the browser ended.
struct RedirectURI: Sendable, Equatable {
  let text: String
  let path: String

  /// The port to listen on; `nil` for an address that is not on this machine.
  let port: Int?

  /// What the vendor's own command line registers.
  static let standard = RedirectURI(text: "http://localhost:8080/callback")!

  /// Reads `http://localhost:PORT/path` or `https://HOST/path`; `nil` for anything else.
  init?(text: String) {
    guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
      parts.query == nil, parts.fragment == nil, parts.user == nil
    else { return nil }
    switch (parts.scheme, host) {
    case ("http", "localhost"), ("http", "127.0.0.1"), ("http", "[::1]"), ("http", "::1"):
      let port = parts.port ?? 80
      guard (1...65_535).contains(port) else { return nil }
      self.port = port
    case ("https", _): port = nil
    default: return nil
    }
    self.text = text
    path = parts.path.isEmpty ? "/" : parts.path
  }

  /// Whether an address is this one with an answer in its query: the whole address, or the path and
  /// query of a request to ``port``.
  func isAnswered(by address: URLComponents) -> Bool {
    guard (address.path.isEmpty ? "/" : address.path) == path else { return false }
    guard address.host != nil else { return port != nil }
    let own = URLComponents(string: text)
    return address.scheme == own?.scheme && address.host?.lowercased() == own?.host?.lowercased()
      && address.port == own?.port
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
