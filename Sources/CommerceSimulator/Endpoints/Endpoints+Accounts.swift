import Foundation
import Hummingbird

extension Endpoints {
  func addAccounts(to router: Router<Exchange>) {
    router.get("/v2/accounts", use: listAccounts)
    router.get("/v2/accounts/:account", use: getAccount)
  }

  @Sendable private func listAccounts(_ request: Request, _ exchange: Exchange) throws -> Response {
    let accounts =
      switch try viewer(exchange) {
      case .account(let account, _): [account]
      case .store: members.accounts
      case .customer, .anyone: throw CommerceError.forbidden("forbidden")
      }
    return .json(
      try exchange.list(accounts, by: .accounts) { account in
        json(account).adding("links", ["self": .string(url(of: account, exchange))])
      })
  }

  /// The cheapest check of an account token: every account but its own is not found.
  @Sendable private func getAccount(_ request: Request, _ exchange: Exchange) throws -> Response {
    let account = try visibleAccount(exchange)
    return .json([
      "data": json(account), "links": ["self": .string(url(of: account, exchange))],
    ])
  }

  /// The account that a path names, if whoever asks may see it.
  func visibleAccount(_ exchange: Exchange) throws(CommerceError) -> SimulatedAccount {
    let id = exchange.parameters.get("account")
    let account =
      switch try viewer(exchange) {
      case .account(let account, _): account.id == id ? account : nil
      case .store: id.flatMap(members.account)
      case .customer, .anyone: nil as SimulatedAccount?
      }
    guard let account else { throw .accountNotFound }
    return account
  }

  func url(of account: SimulatedAccount, _ exchange: Exchange) -> String {
    "\(exchange.baseURL)/v2/accounts/\(account.id)"
  }

  func json(_ account: SimulatedAccount) -> JSONValue {
    let profile = AccountProfile(of: account, seed: store.seed)
    let created = openedAt.addingTimeInterval(-profile.age)
    let ancestors = ancestors(of: account)
    var relationships: [String: JSONValue] = [
      "account_tags": [
        "data": .array(tags(of: account).map { reference("account_tag", $0.id) })
      ],
      "ancestors": .array(ancestors.map { ["data": reference("account", $0)] }),
    ]
    if let parent = account.parentID {
      relationships["parent"] = ["data": reference("account", parent)]
    }
    return [
      "id": .string(account.id), "type": "account", "name": .string(account.name),
      "legal_name": .string(profile.legalName),
      "registration_id": .string(profile.registrationID),
      "external_ref": .string(profile.externalReference),
      "parent_id": JSONValue(account.parentID),
      "meta": ["timestamps": timestamps(created, created)],
      "relationships": .object(relationships),
    ]
  }

  /// The IDs above an account, the root first (spec).
  private func ancestors(of account: SimulatedAccount) -> [String] {
    var ids: [String] = []
    var next = account.parentID
    while let id = next, !ids.contains(id) {
      ids.append(id)
      next = members.account(id)?.parentID
    }
    return ids.reversed()
  }
}

extension ListRules {
  fileprivate static let accounts: ListRules = {
    let text: Set<Filter.Operator> = [.eq, .like]
    return ListRules(
      fields: [
        "id": Field(order.union([.oneOf]), at: "id"),
        "created_at": Field(order, at: "meta.timestamps.created_at"),
        "updated_at": Field(order, at: "meta.timestamps.updated_at"),
        "name": Field(text, at: "name"), "legal_name": Field(text, at: "legal_name"),
        "registration_id": Field(text, at: "registration_id"),
        "external_ref": Field(text.union([.oneOf]), at: "external_ref"),
        "account_tags": Field([.contains], at: "relationships.account_tags.data.id"),
      ], sortPaths: timePaths.merging(["id": "id", "name": "name"]) { $1 })
  }()

  /// Where a row has its times, to sort by.
  static let timePaths = [
    "created_at": "meta.timestamps.created_at", "updated_at": "meta.timestamps.updated_at",
  ]
}
