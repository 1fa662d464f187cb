import Foundation
import Synchronization

/// Mints the account tokens of a store, tells whose a held one is, and ends tokens early.
final class AccountTokenMint: Sendable {
  private struct State {
    /// Counts the tokens; every token carries its number.
    var lastNumber = 0
    /// The tokens of an account up to this number are expired, whatever they say.
    var expiredThrough: [String: Int] = [:]
  }

  let store: SimulatedStore
  let signer: TokenSigner
  private let state = Mutex(State())

  /// What tells the tokens of this run from those of another one, in front of their number.
  private let run = UUID().uuidString.lowercased().dropLast(12)

  init(_ store: SimulatedStore) {
    self.store = store
    signer = TokenSigner(seed: store.seed)
  }

  /// One element of `data`. Every mint gives another token, as `jti` never repeats.
  func row(for account: SimulatedAccount, memberID: String, now: Date) -> JSONValue {
    let expires = now.addingTimeInterval(TimeInterval(account.lifetime))
    let token = signer.token(claims(for: account, memberID: memberID, from: now, to: expires))
    var row: [String: JSONValue] = [
      "type": "account_management_authentication_token",
      "account_id": .string(account.id),
      "account_name": .string(account.name),
      "token": .string(token),
    ]
    row["expires"] =
      switch account.expiresForm {
      case .fraction: .string(expires.isoText)
      case .offset: .string(expires.isoOffsetText)
      case .epochNumber: .integer(expires.epochSeconds)
      case .epochText: .string("\(expires.epochSeconds)")
      case .missing: nil
      case .garbage: "in a while"
      }
    return .object(row)
  }

  private func claims(
    for account: SimulatedAccount, memberID: String, from issued: Date, to expires: Date
  ) -> JSONValue {
    let number = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    var claims: [String: JSONValue] = [
      "scope": .string(account.id),
      "sub": .string(memberID),
      "store_id": .string(store.storeID),
      "realm_id": .string(store.realmID),
      "iat": .integer(issued.epochSeconds),
      "exp": .integer(expires.epochSeconds),
      "jti": .string("\(run)\(String(format: "%012x", number))"),
      Claim.number: JSONValue(number),
    ]
    switch account.claimsForm {
    case .numbers: break
    case .text:
      claims["iat"] = .string(issued.isoText)
      claims["exp"] = .string(expires.isoText)
    case .foreignScope:
      claims["scope"] = "1c45e4ec-26e0-4043-86e4-c15b9cf985a3"
      claims[Claim.accountID] = .string(account.id)
    }
    return .object(claims)
  }
}

/// Claims that only the simulator writes.
private enum Claim {
  /// The account of a token whose `scope` is foreign.
  static let accountID = "simulator_account_id"
  /// The number of the token.
  static let number = "simulator_number"
}

// MARK: - Tokens that come back

/// What an account token that was sent back says.
struct HeldToken: Sendable {
  let memberID: String
  let accountID: String
  let expires: Date
  let number: Int
}

extension AccountTokenMint {
  /// Reads a token that this store minted, expired or not; nil for any other text.
  func held(_ token: String) -> HeldToken? {
    guard let claims = signer.claims(of: token), let memberID = claims["sub"]?.text,
      let accountID = (claims[Claim.accountID] ?? claims["scope"])?.text,
      let expires = claims["exp"].flatMap(date), let number = claims[Claim.number]?.wholeNumber
    else { return nil }
    return HeldToken(
      memberID: memberID, accountID: accountID, expires: expires, number: number)
  }

  func isExpired(_ held: HeldToken, now: Date) -> Bool {
    held.expires <= now
      || state.withLock { held.number <= $0.expiredThrough[held.accountID] ?? 0 }
  }

  /// Ends every token of an account that was minted so far; the ones minted later live.
  func expireTokens(ofAccount accountID: String) {
    state.withLock { $0.expiredThrough[accountID] = $0.lastNumber }
  }
}

private func date(_ claim: JSONValue) -> Date? {
  if let seconds = claim.wholeNumber { return Date(timeIntervalSince1970: TimeInterval(seconds)) }
  return claim.text.flatMap { Date(isoText: $0) }
}
