import Foundation
import Synchronization

/// The carts, orders and addresses of a running store; an account's first ones follow from the seed
/// and are made when somebody looks.
final class ShopDirectory: Sendable {
  private struct State {
    var carts: [String: Cart] = [:]
    var orders: [String: Order] = [:]
    var addresses: [Owner: [Address]] = [:]
    /// Whose first carts, orders and addresses are there.
    var opened: Set<String> = []
  }

  let range: ProductRange
  private let store: SimulatedStore
  /// When the store opened; what it was born with is that much older.
  private let openedAt: Date
  private let state = Mutex(State())

  init(_ store: SimulatedStore, openedAt: Date) {
    self.store = store
    self.openedAt = openedAt
    range = ProductRange(seed: store.seed)
  }

  func catalog(of account: SimulatedAccount) -> AccountCatalog {
    AccountCatalog(of: account, range: range, seed: store.seed)
  }

  var standardCatalog: AccountCatalog { .standard(range, seed: store.seed) }

  /// Makes what the account was born with, once.
  func open(_ account: SimulatedAccount) {
    guard !state.withLock({ $0.opened.contains(account.id) }) else { return }
    let catalog = catalog(of: account)
    let contents = AccountContents(of: account, catalog: catalog, seed: store.seed)
    state.withLock { state in
      guard state.opened.insert(account.id).inserted else { return }
      let owner = Owner.account(account.id)
      state.addresses[owner] = contents.addresses
      for cart in contents.carts {
        let date = openedAt.addingTimeInterval(-cart.age)
        state.carts[cart.id] = Cart(
          id: cart.id, name: cart.name, owner: owner,
          items: lines(cart.lines, of: cart.id, catalog: catalog, date: date), created: date,
          updated: date)
      }
      for order in contents.orders {
        let date = openedAt.addingTimeInterval(-order.age)
        state.orders[order.id] = Order(
          id: order.id, number: order.number, status: order.status, payment: order.payment,
          shipping: order.shipping, owner: owner, memberID: store.member.id,
          contact: (store.member.name, store.member.email),
          items: lines(order.lines, of: order.id, catalog: catalog, date: date),
          billingAddress: contents.addresses[0], shippingAddress: contents.addresses[1],
          created: date)
      }
    }
  }

  private func lines(
    _ lines: [AccountContents.Line], of id: String, catalog: AccountCatalog, date: Date
  ) -> [LineItem] {
    var random = SplitMix64(seed: store.seed, for: "lines of \(id)")
    return lines.map { line in
      LineItem(
        id: random.uuid(), product: line.product, catalogID: catalog.id, quantity: line.quantity,
        unitPrice: catalog.price(of: line.product), created: date, updated: date)
    }
  }
}

// MARK: - Carts

extension ShopDirectory {
  /// The carts of these owners, the newest first.
  func carts(of owners: Set<Owner>) -> [Cart] {
    state.withLock { $0.carts.values.filter { owners.contains($0.owner) } }
      .sorted { ($1.created, $1.id) < ($0.created, $0.id) }
  }

  /// The cart of this ID, which is made when there is none, as the API does.
  func cart(_ id: String, owner: Owner, now: Date) -> Cart {
    state.withLock { state in
      if let cart = state.carts[id] { return cart }
      let cart = Cart(id: id, name: "Cart", owner: owner, created: now, updated: now)
      state.carts[id] = cart
      return cart
    }
  }

  func add(_ cart: Cart) { state.withLock { $0.carts[cart.id] = cart } }

  /// Changes a cart, and makes it first when there is none.
  ///
  /// A change that throws leaves the cart as it was.
  func changeCart(
    _ id: String, owner: Owner, now: Date, _ change: (inout Cart) throws(CommerceError) -> Void
  ) throws(CommerceError) -> Cart {
    try state.withLock { state throws(CommerceError) in
      var cart =
        state.carts[id] ?? Cart(id: id, name: "Cart", owner: owner, created: now, updated: now)
      try change(&cart)
      state.carts[id] = cart
      return cart
    }
  }

  func removeCart(_ id: String) { state.withLock { $0.carts[id] = nil } }
}

// MARK: - Orders

extension ShopDirectory {
  /// The orders of these owners, the newest first.
  func orders(of owners: Set<Owner>) -> [Order] {
    state.withLock { $0.orders.values.filter { owners.contains($0.owner) } }
      .sorted { ($1.created, $1.id) < ($0.created, $0.id) }
  }

  func add(_ order: Order) { state.withLock { $0.orders[order.id] = order } }

  /// Changes an order that is there, and gives it with what came of the change.
  func changeOrder<Value>(
    _ id: String, _ change: (inout Order) throws(CommerceError) -> Value
  ) throws(CommerceError) -> (Order, Value) {
    try state.withLock { state throws(CommerceError) in
      guard var order = state.orders[id] else { throw .notFound("order not found") }
      let value = try change(&order)
      state.orders[id] = order
      return (order, value)
    }
  }
}

// MARK: - Addresses

extension ShopDirectory {
  func addresses(of owner: Owner) -> [Address] { state.withLock { $0.addresses[owner] ?? [] } }

  func address(_ id: String, of owner: Owner) throws(CommerceError) -> Address {
    guard let address = addresses(of: owner).first(where: { $0.id == id }) else {
      throw .addressNotFound
    }
    return address
  }

  /// Puts an address at the end, or in the place of the one with its ID.
  func save(_ address: Address, of owner: Owner) {
    state.withLock { state in
      var addresses = state.addresses[owner] ?? []
      if let index = addresses.firstIndex(where: { $0.id == address.id }) {
        addresses[index] = address
      } else {
        addresses.append(address)
      }
      state.addresses[owner] = addresses
    }
  }

  func removeAddress(_ id: String, of owner: Owner) throws(CommerceError) {
    let isRemoved = state.withLock { state in
      guard let index = state.addresses[owner]?.firstIndex(where: { $0.id == id }) else {
        return false
      }
      state.addresses[owner]?.remove(at: index)
      return true
    }
    guard isRemoved else { throw .addressNotFound }
  }
}

extension CommerceError {
  static let addressNotFound = CommerceError.notFound("address not found")
}
