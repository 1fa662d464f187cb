import Foundation
import Hummingbird

extension Endpoints {
  func addAccountTags(to router: Router<Exchange>) {
    router.get("/v2/account-tags", use: listTags)
    router.get("/v2/account-tags/:tag", use: getTag)
    router.get("/v2/accounts/:account/relationships/account-tags", use: listTagsOfAccount)
  }

  @Sendable private func listTags(_ request: Request, _ exchange: Exchange) throws -> Response {
    _ = try viewer(exchange)
    return .json(
      try exchange.list(AccountTag.all(seed: store.seed), by: .tags) { json($0, exchange) })
  }

  @Sendable private func getTag(_ request: Request, _ exchange: Exchange) throws -> Response {
    _ = try viewer(exchange)
    let id = exchange.parameters.get("tag")
    guard let tag = AccountTag.all(seed: store.seed).first(where: { $0.id == id }) else {
      throw CommerceError.notFound("account tag not found")
    }
    return .json(["data": json(tag, exchange)])
  }

  @Sendable private func listTagsOfAccount(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    let account = try visibleAccount(exchange)
    return .json([
      "data": .array(tags(of: account).map { reference("account_tag", $0.id) }),
      "links": ["self": "\(url(of: account, exchange))/relationships/account-tags"],
    ])
  }

  func tags(of account: SimulatedAccount) -> [AccountTag] {
    let names = AccountProfile(of: account, seed: store.seed).tags
    return AccountTag.all(seed: store.seed).filter { names.contains($0.name) }
  }

  private func json(_ tag: AccountTag, _ exchange: Exchange) -> JSONValue {
    [
      "id": .string(tag.id), "type": "account_tag", "name": .string(tag.name),
      "description": .string("Accounts with the tag \(tag.name)"),
      "meta": ["timestamps": timestamps(openedAt, openedAt)],
      "links": ["self": "\(exchange.baseURL)/v2/account-tags/\(tag.id)"],
    ]
  }
}

extension ListRules {
  fileprivate static let tags = ListRules(
    fields: [
      "id": Field(order.union([.oneOf]), at: "id"),
      "created_at": Field(order, at: "meta.timestamps.created_at"),
      "updated_at": Field(order, at: "meta.timestamps.updated_at"),
      "name": Field([.eq, .like], at: "name"),
    ], sortPaths: timePaths.merging(["id": "id", "name": "name"]) { $1 })
}
