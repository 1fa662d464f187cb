import Foundation

/// Whose a cart or an order is.
enum Owner: Hashable, Sendable {
  case account(String)
  case customer(String)
  /// Somebody who has the ID and nothing else.
  case nobody
}

/// So many pieces of one product at the price of whoever put them there.
struct LineItem: Sendable {
  let id: String
  let product: ProductRange.Product
  let catalogID: String
  var quantity: Int
  /// What one piece costs.
  let unitPrice: Price
  let created: Date
  var updated: Date

  /// What all pieces cost.
  var value: Price { Price(amount: unitPrice.amount * quantity) }
}

/// A cart of a running store.
struct Cart: Sendable {
  static let largestQuantity = 100_000

  let id: String
  var name: String
  var description = ""
  var owner: Owner
  var items: [LineItem] = []
  let created: Date
  var updated: Date

  var total: Price { Price(amount: items.reduce(0) { $0 + $1.value.amount }) }
}

extension Cart {
  /// Adds pieces of a product, to the line that has it already where there is one.
  mutating func add(
    _ product: ProductRange.Product, quantity: Int, from catalog: AccountCatalog, now: Date
  ) throws(CommerceError) {
    try Self.check(quantity)
    updated = now
    if let index = items.firstIndex(where: { $0.product.id == product.id }) {
      try Self.check(items[index].quantity + quantity)
      items[index].quantity += quantity
      items[index].updated = now
    } else {
      items.append(
        LineItem(
          id: UUID().uuidString.lowercased(), product: product, catalogID: catalog.id,
          quantity: quantity, unitPrice: catalog.price(of: product), created: now, updated: now))
    }
  }

  /// Changes how many pieces a line has; none removes it.
  mutating func setQuantity(_ quantity: Int, ofItem id: String, now: Date) throws(CommerceError) {
    guard let index = items.firstIndex(where: { $0.id == id }) else { throw .itemNotFound }
    updated = now
    if quantity == 0 {
      items.remove(at: index)
    } else {
      try Self.check(quantity)
      items[index].quantity = quantity
      items[index].updated = now
    }
  }

  private static func check(_ quantity: Int) throws(CommerceError) {
    guard 1...largestQuantity ~= quantity else {
      throw .badRequest("quantity must be between 1 and \(largestQuantity)")
    }
  }
}

/// An order of a running store.
struct Order: Sendable {
  let id: String
  /// Text that the buyer gives; empty for none.
  let number: String
  var status = "incomplete"
  var payment = "unpaid"
  var shipping = "unfulfilled"
  let owner: Owner
  /// The member who ordered for an account.
  let memberID: String?
  let contact: (name: String, email: String)
  let items: [LineItem]
  let billingAddress: Address
  let shippingAddress: Address
  let created: Date
  /// What was paid since the store opened, the oldest first.
  var transactions: [Transaction] = []

  var total: Price { Price(amount: items.reduce(0) { $0 + $1.value.amount }) }

  /// Whether it had been paid before the store opened, of which no transaction is left.
  var isPaidFromBirth: Bool { transactions.isEmpty && payment == "paid" }
}

extension CommerceError {
  static let itemNotFound = CommerceError.notFound("cart item not found")
}
