import Foundation
import HTTPTypes
import Hummingbird

// MARK: - Account tokens

extension Endpoints {
  func addTokens(to router: Router<Exchange>) {
    router.post("/v2/account-members/tokens", use: mintTokens)
    router.post("/v2/customers/tokens", use: createCustomerToken)
  }

  /// Signs a member in by the mechanism of the body, and mints tokens for a page of its roster.
  @Sendable private func mintTokens(_ request: Request, _ exchange: Exchange) throws -> Response {
    try accessToken(exchange)
    // The page is checked first, as a mechanism may use its credential up.
    let page = try exchange.page(largestOffset: Page.largestRosterOffset)
    let credential = try exchange.bodyData()
    guard try credential.required("type") == "account_management_authentication_token" else {
      throw CommerceError.badRequest("data.type must be account_management_authentication_token")
    }
    let name = try credential.required("authentication_mechanism")
    guard let mechanism = SignInMechanisms.all[name] else {
      throw CommerceError.badRequest("unknown authentication_mechanism")
    }
    let member = try mechanism.member(with: credential, exchange, endpoints: self)
    requests.countMint(by: name)
    return .json(tokens(of: member, page: page, exchange), status: .created)
  }

  private func tokens(of member: Member, page: Page, _ exchange: Exchange) -> JSONValue {
    let (accounts, total) = accounts(of: member, page: page, exchange)
    var rows = accounts.map { mint.row(for: $0, memberID: member.id, now: exchange.now) }
    spoil(&rows, exchange)
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
    let roster = member.accounts
    let kept = exchange.faults.isEmpty ? roster : roster.filter { !exchange.isLost($0.id) }
    let missing = exchange.faults.map {
      if case .overstatedTotal(let count) = $0 { count } else { 0 }
    }
    return (Array(kept[page.range(of: kept.count)]), total: missing.reduce(kept.count, +))
  }

  /// Makes the last rows unusable, each in another way, when a fault says so.
  private func spoil(_ rows: inout [JSONValue], _ exchange: Exchange) {
    for case .unusableRows(let count) in exchange.faults {
      for (place, index) in rows.indices.suffix(count).enumerated() {
        guard case .object(var row) = rows[index] else { continue }
        switch place % 4 {
        case 0: row["token"] = nil
        case 1: row["account_id"] = "not an id\u{1b}[31m"
        case 2: row["account_id"] = ["id": 7]
        default:
          rows[index] = "not a row"
          continue
        }
        rows[index] = .object(row)
      }
    }
  }
}

// MARK: - Customer tokens

extension Endpoints {
  /// The legacy way to sign in: one identity, no accounts.
  @Sendable private func createCustomerToken(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    try accessToken(exchange)
    let data = try exchange.bodyData()
    guard try data.required("type") == "token" else {
      throw CommerceError.badRequest("data.type must be token")
    }
    let customer = store.customer
    guard try data.required("email") == customer.email,
      try data.required("password") == customer.password
    else { throw CommerceError.unauthorized }
    let id = UUID().uuidString.lowercased()
    let expires = exchange.now.epochSeconds + Int64(store.tokenLifetime)
    let token = mint.signer.token([
      "sub": .string(customer.id),
      "name": .string(customer.name),
      "iat": .integer(exchange.now.epochSeconds),
      "exp": .integer(expires),
      "jti": .string(id),
    ])
    return .json([
      "data": [
        "type": "token",
        "id": .string(id),
        "customer_id": .string(customer.id),
        "token": .string(token),
        "expires": .integer(expires),
      ]
    ])
  }
}
