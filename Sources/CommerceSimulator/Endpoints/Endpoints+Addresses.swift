import Foundation
import Hummingbird

/// Whose addresses a path leads to.
private struct AddressOwner {
  let owner: Owner
  /// `account` or `customer`.
  let kind: String
  let id: String
  /// The list of the addresses.
  let url: String
}

extension Endpoints {
  func addAddresses(to router: Router<Exchange>) {
    for owner in ["/v2/accounts/:account", "/v2/customers/:customer"] {
      let list = "\(owner)/addresses"
      router.get(RouterPath(list), use: listAddresses)
      router.post(RouterPath(list), use: createAddress)
      router.get(RouterPath("\(list)/:address"), use: getAddress)
      router.put(RouterPath("\(list)/:address"), use: updateAddress)
      router.delete(RouterPath("\(list)/:address"), use: deleteAddress)
    }
  }

  @Sendable private func listAddresses(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    let owner = try addressOwner(exchange)
    return .json(
      try exchange.list(shop.addresses(of: owner.owner)) { json($0, of: owner) })
  }

  @Sendable private func createAddress(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    let owner = try addressOwner(exchange)
    let address = try Address(addressData(exchange), id: UUID().uuidString.lowercased())
    shop.save(address, of: owner.owner)
    return .json(["data": json(address, of: owner)], status: .created)
  }

  @Sendable private func getAddress(_ request: Request, _ exchange: Exchange) throws -> Response {
    let owner = try addressOwner(exchange)
    return .json(["data": json(try address(of: owner, exchange), of: owner)])
  }

  @Sendable private func updateAddress(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    let owner = try addressOwner(exchange)
    var address = try address(of: owner, exchange)
    try address.update(addressData(exchange))
    shop.save(address, of: owner.owner)
    return .json(["data": json(address, of: owner)])
  }

  @Sendable private func deleteAddress(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    let owner = try addressOwner(exchange)
    try shop.removeAddress(exchange.parameters.get("address") ?? "", of: owner.owner)
    return Response(status: .noContent)
  }

  private func addressOwner(_ exchange: Exchange) throws(CommerceError) -> AddressOwner {
    if exchange.parameters.get("customer") != nil {
      let customer = try visibleCustomer(exchange)
      return AddressOwner(
        owner: .customer(customer.id), kind: "customer", id: customer.id,
        url: "\(exchange.baseURL)/v2/customers/\(customer.id)/addresses")
    }
    let account = try visibleAccount(exchange)
    shop.open(account)
    return AddressOwner(
      owner: .account(account.id), kind: "account", id: account.id,
      url: "\(url(of: account, exchange))/addresses")
  }

  private func address(
    of owner: AddressOwner, _ exchange: Exchange
  ) throws(CommerceError) -> Address {
    try shop.address(exchange.parameters.get("address") ?? "", of: owner.owner)
  }

  private func addressData(_ exchange: Exchange) throws(CommerceError) -> JSONValue {
    let data = try exchange.bodyData()
    guard try data.required("type") == "address" else {
      throw .badRequest("data.type must be address")
    }
    return data
  }

  private func json(_ address: Address, of owner: AddressOwner) -> JSONValue {
    var row = address.json
    row["id"] = .string(address.id)
    row["type"] = "address"
    row["meta"] = ["timestamps": timestamps(openedAt, openedAt)]
    row["links"] = ["self": "\(owner.url)/\(address.id)"]
    row["relationships"] = .object([
      owner.kind: ["id": .string(owner.id), "type": .string(owner.kind)]
    ])
    return .object(row)
  }
}
