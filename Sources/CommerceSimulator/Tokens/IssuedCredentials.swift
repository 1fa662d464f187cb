import Crypto
import Foundation
import Synchronization

/// What a running store gave out and has to recognise: bearers and codes that work once.
final class IssuedCredentials: Sendable {
  /// A bearer lives this many seconds.
  static let bearerLifetime = 3_600
  /// One-time passwords and authorization codes live this many seconds.
  static let codeLifetime = 600

  private struct State {
    var bearers: [String: Bearer] = [:]
    var oneTimeCodes: [OneTimeCode] = []
    var authorizations: [String: Authorization] = [:]
  }

  private let state = Mutex(State())
}

extension IssuedCredentials {
  func bearer(for grant: Bearer.Grant, now: Date) -> Bearer {
    let token = SymmetricKey(size: .init(bitCount: 160)).withUnsafeBytes { bytes in
      bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
    let bearer = Bearer(
      token: token, grant: grant, expires: now.addingTimeInterval(TimeInterval(Self.bearerLifetime))
    )
    state.withLock { state in
      state.bearers = state.bearers.filter { $0.value.expires > now }
      state.bearers[token] = bearer
    }
    return bearer
  }

  /// The living bearer of this token.
  func bearer(_ token: String, now: Date) -> Bearer? {
    state.withLock { $0.bearers[token] }.flatMap { $0.expires > now ? $0 : nil }
  }

  var oneTimeCodes: [OneTimeCode] { state.withLock { $0.oneTimeCodes } }

  /// Replaces the code that the same user asked for before.
  func sendOneTimeCode(to username: String, passwordProfileID: String, now: Date) {
    let code = OneTimeCode(
      username: username, passwordProfileID: passwordProfileID,
      code: String(Int.random(in: 100_000...999_999)),
      expires: now.addingTimeInterval(TimeInterval(Self.codeLifetime)))
    state.withLock { state in
      state.oneTimeCodes.removeAll {
        $0.username == username && $0.passwordProfileID == passwordProfileID || $0.expires <= now
      }
      state.oneTimeCodes.append(code)
    }
  }

  /// Uses a code up; false when there is no such living code.
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

  func authorize(redirectURI: String, challenge: String, now: Date) -> Authorization {
    let authorization = Authorization(
      code: UUID().uuidString.lowercased(), redirectURI: redirectURI, challenge: challenge,
      expires: now.addingTimeInterval(TimeInterval(Self.codeLifetime)))
    state.withLock { state in
      state.authorizations = state.authorizations.filter { $0.value.expires > now }
      state.authorizations[authorization.code] = authorization
    }
    return authorization
  }

  /// Uses an authorization code up, whatever becomes of it.
  func spendAuthorization(_ code: String, now: Date) -> Authorization? {
    state.withLock { $0.authorizations.removeValue(forKey: code) }
      .flatMap { $0.expires > now ? $0 : nil }
  }
}
