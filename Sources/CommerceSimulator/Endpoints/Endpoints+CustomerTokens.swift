import Foundation
import Hummingbird

extension Endpoints {
  func addCustomerTokens(to router: Router<Exchange>) {
    router.post("/v2/customers/tokens", use: createCustomerToken)
  }

  /// The legacy way to sign in: one identity, no accounts.
  @Sendable private func createCustomerToken(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    try bearer(exchange)
    let data = try exchange.bodyData()
    guard try data.required("type") == "token" else {
      throw CommerceError.badRequest("data.type must be token")
    }
    let member = store.member
    guard try data.required("email") == member.email,
      try data.required("password") == member.password
    else { throw CommerceError.unauthorized }
    let id = UUID().uuidString.lowercased()
    let expires = exchange.now.epochSeconds + Int64(SimulatedStore.defaultLifetime)
    let token = mint.signer.token([
      "sub": .string(store.customerID),
      "name": .string(member.name),
      "iat": .integer(exchange.now.epochSeconds),
      "exp": .integer(expires),
      "jti": .string(id),
    ])
    return .json([
      "data": [
        "type": "token",
        "id": .string(id),
        "customer_id": .string(store.customerID),
        "token": .string(token),
        "expires": .integer(expires),
      ]
    ])
  }
}
