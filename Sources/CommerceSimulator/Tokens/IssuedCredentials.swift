import Crypto
package import Foundation
import Synchronization

/// An access token of the store.
package struct AccessToken: Hashable, Sendable {
  /// How an access token was obtained, and so what it may see.
  package enum GrantType: String, CaseIterable, Sendable {
    case implicit
    case clientCredentials = "client_credentials"
  }

  package let token: String
  package let grantType: GrantType
  package let clientID: String
  package let expires: Date
}

/// A one-time password that the store would have sent by e-mail.
package struct OneTimeCode: Hashable, Sendable {
  package let username: String
  package let passwordProfileID: String
  package let code: String
  package let expires: Date
}

/// A consent given at the OpenID provider, bound to what asked for it.
struct AuthorizationCode: Sendable {
  let code: String
  let redirectURI: String
  /// The PKCE challenge: base 64 of the verifier's SHA-256.
  let challenge: String
  let expires: Date

  /// Whether this verifier made the challenge (RFC 7636, S256).
  func matches(verifier: String) -> Bool {
    Data(SHA256.hash(data: Data(verifier.utf8))).base64URL == challenge
  }
}

/// What a one-time password is made of, as in the vendor's samples: `lprvj4`.
private let codeCharacters = Array("abcdefghijklmnopqrstuvwxyz0123456789")

/// What a running store gave out and has to recognise: access tokens and codes that work once.
final class IssuedCredentials: Sendable {
  /// The lifetime of an access token, in seconds.
  static let accessTokenLifetime = 3_600
  /// The lifetime of one-time passwords and authorization codes, in seconds.
  static let codeLifetime = 600
  /// An expired access token is remembered this many seconds, to tell in the log whose it was.
  private static let memory = 86_400

  private struct State {
    var accessTokens: [String: AccessToken] = [:]
    var oneTimeCodes: [OneTimeCode] = []
    var authorizationCodes: [String: AuthorizationCode] = [:]
  }

  private let state = Mutex(State())
}

// MARK: - Access tokens

extension IssuedCredentials {
  func issueAccessToken(
    for grantType: AccessToken.GrantType, clientID: String, now: Date
  ) -> AccessToken {
    let token = SymmetricKey(size: .init(bitCount: 160)).withUnsafeBytes { bytes in
      bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
    let accessToken = AccessToken(
      token: token, grantType: grantType, clientID: clientID,
      expires: now.addingTimeInterval(TimeInterval(Self.accessTokenLifetime)))
    let oldest = now.addingTimeInterval(TimeInterval(-Self.memory))
    state.withLock { state in
      state.accessTokens = state.accessTokens.filter { $0.value.expires > oldest }
      state.accessTokens[token] = accessToken
    }
    return accessToken
  }

  /// The access token that was issued with this text, expired or not.
  func accessToken(_ token: String) -> AccessToken? {
    state.withLock { $0.accessTokens[token] }
  }

  /// From now on none of the access tokens issued so far is known.
  func revokeAccessTokens() { state.withLock { $0.accessTokens = [:] } }
}

// MARK: - One-time passwords and authorization codes

extension IssuedCredentials {
  var oneTimeCodes: [OneTimeCode] { state.withLock { $0.oneTimeCodes } }

  /// Replaces the code that the same user asked for before.
  func sendOneTimeCode(to username: String, passwordProfileID: String, now: Date) {
    let code = OneTimeCode(
      username: username, passwordProfileID: passwordProfileID,
      code: String((0..<6).map { _ in codeCharacters.randomElement() ?? "0" }),
      expires: now.addingTimeInterval(TimeInterval(Self.codeLifetime)))
    state.withLock { state in
      state.oneTimeCodes.removeAll {
        $0.username == username && $0.passwordProfileID == passwordProfileID || $0.expires <= now
      }
      state.oneTimeCodes.append(code)
    }
  }

  /// Uses a code up; false when there is no such code, or it is expired.
  func spendOneTimeCode(
    _ code: String, username: String, passwordProfileID: String, now: Date
  ) -> Bool {
    state.withLock { state in
      let index = state.oneTimeCodes.firstIndex {
        $0.code == code && $0.username == username && $0.passwordProfileID == passwordProfileID
      }
      guard let index else { return false }
      return state.oneTimeCodes.remove(at: index).expires > now
    }
  }

  func authorize(redirectURI: String, challenge: String, now: Date) -> AuthorizationCode {
    let code = AuthorizationCode(
      code: UUID().uuidString.lowercased(), redirectURI: redirectURI, challenge: challenge,
      expires: now.addingTimeInterval(TimeInterval(Self.codeLifetime)))
    state.withLock { state in
      state.authorizationCodes = state.authorizationCodes.filter { $0.value.expires > now }
      state.authorizationCodes[code.code] = code
    }
    return code
  }

  /// Uses an authorization code up, whether or not the sign-in then succeeds.
  func spendAuthorizationCode(_ code: String, now: Date) -> AuthorizationCode? {
    state.withLock { $0.authorizationCodes.removeValue(forKey: code) }
      .flatMap { $0.expires > now ? $0 : nil }
  }
}
