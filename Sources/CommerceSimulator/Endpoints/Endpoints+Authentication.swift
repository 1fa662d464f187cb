/// Whom a request comes from, and what it may see.
enum Viewer: Sendable {
  /// A `client_credentials` bearer alone sees the whole store.
  case store
  /// A member acting as this account.
  case account(SimulatedAccount, memberID: String)
}

extension Endpoints {
  /// The living bearer of a request; everything but signing in for one needs it.
  @discardableResult
  func bearer(_ exchange: Exchange) throws(CommerceError) -> Bearer {
    guard let token = exchange.bearerToken, let bearer = issued.bearer(token, now: exchange.now)
    else { throw .unauthorized }
    if let storeID = exchange.arrival.header("EP-Store-ID"), storeID != store.storeID {
      throw .unprocessable("store id mismatch")
    }
    return bearer
  }

  /// The account token that a request carries in its header, nil when it carries none.
  ///
  /// A token that is not the store's or has run out is 401; one of an account that the member
  /// lost is 404.
  func heldToken(_ exchange: Exchange) throws(CommerceError) -> HeldToken? {
    guard let token = exchange.accountToken else { return nil }
    guard let held = mint.held(token), held.expires > exchange.now,
      !exchange.faults.contains(.expiredAccountTokens)
    else { throw .unauthorized }
    if exchange.isLost(held.accountID) { throw .accountNotFound }
    return held
  }

  func viewer(_ exchange: Exchange) throws(CommerceError) -> Viewer {
    let bearer = try bearer(exchange)
    if let held = try heldToken(exchange) {
      guard let account = members.account(held.accountID) else { throw .accountNotFound }
      return .account(account, memberID: held.memberID)
    }
    guard bearer.grant == .clientCredentials else { throw .forbidden("forbidden") }
    return .store
  }
}
