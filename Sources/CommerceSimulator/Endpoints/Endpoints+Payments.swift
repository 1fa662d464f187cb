import Foundation
import Hummingbird

extension Endpoints {
  /// Payments by the manual gateway.
  func addPayments(to router: Router<Exchange>) {
    router.post("/v2/orders/:order/payments", use: pay)
    router.get("/v2/orders/:order/transactions") { _, exchange in
      let order = try order(exchange)
      return Response.json(["data": .array(order.transactions.map { json($0, of: order) })])
    }
    router.get("/v2/orders/:order/transactions/:transaction") { _, exchange in
      let order = try order(exchange)
      let transaction = try order.transaction(transactionID(exchange))
      return Response.json(["data": json(transaction, of: order)])
    }
    router.post("/v2/orders/:order/transactions/:transaction/capture", use: capture)
    router.post("/v2/orders/:order/transactions/:transaction/refund", use: refund)
    for step in ["cancel", "confirm"] {
      router.post("/v2/orders/:order/transactions/:transaction/\(step)") {
        _, exchange -> Response in
        _ = try order(exchange).transaction(transactionID(exchange))
        throw CommerceError.badRequest("the manual gateway has nothing to \(step)")
      }
    }
  }

  @Sendable private func pay(_ request: Request, _ exchange: Exchange) throws -> Response {
    let data = try exchange.bodyData()
    guard try data.required("gateway") == "manual" else {
      throw CommerceError.unprocessable("the sample store has the gateway manual only")
    }
    let methods: [String: Transaction.Kind] = ["purchase": .purchase, "authorize": .authorize]
    guard let kind = methods[try data.required("method")] else {
      throw CommerceError.badRequest("method must be purchase or authorize")
    }
    let amount = try amount(data)
    return try changeOrder(exchange) { order throws(CommerceError) in
      try order.pay(
        kind, amount: amount, name: data["paymentmethod_meta"]?["name"]?.text,
        customReference: data["paymentmethod_meta"]?["custom_reference"]?.text, now: exchange.now)
    }
  }

  @Sendable private func capture(_ request: Request, _ exchange: Exchange) throws -> Response {
    try requireStoreWide(exchange)
    let id = transactionID(exchange)
    return try changeOrder(exchange) { order throws(CommerceError) in
      try order.capture(id, now: exchange.now)
    }
  }

  @Sendable private func refund(_ request: Request, _ exchange: Exchange) throws -> Response {
    try requireStoreWide(exchange)
    let id = transactionID(exchange)
    // Without a body the whole amount is given back.
    let amount = exchange.arrival.body.isEmpty ? nil : try amount(try exchange.bodyData())
    return try changeOrder(exchange) { order throws(CommerceError) in
      try order.refund(id, amount: amount, now: exchange.now)
    }
  }

  private func amount(_ data: JSONValue) throws(CommerceError) -> Int? {
    guard let value = data["amount"] else { return nil }
    guard let amount = value.wholeNumber else {
      throw .badRequest("amount must be a whole number of cents")
    }
    return amount
  }

  private func transactionID(_ exchange: Exchange) -> String {
    exchange.parameters.get("transaction") ?? ""
  }

  /// Changes the order of a request, and answers with the transaction that came of it.
  private func changeOrder(
    _ exchange: Exchange, _ change: (inout Order) throws(CommerceError) -> Transaction
  ) throws(CommerceError) -> Response {
    let (order, transaction) = try shop.changeOrder(try order(exchange).id, change)
    return .json(["data": json(transaction, of: order)])
  }

  private func json(_ transaction: Transaction, of order: Order) -> JSONValue {
    var row: [String: JSONValue] = [
      "id": .string(transaction.id), "type": "transaction", "gateway": "manual",
      "reference": "manual", "amount": JSONValue(transaction.amount), "currency": "USD",
      "refunded_amount": JSONValue(transaction.refunded),
      "transaction_type": .string(transaction.kind.rawValue), "status": "complete",
      "relationships": ["order": ["data": reference("order", order.id)]],
      "meta": [
        "display_price": Price(amount: transaction.amount).json,
        "display_refunded_amount": ["total": Price(amount: transaction.refunded).json],
        "timestamps": timestamps(transaction.created, transaction.updated),
      ],
    ]
    if let name = transaction.name { row["name"] = .string(name) }
    if let text = transaction.customReference { row["custom_reference"] = .string(text) }
    return .object(row)
  }
}
