import Foundation
import HTTPTypes
import Hummingbird

extension Endpoints {
  func addCartItems(to router: Router<Exchange>) {
    router.get("/v2/carts/:cart/items", use: listItems)
    router.post("/v2/carts/:cart/items", use: addItems)
    router.put("/v2/carts/:cart/items", use: updateItems)
    router.delete("/v2/carts/:cart/items") { _, exchange in
      _ = try change(exchange) { $0.items = [] }
      return Response(status: .noContent)
    }
    router.put("/v2/carts/:cart/items/:item", use: updateItem)
    router.delete("/v2/carts/:cart/items/:item", use: removeItem)
  }

  @Sendable private func listItems(_ request: Request, _ exchange: Exchange) throws -> Response {
    .json(items(of: try cart(exchange), exchange))
  }

  // MARK: - Adding

  /// Pieces of a product.
  private struct Addition {
    let product: ProductRange.Product
    let quantity: Int
  }

  /// Adds one item, or several: an array of items, and the items of another cart or of an order.
  @Sendable private func addItems(_ request: Request, _ exchange: Exchange) throws -> Response {
    let catalog = try catalog(exchange)
    return try changeItems(
      exchange, allOrNothing: "add_all_or_nothing", unlessSaid: false, done: .created,
      reading: { entry throws(CommerceError) in try additions(entry, from: catalog, exchange) }
    ) { cart, additions throws(CommerceError) in
      for addition in additions {
        try cart.add(
          addition.product, quantity: addition.quantity, from: catalog, now: exchange.now)
      }
    }
  }

  private func additions(
    _ entry: JSONValue, from catalog: AccountCatalog, _ exchange: Exchange
  ) throws(CommerceError) -> [Addition] {
    switch try entry.required("type") {
    case "cart_item": return [try addition(entry, from: catalog)]
    case "cart_items":
      let id = try entry.required("cart_id")
      let shopper = try shopper(exchange)
      let other = shop.cart(id, owner: owner(shopper), now: exchange.now)
      return other.items.map { Addition(product: $0.product, quantity: $0.quantity) }
    case "order_items":
      let id = try entry.required("order_id")
      guard let order = shop.orders(of: try owners(exchange)).first(where: { $0.id == id }) else {
        throw .notFound("order not found")
      }
      return order.items.map { Addition(product: $0.product, quantity: $0.quantity) }
    case "custom_item", "promotion_item", "subscription_item":
      throw .badRequest("the sample store has items of its catalog only")
    default: throw .badRequest("data.type must be cart_item, cart_items or order_items")
    }
  }

  private func addition(
    _ entry: JSONValue, from catalog: AccountCatalog
  ) throws(CommerceError) -> Addition {
    guard let quantity = entry["quantity"]?.wholeNumber else {
      throw .badRequest("quantity must be a whole number")
    }
    let product =
      if let id = entry["id"]?.text {
        catalog.product(id: id)
      } else {
        catalog.product(sku: try entry.required("sku"))
      }
    guard let product else { throw .notFound("product not found") }
    return Addition(product: product, quantity: quantity)
  }

  // MARK: - Changing

  /// Changes the quantities of several items.
  @Sendable private func updateItems(_ request: Request, _ exchange: Exchange) throws -> Response {
    try changeItems(
      exchange, allOrNothing: "update_all_or_nothing", unlessSaid: true, done: .ok,
      reading: { entry throws(CommerceError) in
        guard let quantity = entry["quantity"]?.wholeNumber else {
          throw .badRequest("quantity must be a whole number")
        }
        return (id: try entry.required("id"), quantity: quantity)
      }
    ) { cart, item throws(CommerceError) in
      try cart.setQuantity(item.quantity, ofItem: item.id, now: exchange.now)
    }
  }

  @Sendable private func updateItem(_ request: Request, _ exchange: Exchange) throws -> Response {
    guard let quantity = try exchange.bodyData()["quantity"]?.wholeNumber else {
      throw CommerceError.badRequest("quantity must be a whole number")
    }
    return try setQuantity(quantity, exchange)
  }

  @Sendable private func removeItem(_ request: Request, _ exchange: Exchange) throws -> Response {
    try setQuantity(0, exchange)
  }

  private func setQuantity(
    _ quantity: Int, _ exchange: Exchange
  ) throws(CommerceError) -> Response {
    let item = exchange.parameters.get("item") ?? ""
    let cart = try change(exchange) { cart throws(CommerceError) in
      try cart.setQuantity(quantity, ofItem: item, now: exchange.now)
    }
    return .json(items(of: cart, exchange))
  }

