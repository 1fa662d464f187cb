import Foundation

/// Mints the account tokens of a store, and tells whose a held one is.
struct AccountTokenMint: Sendable {
  let store: SimulatedStore
  let signer: TokenSigner

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
    var claims: [String: JSONValue] = [
      "scope": .string(account.id),
      "sub": .string(memberID),
      "store_id": .string(store.storeID),
      "realm_id": .string(store.realmID),
      "iat": .integer(issued.epochSeconds),
      "exp": .integer(expires.epochSeconds),
      "jti": .string(UUID().uuidString.lowercased()),
    ]
    switch account.claimsForm {
    case .numbers: break
    case .text:
      claims["iat"] = .string(issued.isoText)
      claims["exp"] = .string(expires.isoText)
    case .foreignScope:
      claims["scope"] = "1c45e4ec-26e0-4043-86e4-c15b9cf985a3"
      claims[ownAccountID] = .string(account.id)
    }
    return .object(claims)
  }
}

/// Where the simulator keeps the account of a token whose `scope` is foreign.
private let ownAccountID = "simulator_account_id"

/// What an account token that was sent back says.
struct HeldToken: Sendable {
  let memberID: String
  let accountID: String
  let expires: Date
}

extension AccountTokenMint {
  /// Reads a token that this store minted; nil for any other text.
  func held(_ token: String) -> HeldToken? {
    guard let claims = signer.claims(of: token), let memberID = claims["sub"]?.text,
      let accountID = (claims[ownAccountID] ?? claims["scope"])?.text,
      let expires = claims["exp"].flatMap(date)
    else { return nil }
    return HeldToken(memberID: memberID, accountID: accountID, expires: expires)
  }
}

private func date(_ claim: JSONValue) -> Date? {
  if let seconds = claim.wholeNumber { return Date(timeIntervalSince1970: TimeInterval(seconds)) }
  return claim.text.flatMap { Date(isoText: $0) }
}
