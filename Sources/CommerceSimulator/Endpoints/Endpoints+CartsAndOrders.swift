import Foundation
import Hummingbird

extension Endpoints {
  func addCartsAndOrders(to router: Router<Exchange>) {
    router.get("/v2/carts", use: listCarts)
    router.get("/v2/orders", use: listOrders)
  }

  @Sendable private func listCarts(_ request: Request, _ exchange: Exchange) throws -> Response {
    let rows = try viewedAccounts(exchange).flatMap { account in
      contents(of: account).carts.map { cart -> JSONValue in
        let updated = JSONValue.string(exchange.now.addingTimeInterval(-cart.age).isoText)
        return [
          "id": .string(cart.id),
          "type": "cart",
          "name": .string(cart.name),
          "description": "",
          "links": ["self": "\(exchange.baseURL)/v2/carts/\(cart.id)"],
          "meta": [
            "display_price": ["with_tax": cart.price.json, "without_tax": cart.price.json],
            "timestamps": ["created_at": updated, "updated_at": updated],
          ],
          "relationships": ["accounts": ["data": [reference("account", account.id)]]],
        ]
      }
    }
    return .json(try exchange.list(rows))
  }

  @Sendable private func listOrders(_ request: Request, _ exchange: Exchange) throws -> Response {
    let rows = try viewedAccounts(exchange).flatMap { account in
      contents(of: account).orders.map { order -> JSONValue in
        let placed = JSONValue.string(exchange.now.addingTimeInterval(-order.age).isoText)
        return [
          "id": .string(order.id),
          "type": "order",
          "order_number": .string(order.number),
          "status": .string(order.status),
          "payment": .string(order.payment),
          "shipping": .string(order.shipping),
          "anonymized": false,
          "contact": [
            "name": .string(store.member.name), "email": .string(store.member.email),
          ],
          "links": [:],
          "meta": [
            "display_price": ["with_tax": order.price.json, "without_tax": order.price.json],
            "timestamps": ["created_at": placed, "updated_at": placed],
          ],
          "relationships": ["account": ["data": reference("account", account.id)]],
        ]
      }
    }
    return .json(try exchange.list(rows))
  }

  private func viewedAccounts(_ exchange: Exchange) throws(CommerceError) -> [SimulatedAccount] {
    switch try viewer(exchange) {
    case .store: members.accounts
    case .account(let account, _): [account]
    }
  }

  private func contents(of account: SimulatedAccount) -> AccountContents {
    AccountContents(of: account, seed: store.seed)
  }
}

private func reference(_ type: JSONValue, _ id: String) -> JSONValue {
  ["type": type, "id": .string(id)]
}