  /// Applies the entries of a body, one or an array of them. Those that cannot be applied are told
  /// beside the others, unless one fault is to keep all of them out.
  ///
  /// - Parameters:
  ///   - option: the member of `options` that says whether one fault keeps all out.
  ///   - usually: what counts where it is missing. A body of one entry is refused in any case.
  ///   - read: done before the cart is changed.
  private func changeItems<Change>(
    _ exchange: Exchange, allOrNothing option: String, unlessSaid usually: Bool,
    done: HTTPResponse.Status, reading read: (JSONValue) throws(CommerceError) -> Change,
    _ apply: (inout Cart, Change) throws(CommerceError) -> Void
  ) throws(CommerceError) -> Response {
    let body = try exchange.bodyDocument()
    guard let data = body["data"] else { throw .badRequest("data is required") }
    let entries = if case .array(let rows) = data { rows } else { [data] }
    var isWhole = usually
    if let said = body["options"]?[option] {
      guard case .bool(let value) = said else { throw .badRequest("\(option) must be a boolean") }
      isWhole = value
    }
    var changes: [(entry: JSONValue, change: Change)] = []
    var faults: [(entry: JSONValue, error: CommerceError)] = []
    for entry in entries {
      do throws(CommerceError) {
        changes.append((entry, try read(entry)))
      } catch {
        faults.append((entry, error))
      }
    }
    let cart = try change(exchange) { cart throws(CommerceError) in
      for (entry, wanted) in changes {
        var changed = cart
        do throws(CommerceError) {
          try apply(&changed, wanted)
          cart = changed
        } catch {
          faults.append((entry, error))
        }
      }
      if let first = faults.first, isWhole || faults.count == entries.count { throw first.error }
    }
    var document = items(of: cart, exchange)
    if !faults.isEmpty {
      document = document.adding("errors", .array(faults.map { json($0.error, of: $0.entry) }))
    }
    return .json(document, status: done)
  }

  private func json(_ error: CommerceError, of entry: JSONValue) -> JSONValue {
    let names = ["id", "sku", "cart_id", "order_id"]
    let named = names.compactMap { name in entry[name].map { (name, $0) } }
    let document = error.document(scenario: store.scenario)
    guard case .array(let rows)? = document["errors"], let row = rows.first else { return document }
    return row.adding("meta", .object(Dictionary(named) { first, _ in first }))
  }

  // MARK: - JSON

  private func items(of cart: Cart, _ exchange: Exchange) -> JSONValue {
    [
      "data": .array(
        cart.items.map { item in
          var row = json(item)
          row["type"] = "cart_item"
          row["slug"] = .string("\(item.product.name) \(item.product.sku)".slug)
          row["description"] = .string(item.product.description)
          row["manage_stock"] = false
          row["links"] = [
            "product": "\(exchange.baseURL)/catalog/products/\(item.product.id)"
          ]
          row["relationships"] = [:]
          return .object(row)
        }),
      "meta": [
        "display_price": .object(displayPrice(cart.total)),
        "timestamps": timestamps(cart.created, cart.updated),
      ],
    ]
  }

  /// What a line has in a cart and in an order.
  func json(_ item: LineItem) -> [String: JSONValue] {
    func price(_ price: Price) -> JSONValue {
      ["amount": JSONValue(price.amount), "currency": "USD", "includes_tax": false]
    }
    let both: JSONValue = ["unit": item.unitPrice.json, "value": item.value.json]
    let none: JSONValue = ["unit": Price.zero.json, "value": Price.zero.json]
    return [
      "id": .string(item.id), "product_id": .string(item.product.id),
      "name": .string(item.product.name), "sku": .string(item.product.sku),
      "quantity": JSONValue(item.quantity), "catalog_id": .string(item.catalogID),
      "catalog_source": "pim", "unit_price": price(item.unitPrice), "value": price(item.value),
      "meta": [
        "display_price": [
          "with_tax": both, "without_tax": both, "tax": none, "discount": none,
          "without_discount": both,
        ],
        "timestamps": timestamps(item.created, item.updated),
      ],
    ]
  }

  /// `display_price` of a cart or an order; the sample store takes no tax.
  func displayPrice(_ total: Price) -> [String: JSONValue] {
    [
      "with_tax": total.json, "without_tax": total.json, "tax": Price.zero.json,
      "discount": Price.zero.json, "without_discount": total.json, "shipping": Price.zero.json,
    ]
  }
}
