import Foundation

/// Whom a request comes from, and what it may see.
enum Viewer: Sendable {
  /// A `client_credentials` access token alone sees the whole store.
  case store
  /// A member acting as this account.
  case account(SimulatedAccount, memberID: String)
  /// A legacy customer.
  case customer(Customer)
  /// An implicit access token alone: the standard catalog, and carts whose ID it knows.
  case anyone
}

extension Endpoints {
  /// Whom a request to a shop comes from; everybody with an access token may look around.
  @discardableResult
  func shopper(_ exchange: Exchange) throws(CommerceError) -> Viewer {
    let accessToken = try accessToken(exchange)
    let customer = try heldCustomer(exchange)
    if let held = try heldToken(exchange) {
      guard customer == nil else {
        throw .badRequest("an account token and a customer token exclude each other")
      }
      guard let account = members.account(held.accountID) else { throw .accountNotFound }
      shop.open(account)
      return .account(account, memberID: held.memberID)
    }
    if let customer { return .customer(customer) }
    return accessToken.grantType == .clientCredentials ? .store : .anyone
  }

  /// Whom a request comes from, where an implicit access token alone sees nothing.
  func viewer(_ exchange: Exchange) throws(CommerceError) -> Viewer {
    let viewer = try shopper(exchange)
    if case .anyone = viewer { throw .forbidden("forbidden") }
    return viewer
  }

  /// The customer whose token a request carries in `X-Moltin-Customer-Token`; nil without one.
  private func heldCustomer(_ exchange: Exchange) throws(CommerceError) -> Customer? {
    guard let token = exchange.arrival.header("X-Moltin-Customer-Token") else { return nil }
    guard let claims = mint.signer.claims(of: token), claims["sub"]?.text == store.customer.id,
      let expires = claims["exp"]?.wholeNumber, Int64(expires) > exchange.now.epochSeconds
    else { throw .unauthorized }
    return store.customer
  }

  /// Refuses everybody but a `client_credentials` access token.
  func requireStoreWide(_ exchange: Exchange) throws(CommerceError) {
    guard case .store = try viewer(exchange) else { throw .forbidden("forbidden") }
  }

  func owner(_ viewer: Viewer) -> Owner {
    switch viewer {
    case .account(let account, _): .account(account.id)
    case .customer(let customer): .customer(customer.id)
    case .store, .anyone: .nobody
    }
  }

  /// Whose carts and orders the sender of a request may list.
  func owners(_ exchange: Exchange) throws(CommerceError) -> Set<Owner> {
    let viewer = try viewer(exchange)
    guard case .store = viewer else { return [owner(viewer)] }
    let accounts = members.accounts
    accounts.forEach(shop.open)
    return Set(accounts.map { .account($0.id) } + [.customer(store.customer.id), .nobody])
  }
}

// MARK: - JSON that many resources have

extension Endpoints {
  func reference(_ type: JSONValue, _ id: String) -> JSONValue {
    ["type": type, "id": .string(id)]
  }

  func timestamps(_ created: Date, _ updated: Date) -> JSONValue {
    ["created_at": .string(created.isoText), "updated_at": .string(updated.isoText)]
  }
}

extension Exchange {
  /// Whether the query's `include` names this.
  func includes(_ name: String) -> Bool {
    arrival.query["include"]?.split(separator: ",").contains { $0 == name } ?? false
  }
}

extension JSONValue {
  /// The object with one more member.
  func adding(_ name: String, _ value: JSONValue) -> JSONValue {
    guard case .object(var members) = self else { return self }
    members[name] = value
    return .object(members)
  }
}
