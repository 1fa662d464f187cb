import HTTPTypes
import Hummingbird

extension Endpoints {
  func addMemberTokens(to router: Router<Exchange>) {
    router.post("/v2/account-members/tokens", use: mintTokens)
  }

  /// Signs a member in by the mechanism of the body, and mints tokens for a page of its roster.
  @Sendable private func mintTokens(_ request: Request, _ exchange: Exchange) throws -> Response {
    try bearer(exchange)
    // The page is checked first, as a mechanism may use its proof up.
    let page = try exchange.page()
    let proof = try exchange.bodyData()
    guard try proof.required("type") == "account_management_authentication_token" else {
      throw CommerceError.badRequest("data.type must be account_management_authentication_token")
    }
    guard let mechanism = SignInMechanisms.all[try proof.required("authentication_mechanism")]
    else { throw CommerceError.badRequest("unknown authentication_mechanism") }
    let member = try mechanism.member(proving: proof, exchange, endpoints: self)
    return .json(tokens(of: member, page: page, exchange), status: .created)
  }

  private func tokens(of member: Member, page: Page, _ exchange: Exchange) -> JSONValue {
    let (accounts, total) = accounts(of: member, page: page, exchange)
    let rows = accounts.map { mint.row(for: $0, memberID: member.id, now: exchange.now) }
    let dialect = Dialect(scenario: store.scenario, page: page.index)
    if dialect.unwrapsSingleAccount, rows.count == 1 { return ["data": rows[0]] }

    let url = (dialect.linkOrigin ?? exchange.baseURL) + CommercePath.memberTokens
    var document: [String: JSONValue] = [
      "data": .array(rows), "links": page.links(total: total, url: url, dialect: dialect),
    ]
    if dialect.writesMeta {
      var meta = page.meta(total: total, dialect: dialect)
      if dialect.namesMember { meta["account_member_id"] = .string(member.id) }
      document["meta"] = .object(meta)
    }
    return .object(document)
  }

  /// The accounts of a page, and how many the roster has.
  private func accounts(
    of member: Member, page: Page, _ exchange: Exchange
  ) -> ([SimulatedAccount], total: Int) {
    if exchange.faults.contains(.endlessRoster) {
      let end = page.offset + page.limit
      let accounts = (page.offset..<end).map {
        SimulatedStore.generatedAccount($0, seed: store.seed)
      }
      return (accounts, total: end + page.limit)
    }
    let roster = members.roster(of: member)
    let kept = exchange.faults.isEmpty ? roster : roster.filter { !exchange.isLost($0.id) }
    return (Array(kept[page.range(of: kept.count)]), total: kept.count)
  }
}
