import Foundation
import Hummingbird

extension Endpoints {
  func addOrders(to router: Router<Exchange>) {
    router.get("/v2/orders", use: listOrders)
    router.get("/v2/orders/:order", use: getOrder)
    router.get("/v2/orders/:order/items") { _, exchange in
      Response.json(["data": .array(try order(exchange).items.map(orderItem))])
    }
  }

  @Sendable private func listOrders(_ request: Request, _ exchange: Exchange) throws -> Response {
    let orders = shop.orders(of: try owners(exchange))
    var document = try exchange.list(orders, by: .orders) { json($0) }
    if exchange.includes("items"), case .array(let rows) = document["data"] ?? .null {
      let ids = Set(rows.compactMap { $0["id"]?.text })
      let items = orders.filter { ids.contains($0.id) }.flatMap { $0.items.map(orderItem) }
      document = document.adding("included", ["items": .array(items)])
    }
    return .json(document)
  }

  @Sendable private func getOrder(_ request: Request, _ exchange: Exchange) throws -> Response {
    let order = try order(exchange)
    let document: JSONValue = ["data": json(order)]
    return .json(
      exchange.includes("items")
        ? document.adding("included", ["items": .array(order.items.map(orderItem))]) : document)
  }

  func order(_ exchange: Exchange) throws(CommerceError) -> Order {
    let id = exchange.parameters.get("order")
    guard let order = shop.orders(of: try owners(exchange)).first(where: { $0.id == id }) else {
      throw .notFound("order not found")
    }
    return order
  }

  private func orderItem(_ item: LineItem) -> JSONValue {
    var row = json(item)
    row["type"] = "order_item"
    row["links"] = [:]
    row["relationships"] = ["cart_item": ["data": reference("cart_item", item.id)]]
    return .object(row)
  }

  func json(_ order: Order) -> JSONValue {
    var prices = displayPrice(order.total)
    prices["balance_owing"] = Price(amount: order.owing).json
    prices["paid"] = Price(amount: order.paid).json
    prices["authorized"] = Price(amount: order.authorized).json
    var relationships: [String: JSONValue] = [
      "items": ["data": .array(order.items.map { reference("item", $0.id) })]
    ]
    switch order.owner {
    case .account(let id): relationships["account"] = ["data": reference("account", id)]
    case .customer(let id): relationships["customer"] = ["data": reference("customer", id)]
    case .nobody: break
    }
    if let memberID = order.memberID {
      relationships["account_member"] = ["data": reference("account_member", memberID)]
    }
    var row: [String: JSONValue] = [
      "id": .string(order.id), "type": "order", "status": .string(order.status),
      "payment": .string(order.payment), "shipping": .string(order.shipping),
      "anonymized": false,
      "contact": ["name": .string(order.contact.name), "email": .string(order.contact.email)],
      "billing_address": order.billingAddress.orderJSON,
      "shipping_address": order.shippingAddress.orderJSON, "links": [:],
      "meta": [
        "display_price": .object(prices), "timestamps": timestamps(order.created, order.created),
      ],
      "relationships": .object(relationships),
    ]
    if !order.number.isEmpty { row["order_number"] = .string(order.number) }
    return .object(row)
  }
}

extension ListRules {
  fileprivate static let orders: ListRules = {
    let text: Set<Filter.Operator> = [.eq, .like]
    let numbers: Set<Filter.Operator> = [.gt, .ge, .lt, .le]
    return ListRules(fields: [
      "status": Field([.eq], at: "status"), "payment": Field([.eq], at: "payment"),
      "shipping": Field([.eq], at: "shipping"),
      "name": Field(text, at: "contact.name"), "email": Field(text, at: "contact.email"),
      "contact.name": Field(text, at: "contact.name"),
      "contact.email": Field(text, at: "contact.email"),
      "customer_id": Field(text, at: "relationships.customer.data.id"),
      "account_id": Field(text, at: "relationships.account.data.id"),
      "account_member_id": Field(text, at: "relationships.account_member.data.id"),
      "shipping_postcode": Field(text, at: "shipping_address.postcode"),
      "billing_postcode": Field(text, at: "billing_address.postcode"),
      "with_tax": Field(numbers, at: "meta.display_price.with_tax.amount"),
      "without_tax": Field(numbers, at: "meta.display_price.without_tax.amount"),
      "currency": Field([.eq], at: "meta.display_price.with_tax.currency"),
      "order_number": Field(text, at: "order_number"),
      "created_at": Field(order, at: "meta.timestamps.created_at"),
      "updated_at": Field(order, at: "meta.timestamps.updated_at"),
    ])
  }()
}
