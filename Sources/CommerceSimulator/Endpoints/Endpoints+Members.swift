import Foundation
import Hummingbird

extension Endpoints {
  func addMembers(to router: Router<Exchange>) {
    router.get("/v2/account-members", use: listMembers)
    router.get("/v2/account-members/:member", use: getMember)
  }

  @Sendable private func listMembers(_ request: Request, _ exchange: Exchange) throws -> Response {
    .json(try exchange.list(try visibleMembers(exchange), by: .members) { json($0, exchange) })
  }

  /// A member's name and e-mail address; for a member, its own and those it works with.
  @Sendable private func getMember(_ request: Request, _ exchange: Exchange) throws -> Response {
    let row = json(try visibleMember(exchange), exchange)
    return .json(["data": row, "links": row["links"] ?? [:]])
  }

  /// The member that a path names, if whoever asks may see it.
  func visibleMember(_ exchange: Exchange) throws(CommerceError) -> Member {
    let id = exchange.parameters.get("member")
    guard let member = try visibleMembers(exchange).first(where: { $0.id == id }) else {
      throw .memberNotFound
    }
    return member
  }

  private func visibleMembers(_ exchange: Exchange) throws(CommerceError) -> [Member] {
    switch try viewer(exchange) {
    case .store: members.everybody
    case .account(let account, let memberID):
      [members.member(memberID)].compactMap(\.self)
        + members.members(ofAccount: account.id).filter { $0.id != memberID }
    case .customer, .anyone: throw .forbidden("forbidden")
    }
  }

  func json(_ member: Member, _ exchange: Exchange) -> JSONValue {
    let created = created(of: member)
    return [
      "id": .string(member.id), "type": "account_member", "name": .string(member.name),
      "given_name": .null, "middle_name": .null, "family_name": .null,
      "email": .string(member.email), "meta": ["timestamps": timestamps(created, created)],
      "links": ["self": "\(exchange.baseURL)/v2/account-members/\(member.id)"],
    ]
  }

  /// When a member was created.
  func created(of member: Member) -> Date {
    var random = SplitMix64(seed: store.seed, for: "created \(member.id)")
    return openedAt.addingTimeInterval(
      -86_400 * TimeInterval(Int.random(in: 1...900, using: &random)))
  }
}

// MARK: - Memberships

extension Endpoints {
  func addMemberships(to router: Router<Exchange>) {
    let memberships = "/v2/accounts/:account/account-memberships"
    router.get(RouterPath(memberships), use: listMembershipsOfAccount)
    router.get(
      RouterPath("\(memberships)/unassigned-account-members"), use: listUnassignedMembers)
    router.get(RouterPath("\(memberships)/:membership"), use: getMembership)
    router.get("/v2/account-members/:member/account-memberships", use: listMembershipsOfMember)
  }

  @Sendable private func listMembershipsOfAccount(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    let account = try visibleAccount(exchange)
    let people = members.members(ofAccount: account.id)
    let document = try exchange.list(people, by: .memberships) { json($0, in: account, exchange) }
    return .json(
      try including("account_member", in: document, exchange) { id throws(CommerceError) in
        members.member(id).map { json($0, exchange) }
      })
  }

  @Sendable private func listMembershipsOfMember(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    let member = try visibleMember(exchange)
    let document = try exchange.list(member.accounts, by: .memberships) { account in
      json(member, in: account, exchange)
    }
    return .json(
      try including("account", in: document, exchange) { id throws(CommerceError) in
        members.account(id).map(json)
      })
  }

  @Sendable private func getMembership(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    let account = try visibleAccount(exchange)
    let id = exchange.parameters.get("membership")
    let people = members.members(ofAccount: account.id)
    guard let member = people.first(where: { membershipID($0, account) == id }) else {
      throw CommerceError.notFound("account membership not found")
    }
    let row = json(member, in: account, exchange)
    return .json(["data": row, "links": row["links"] ?? [:]])
  }

  @Sendable private func listUnassignedMembers(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    try requireStoreWide(exchange)
    let account = try visibleAccount(exchange)
    let others = members.everybody.filter { !$0.accounts.contains { $0.id == account.id } }
    return .json(try exchange.list(others, by: .unassignedMembers) { json($0, exchange) })
  }

  /// Adds `included` with what the rows refer to, when the request asks for it.
  private func including(
    _ name: String, in document: JSONValue, _ exchange: Exchange,
    _ find: (String) throws(CommerceError) -> JSONValue?
  ) throws(CommerceError) -> JSONValue {
    guard exchange.includes(name), case .array(let rows) = document["data"] ?? .null else {
      return document
    }
    var included: [JSONValue] = []
    for row in rows {
      guard let id = row["relationships"]?[name]?["data"]?["id"]?.text,
        let resource = try find(id)
      else { continue }
      included.append(resource)
    }
    return document.adding("included", .object([name + "s": .array(included)]))
  }

  private func membershipID(_ member: Member, _ account: SimulatedAccount) -> String {
    var random = SplitMix64(seed: store.seed, for: "membership \(member.id) \(account.id)")
    return random.uuid()
  }

  private func json(
    _ member: Member, in account: SimulatedAccount, _ exchange: Exchange
  ) -> JSONValue {
    let id = membershipID(member, account)
    let created = created(of: member)
    return [
      "id": .string(id), "type": "account_membership", "account_member_id": .string(member.id),
      "meta": ["timestamps": timestamps(created, created)],
      "relationships": [
        "account": ["data": reference("account", account.id)],
        "account_member": ["data": reference("account_member", member.id)],
      ],
      "links": ["self": .string("\(url(of: account, exchange))/account-memberships/\(id)")],
    ]
  }
}

extension ListRules {
  fileprivate static let members: ListRules = {
    let names: Set<Filter.Operator> = [.ilike, .isNull]
    return ListRules(
      fields: [
        "email": Field([.ilike], at: "email"), "name": Field([.ilike], at: "name"),
        "given_name": Field(names, at: "given_name"),
        "middle_name": Field(names, at: "middle_name"),
        "family_name": Field(names, at: "family_name"),
      ],
      sortPaths: timePaths.merging(["id": "id", "name": "name", "email": "email"]) { $1 })
  }()

  fileprivate static let unassignedMembers = ListRules(
    fields: [
      "email": Field([.eq, .like], at: "email"), "name": Field([.eq, .like], at: "name"),
    ], sortPaths: timePaths)

  fileprivate static let memberships = ListRules(
    fields: ["account_member_id": Field([.eq, .like], at: "account_member_id")],
    sortPaths: timePaths.merging(["id": "id"]) { $1 })
}
