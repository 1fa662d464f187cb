import Foundation
import NIOHTTP1
import Testing

@testable import CommerceSimulator

/// The catalog, the carts and the orders of an account.
@Suite struct ShopTests {
  @Test func `accounts see products and prices of their own`() async throws {
    try await withServer { anonymous in
      func prices(_ client: StoreClient) async throws -> [String: Int] {
        let rows = try await client.get("/catalog/products?page[limit]=100").json.rows
        return Dictionary(
          uniqueKeysWithValues: try rows.map {
            (
              try #require($0[path: "attributes.sku"]?.text),
              try #require($0[path: "attributes.price.USD.amount"]?.wholeNumber)
            )
          })
      }
      let industrial = try await prices(try await anonymous.acting("Acme Industrial"))
      let bolts = try await prices(try await anonymous.acting("Bolt & Nut Co"))
      let hospitals = try await prices(try await anonymous.acting("Zenith Hospitals"))
      let everybody = try await prices(try await anonymous.withAccessToken())
      #expect(Set(industrial.keys) == Set(bolts.keys))
      #expect(industrial["BRG-6204"] != bolts["BRG-6204"])
      #expect(Set(industrial.keys).isDisjoint(with: hospitals.keys))
      #expect(everybody.count == 48)
      #expect(industrial.allSatisfy { $0.value < everybody[$0.key] ?? 0 })
    }
  }

