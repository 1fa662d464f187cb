import Foundation
import Hummingbird

extension Endpoints {
  func addCarts(to router: Router<Exchange>) {
    router.get("/v2/carts", use: listCarts)
    router.post("/v2/carts", use: createCart)
    router.get("/v2/carts/:cart", use: getCart)
    router.put("/v2/carts/:cart", use: updateCart)
    router.delete("/v2/carts/:cart") { _, exchange in
      try shopper(exchange)
      shop.removeCart(try cartID(exchange))
      return Response(status: .noContent)
    }
    router.post("/v2/carts/:cart/checkout", use: checkOut)
  }

  @Sendable private func listCarts(_ request: Request, _ exchange: Exchange) throws -> Response {
    let carts = shop.carts(of: try owners(exchange))
    return .json(try exchange.list(carts, by: .carts) { json($0, exchange) })
  }

  @Sendable private func createCart(_ request: Request, _ exchange: Exchange) throws -> Response {
    let owner = owner(try shopper(exchange))
    let data = try exchange.bodyData()
    var cart = Cart(
      id: UUID().uuidString.lowercased(), name: "Cart", owner: owner, created: exchange.now,
      updated: exchange.now)
    try cart.describe(data)
    shop.add(cart)
    return .json(["data": json(cart, exchange)], status: .created)
  }

  /// A cart answers under any token, and an unknown one is created.
  @Sendable private func getCart(_ request: Request, _ exchange: Exchange) throws -> Response {
    .json(["data": json(try cart(exchange), exchange)])
  }

  @Sendable private func updateCart(_ request: Request, _ exchange: Exchange) throws -> Response {
    let data = try exchange.bodyData()
    let cart = try change(exchange) { cart throws(CommerceError) in try cart.describe(data) }
    return .json(["data": json(cart, exchange)])
  }

  func cart(_ exchange: Exchange) throws(CommerceError) -> Cart {
    let owner = owner(try shopper(exchange))
    return shop.cart(try cartID(exchange), owner: owner, now: exchange.now)
  }

  func change(
    _ exchange: Exchange, _ change: (inout Cart) throws(CommerceError) -> Void
  ) throws(CommerceError) -> Cart {
    let owner = owner(try shopper(exchange))
    return try shop.changeCart(
      try cartID(exchange), owner: owner, now: exchange.now
    ) { cart throws(CommerceError) in
      try change(&cart)
      cart.updated = exchange.now
    }
  }

  private func cartID(_ exchange: Exchange) throws(CommerceError) -> String {
    guard let id = exchange.parameters.get("cart"), id.count <= 100 else {
      throw .badRequest("a cart ID has 100 characters at most")
    }
    return id
  }

  private func json(_ cart: Cart, _ exchange: Exchange) -> JSONValue {
    var relationships: [String: JSONValue] = [
      "items": [
        "data": .array(cart.items.map { ["type": "cart_item", "id": .string($0.id)] })
      ],
      "customers": [:], "accounts": [:],
    ]
    switch cart.owner {
    case .account(let id): relationships["accounts"] = ["data": [reference("account", id)]]
    case .customer(let id): relationships["customers"] = ["data": [reference("customer", id)]]
    case .nobody: break
    }
    return [
      "id": .string(cart.id), "type": "cart", "name": .string(cart.name),
      "description": .string(cart.description),
      "links": ["self": "\(exchange.baseURL)/v2/carts/\(cart.id)"],
      "meta": [
        "display_price": .object(displayPrice(cart.total)),
        "timestamps": timestamps(cart.created, cart.updated),
      ],
      "relationships": .object(relationships),
    ]
  }
}

// MARK: - Checkout

extension Endpoints {
  /// Turns a cart into an order; the cart remains.
  @Sendable private func checkOut(_ request: Request, _ exchange: Exchange) throws -> Response {
    let shopper = try shopper(exchange)
    let data = try exchange.bodyData()
    let cart = try cart(exchange)
    guard !cart.items.isEmpty else { throw CommerceError.badRequest("the cart is empty") }
    let contact = data["contact"] ?? data["customer"]
    let known: (name: String, email: String)? =
      switch shopper {
      case .account(_, let memberID): members.member(memberID).map { ($0.name, $0.email) }
      case .customer(let customer): (customer.name, customer.email)
      case .store, .anyone: nil
      }
    guard let name = contact?["name"]?.text ?? known?.name else {
      throw CommerceError.badRequest("contact.name is required")
    }
    let email = contact?["email"] == nil ? known?.email : try contact?.requiredEmail("email")
    guard let email else { throw CommerceError.badRequest("contact.email is required") }
    guard let billing = data["billing_address"] else {
      throw CommerceError.badRequest("billing_address is required")
    }
    let id = UUID().uuidString.lowercased()
    let billingAddress = try Address(billing, id: id, needsName: false)
    var memberID: String?
    if case .account(_, let id) = shopper { memberID = id }
    let order = Order(
      id: id, number: data["order_number"]?.text ?? "", owner: owner(shopper), memberID: memberID,
      contact: (name, email), items: cart.items, billingAddress: billingAddress,
      shippingAddress: try data["shipping_address"].map { data throws(CommerceError) in
        try Address(data, id: id, needsName: false)
      } ?? billingAddress,
      created: exchange.now)
    shop.add(order)
    return .json(["data": json(order)], status: .created)
  }
}

extension Cart {
  /// Takes name and description from a body.
  fileprivate mutating func describe(_ data: JSONValue) throws(CommerceError) {
    for (member, path) in [("name", \Cart.name), ("description", \Cart.description)] {
      guard let value = data[member] else { continue }
      guard let text = value.text, text.count <= 500 else {
        throw .badRequest("\(member) must be text")
      }
      self[keyPath: path] = text
    }
  }
}

extension ListRules {
  fileprivate static let carts = ListRules(fields: [
    "account_ids": Field([.contains], at: "relationships.accounts.data.id"),
    "name": Field([.ilike], at: "name"),
  ])
}
