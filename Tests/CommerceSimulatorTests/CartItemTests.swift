import Foundation
import NIOHTTP1
import Testing

@testable import CommerceSimulator

/// Several items of a cart at once, and what is paid for an order.
@Suite struct CartItemTests {
  // MARK: Several items at once

  @Test func `several items are added, changed and taken over in one request`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.acting("Acme Industrial")
      let products = try await client.get("/catalog/products").json.rows.prefix(3)
      let entries = products.map { product -> JSONValue in
        ["type": "cart_item", "id": product["id"] ?? .null, "quantity": 2]
      }
      let added = try await client.post("/v2/carts/one/items", ["data": .array(entries)])
      #expect(added.status == 201)
      #expect(added.json.rows.map { $0["quantity"] } == [2, 2, 2])

      let changes = added.json.rows.enumerated().map { number, row -> JSONValue in
        ["id": row["id"] ?? .null, "quantity": JSONValue(number)]
      }
      let changed = try await client.put("/v2/carts/one/items", ["data": .array(changes)])
      #expect(changed.status == 200)
      #expect(changed.json.rows.map { $0["quantity"] } == [1, 2])

      let merged = try await client.post(
        "/v2/carts/two/items", ["data": [["type": "cart_items", "cart_id": "one"], entries[0]]])
      #expect(merged.json.rows.map { $0["quantity"] } == [1, 2, 2])
    }
  }

  @Test func `what cannot be added is told beside the rest, or keeps all out`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.acting("Acme Industrial")
      let entries: JSONValue = [
        ["type": "cart_item", "sku": "BRG-6204", "quantity": 1],
        ["type": "cart_item", "sku": "MED-BED3", "quantity": 1],
      ]
      let whole = try await client.post(
        "/v2/carts/one/items", ["data": entries, "options": ["add_all_or_nothing": true]])
      #expect(whole.status == 404)
      #expect(try await client.get("/v2/carts/one/items").json.rows.isEmpty)

      let part = try await client.post("/v2/carts/one/items", ["data": entries])
      #expect(part.status == 201)
      #expect(part.json.rows.map { $0["sku"] } == ["BRG-6204"])
      let errors = part.json["errors"]?.elements ?? []
      #expect(errors.map { $0[path: "meta.sku"] } == ["MED-BED3"])

      // A change is whole unless it is said otherwise.
      let item = try #require(part.json.rows.first?["id"])
      let changes: JSONValue = [
        ["id": item, "quantity": 7], ["id": "unknown", "quantity": 1],
      ]
      #expect(try await client.put("/v2/carts/one/items", ["data": changes]).status == 404)
      let after = try await client.put(
        "/v2/carts/one/items", ["data": changes, "options": ["update_all_or_nothing": false]])
      #expect(after.json.rows.map { $0["quantity"] } == [7])
    }
  }

  // MARK: Payments

  private func order(_ client: StoreClient) async throws -> JSONValue {
    _ = try await client.post(
      "/v2/carts/mine/items",
      ["data": ["type": "cart_item", "sku": "BRG-6204", "quantity": 3]])
    return try await client.post(
      "/v2/carts/mine/checkout", ["data": ["billing_address": sampleAddress]]
    ).json
  }

  @Test func `an order is paid in parts, captured and refunded`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.acting("Acme Industrial")
      let store = try await anonymous.withStoreAccessToken()
      let order = try await order(client)
      let path = "/v2/orders/\(try #require(order[path: "data.id"]?.text))"
      let total = try #require(order[path: "data.meta.display_price.with_tax.amount"]?.wholeNumber)
      func payment() async throws -> JSONValue? {
        try await client.get(path).json[path: "data.payment"]
      }
      func pay(_ data: JSONValue) async throws -> StoreClient.Answer {
        try await client.post("\(path)/payments", ["data": data])
      }

      let purchase: JSONValue = ["gateway": "manual", "method": "purchase", "amount": 100]
      let first = try await pay(purchase)
      #expect(first.status == 200)
      #expect(first.json[path: "data.transaction_type"] == "purchase")
      #expect(try await payment() == "partially_paid")
      let held = try await pay(["gateway": "manual", "method": "authorize"])
      #expect(held.json[path: "data.amount"] == JSONValue(total - 100))
      #expect(try await pay(purchase).status == 409)

      let heldID = held.json[path: "data.id"]?.text ?? ""
      let capture = "\(path)/transactions/\(heldID)/capture"
      #expect(try await client.post(capture, [:]).status == 403)
      #expect(try await store.post(capture, [:]).status == 200)
      #expect(try await store.post(capture, [:]).status == 400)
      #expect(try await payment() == "paid")
      #expect(try await client.get(path).json[path: "data.status"] == "complete")

      let refund = "\(path)/transactions/\(first.json[path: "data.id"]?.text ?? "")/refund"
      #expect(try await store.post(refund, ["data": ["amount": 101]]).status == 400)
      #expect(try await store.post(refund, ["data": [:]]).status == 200)
      #expect(try await store.post(refund, ["data": [:]]).status == 422)
      #expect(try await payment() == "partially_paid")
      let kinds = try await client.get("\(path)/transactions").json.rows.map {
        $0["transaction_type"]
      }
      #expect(kinds == ["purchase", "authorize", "capture", "refund"])
    }
  }

  @Test(
    arguments: [
      ["gateway": "stripe", "method": "purchase"], ["gateway": "manual"],
      ["gateway": "manual", "method": "purchase", "amount": 0],
      ["gateway": "manual", "method": "purchase", "amount": 999_999_999],
      ["gateway": "manual", "method": "purchase", "amount": "1"],
    ] as [JSONValue])
  func `what is no payment changes nothing`(data: JSONValue) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.acting("Acme Industrial")
      let order = try await order(client)
      let path = "/v2/orders/\(try #require(order[path: "data.id"]?.text))"
      let answer = try await client.post("\(path)/payments", ["data": data])
      #expect([400, 422].contains(answer.status))
      #expect(try await client.get(path).json[path: "data.payment"] == "unpaid")
      #expect(try await client.get("\(path)/transactions").json.rows.isEmpty)
    }
  }
}
