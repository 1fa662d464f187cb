import Foundation
import Hummingbird

/// A member as others see it.
private typealias Person = (id: String, name: String, email: String)

extension Endpoints {
  func addAccounts(to router: Router<Exchange>) {
    router.get("/v2/accounts", use: listAccounts)
    router.get("/v2/accounts/:account", use: getAccount)
    router.get("/v2/account-members", use: listMembers)
    router.get("/v2/account-members/:member", use: getMember)
  }

  @Sendable private func listAccounts(_ request: Request, _ exchange: Exchange) throws -> Response {
    let accounts =
      switch try viewer(exchange) {
      case .store: members.accounts
      case .account(let account, _): [account]
      }
    return .json(try exchange.list(accounts.map { json($0, exchange) }))
  }

  /// The cheapest check of an account token: every account but its own is not found.
  @Sendable private func getAccount(_ request: Request, _ exchange: Exchange) throws -> Response {
    let id = exchange.parameters.get("account")
    let account =
      switch try viewer(exchange) {
      case .store: id.flatMap(members.account)
      case .account(let account, _): account.id == id ? account : nil
      }
    guard let account else { throw CommerceError.accountNotFound }
    return .json([
      "data": json(account, exchange),
      "links": ["self": "\(exchange.baseURL)/v2/accounts/\(account.id)"],
    ])
  }

  @Sendable private func listMembers(_ request: Request, _ exchange: Exchange) throws -> Response {
    .json(try exchange.list(try visiblePeople(exchange).map { json($0, exchange) }))
  }

  /// A member's name and e-mail address; for a member, its own and those it works with.
  @Sendable private func getMember(_ request: Request, _ exchange: Exchange) throws -> Response {
    let id = exchange.parameters.get("member")
    guard let person = try visiblePeople(exchange).first(where: { $0.id == id }) else {
      throw CommerceError.notFound("account member not found")
    }
    let row = json(person, exchange)
    return .json(["data": row, "links": row["links"] ?? [:]])
  }

  private func visiblePeople(_ exchange: Exchange) throws(CommerceError) -> [Person] {
    switch try viewer(exchange) {
    case .store: members.members.map { ($0.id, $0.name, $0.email) }
    case .account(let account, let memberID):
      [members.member(memberID)].compactMap(\.self).map { ($0.id, $0.name, $0.email) }
        + AccountContents(of: account, seed: store.seed).colleagues
    }
  }

  private func json(_ person: Person, _ exchange: Exchange) -> JSONValue {
    [
      "id": .string(person.id),
      "type": "account_member",
      "name": .string(person.name),
      "email": .string(person.email),
      "links": ["self": "\(exchange.baseURL)/v2/account-members/\(person.id)"],
    ]
  }

  private func json(_ account: SimulatedAccount, _ exchange: Exchange) -> JSONValue {
    let contents = AccountContents(of: account, seed: store.seed)
    let created = exchange.now.addingTimeInterval(-contents.age).isoText
    return [
      "id": .string(account.id),
      "type": "account",
      "name": .string(account.name),
      "legal_name": .string(account.name),
      "registration_id": .string(contents.registrationID),
      "parent_id": .null,
      "meta": [
        "timestamps": ["created_at": .string(created), "updated_at": .string(created)]
      ],
      "relationships": [:],
      "links": ["self": "\(exchange.baseURL)/v2/accounts/\(account.id)"],
    ]
  }
}