  @Test func `nodes lead to the products of the catalog`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.acting("Acme Industrial")
      let hierarchies = try await client.get("/catalog/hierarchies").json.rows
      #expect(hierarchies.map { $0[path: "attributes.name"]?.text } == ["Industrial supply"])
      let nodes = try await client.get("/catalog/nodes").json.rows
      #expect(nodes.count == 3)
      var skus: Set<JSONValue> = []
      for node in nodes {
        let id = try #require(node["id"]?.text)
        let rows = try await client.get("/catalog/nodes/\(id)/relationships/products").json.rows
        skus.formUnion(rows.compactMap { $0[path: "attributes.sku"] })
      }
      #expect(skus.count == 12)
    }
  }

  @Test func `a cart is filled, changed and ordered at the account's prices`() async throws {
    let clock = TestClock()
    try await withServer(clock: clock) { anonymous in
      let client = try await anonymous.acting("Acme Industrial")
      let product = try #require(await client.get("/catalog/products").json.rows.first)
      let price = try #require(product[path: "attributes.price.USD.amount"]?.wholeNumber)
      let created = try await client.post("/v2/carts", ["data": ["name": "Spare parts"]])
      #expect(created.status == 201)
      let path = "/v2/carts/\(try #require(created.json[path: "data.id"]?.text))"

      let line: JSONValue = [
        "data": ["type": "cart_item", "id": product["id"] ?? .null, "quantity": 2]
      ]
      #expect(try await client.post("\(path)/items", line).status == 201)
      let added = try await client.post("\(path)/items", line).json
      #expect(added.rows.map { $0["quantity"] } == [4])
      #expect(added[path: "meta.display_price.with_tax.amount"] == JSONValue(4 * price))

      let item = try #require(added.rows.first?["id"]?.text)
      let changed = try await client.send(
        .PUT, "\(path)/items/\(item)",
        body: (["data": ["type": "cart_item", "quantity": 3]] as JSONValue).data)
      #expect(changed.status == 200)
      #expect(changed.json.rows.map { $0["quantity"] } == [3])

      clock.advance(by: 1)
      let order = try await client.post(
        "\(path)/checkout", ["data": ["billing_address": sampleAddress]])
      #expect(order.status == 201)
      #expect(order.json[path: "data.contact.name"] == "Ada Buyer")
      #expect(
        order.json[path: "data.meta.display_price.with_tax.amount"] == JSONValue(3 * price))
      let newest = try #require(await client.get("/v2/orders").json.rows.first)
      #expect(newest["id"] == order.json[path: "data.id"])
      let lines = try await client.get("/v2/orders/\(newest["id"]?.text ?? "")/items").json.rows
      #expect(lines.map { $0["sku"] } == [product[path: "attributes.sku"]])

      #expect(try await client.delete("\(path)/items/\(item)").json.rows.isEmpty)
      #expect(try await client.delete(path).status == 204)
      let left = try await client.get("/v2/carts").json.rows
      #expect(!left.contains { $0["name"] == "Spare parts" })
    }
  }

  @Test(
    arguments: [
      ["type": "cart_item", "id": "unknown", "quantity": 1],
      ["type": "cart_item", "sku": "MED-BED3", "quantity": 1],
      ["type": "cart_item", "sku": "BRG-6204", "quantity": 0],
      ["type": "cart_item", "sku": "BRG-6204", "quantity": 9_000_000_000_000_000_000],
      ["type": "cart_item", "sku": "BRG-6204"],
      ["type": "promotion_item", "sku": "BRG-6204", "quantity": 1],
    ] as [JSONValue])
  func `what cannot be bought leaves the cart as it was`(line: JSONValue) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.acting("Acme Industrial")
      let answer = try await client.post("/v2/carts/mine/items", ["data": line])
      #expect(400...404 ~= answer.status)
      #expect(try await client.get("/v2/carts/mine/items").json.rows.isEmpty)
      let empty = try await client.post(
        "/v2/carts/mine/checkout", ["data": ["billing_address": sampleAddress]])
      #expect(empty.status == 400)
    }
  }

  @Test func `an account lists its own carts and orders only`() async throws {
    try await withServer { anonymous in
      let first = try await anonymous.acting("Acme Industrial")
      let second = try await anonymous.acting("Bolt & Nut Co")
      for path in ["/v2/carts", "/v2/orders"] {
        let ids = Set(try await first.get(path).json.rows.map { $0["id"] })
        #expect(!ids.isEmpty)
        #expect(ids.isDisjoint(with: try await second.get(path).json.rows.map { $0["id"] }))
      }
      let order = try #require(await first.get("/v2/orders").json.rows.first?["id"]?.text)
      #expect(try await second.get("/v2/orders/\(order)").status == 404)
    }
  }

  @Test func `the total of a cart is the sum of its lines`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.acting("Cafe\u{301} Olé Roasters ☕️")
      for cart in try await client.get("/v2/carts").json.rows {
        let items = try await client.get("/v2/carts/\(cart["id"]?.text ?? "")/items").json.rows
        let sum = items.compactMap { $0[path: "value.amount"]?.wholeNumber }.reduce(0, +)
        #expect(cart[path: "meta.display_price.with_tax.amount"] == JSONValue(sum))
        #expect(sum > 0)
      }
    }
  }

  @Test func `addresses are added, changed and removed`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.acting("Acme Industrial")
      let account = try #require(await client.get("/v2/accounts").json.rows.first?["id"]?.text)
      let path = "/v2/accounts/\(account)/addresses"
      #expect(try await client.get(path).json.rows.count == 2)
      let data = sampleAddress.adding("type", "address").adding("name", "Yard")
      let created = try await client.post(path, ["data": data])
      #expect(created.status == 201)
      let one = "\(path)/\(try #require(created.json[path: "data.id"]?.text))"
      let changed = try await client.send(
        .PUT, one, body: (["data": ["type": "address", "city": "York"]] as JSONValue).data)
      #expect(changed.json[path: "data.city"] == "York")
      #expect(changed.json[path: "data.name"] == "Yard")
      #expect(try await client.post(path, ["data": ["type": "address"]]).status == 400)
      let other = try await anonymous.acting("Bolt & Nut Co")
      #expect(try await other.get(one).status == 404)
      #expect(try await client.delete(one).status == 204)
      #expect(try await client.get(one).status == 404)
    }
  }

  @Test func `a customer token leads to the customer's own resources`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let customer = client.server.store.customer
      let answer = try await client.post(
        "/v2/customers/tokens",
        [
          "data": [
            "type": "token", "email": .string(customer.email),
            "password": .string(customer.password),
          ]
        ])
      let token = [("X-Moltin-Customer-Token", answer.json[path: "data.token"]?.text ?? "")]
      let own = try await client.get("/v2/customers/\(customer.id)", headers: token)
      #expect(own.json[path: "data.email"]?.text == customer.email)
      let cart = try await client.post(
        "/v2/carts", ["data": ["name": "Mine"]], headers: token)
      let carts = try await client.get("/v2/carts", headers: token).json.rows
      #expect(carts.map { $0["id"] } == [cart.json[path: "data.id"]])
      #expect(try await client.get("/v2/orders", headers: token).json.rows.isEmpty)
      #expect(try await client.get("/v2/accounts", headers: token).status == 403)
      // The account token in the customer's header, as the vendor's JavaScript SDK sends it.
      let row = try #require(await client.signIn().json.rows.first)
      let wrong = [("X-Moltin-Customer-Token", row["token"]?.text ?? "")]
      #expect(try await client.get("/v2/orders", headers: wrong).status == 401)
      #expect(try await client.holding(row).get("/v2/orders", headers: token).status == 400)
    }
  }
}
