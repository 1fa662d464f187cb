import Foundation
import Hummingbird

/// The legacy customers: one identity each, which sees itself and nothing else.
extension Endpoints {
  func addCustomers(to router: Router<Exchange>) {
    router.get("/v2/customers/:customer") { _, exchange in
      let customer = try visibleCustomer(exchange)
      return Response.json([
        "data": [
          "id": .string(customer.id), "type": "customer", "name": .string(customer.name),
          "email": .string(customer.email), "password": true,
          "meta": ["timestamps": timestamps(openedAt, openedAt)],
        ],
        "links": ["self": "\(exchange.baseURL)/v2/customers/\(customer.id)"],
      ])
    }
  }

  /// The customer that a path names, if whoever asks may see it.
  func visibleCustomer(_ exchange: Exchange) throws(CommerceError) -> Customer {
    let isVisible =
      switch try viewer(exchange) {
      case .customer, .store: exchange.parameters.get("customer") == store.customer.id
      case .account, .anyone: false
      }
    guard isVisible else { throw .notFound("customer not found") }
    return store.customer
  }
}
