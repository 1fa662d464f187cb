package import AccountModel
import Foundation

/// Whose resources a request is about: an account that shows its own token, or one that an access token
/// of the grant type `client-credentials` sees without.
package struct AccountView: Sendable {
  package let id: AccountID
  package let accessToken: Secret

  /// `nil` where the access token alone sees the whole store.
  package let token: Secret?

  package init(id: AccountID, accessToken: Secret, token: Secret?) {
    self.id = id
    self.accessToken = accessToken
    self.token = token
  }
}

/// One page of a member's accounts as the store describes them.
package struct AccountRecordPage: Sendable {
  package let records: [AccountRecord]

  /// How many memberships the page held.
  package let count: Int

  /// Records a page has, according to the store; `nil` when it did not say.
  package let limit: RecordCount?

  /// How many memberships there are; `nil` when the store did not say.
  package let total: RecordCount?
}

// What a store tells about accounts. All of it is read only, and sent again when that may help.
extension CommerceClient {
  /// `GET /v2/accounts/{id}`.
  ///
  /// - Throws: ``APIError/unreadable(_:)`` when the answer is about another account.
  package func accountRecord(_ view: AccountView) async throws(APIError) -> AccountRecord {
    let response = try await get("/v2/accounts/\(formEncoded(view.id.rawValue))", of: view)
    let body = try response.decoded(AccountBody.self, what: "an account")
    guard let record = body.data.record, record.id == view.id else {
      throw .unreadable("the answer is about another account")
    }
    return record
  }

  /// `GET /v2/account-members/{id}/account-memberships?include=account`: a page of a member's accounts.
  ///
  /// - Parameter token: of any account of the member; `nil` where the access token alone is enough.
  package func accountRecords(
    ofMember member: String, page: PageRequest, accessToken: Secret, token: Secret?
  ) async throws(APIError) -> AccountRecordPage {
    let body = try await memberships(
      ofMember: member, page: page, accessToken: accessToken, token: token)
    return AccountRecordPage(
      records: body.included?.accounts.compactMap(\.record) ?? [], count: body.data.count,
      limit: body.meta?.limit, total: body.meta?.total)
  }

  /// The same list, of which the accounts' names are read.
  ///
  /// - Returns: the first hundred; one whose account is not included has an empty name.
  package func accounts(
    ofMember member: String, accessToken: Secret
  ) async throws(APIError) -> ListPage<Account> {
    let body = try await memberships(
      ofMember: member, page: PageRequest(offset: 0), accessToken: accessToken, token: nil)
    let included = (body.included?.accounts ?? []).map { ($0.id, $0.name ?? "") }
    let names = Dictionary(included) { first, _ in first }
    let accounts = body.data.elements.compactMap { row -> Account? in
      guard let id = row.accountID, !id.isEmpty, cleanText(id) == id else { return nil }
      return Account(id: AccountID(id), name: cleanText(names[id] ?? ""), expiry: nil)
    }
    return ListPage(rows: accounts, total: body.meta?.total?.value)
  }

  private func memberships(
    ofMember member: String, page: PageRequest, accessToken: Secret, token: Secret?
  ) async throws(APIError) -> MembershipsBody {
    let response = try await get(
      "/v2/account-members/\(formEncoded(member))/account-memberships",
      query: [
        ("include", "account"), ("page[limit]", "\(page.limit)"),
        ("page[offset]", "\(page.offset)"),
      ], about: .resource, accessToken: accessToken,
      accountToken: token)
    return try response.decoded(MembershipsBody.self, what: "a list of account memberships")
  }

  /// `GET /v2/accounts?filter=eq(FIELD,VALUE)`: the accounts of the whole store with a reference.
  ///
  /// - Parameter field: `external_ref` or `registration_id`.
  /// - Returns: empty for a value that no filter can hold.
  package func accountRecords(
    where field: String, is value: String, accessToken: Secret
  ) async throws(APIError) -> [AccountRecord] {
    guard let operand = filterOperand(value) else { return [] }
    let response = try await get(
      "/v2/accounts",
      query: [
        ("filter", "eq(\(field),\(operand))"), ("page[limit]", "\(PageRequest.largestLimit)"),
      ],
      about: .resource, accessToken: accessToken)
    let body = try response.decoded(AccountsBody.self, what: "a list of accounts")
    return body.data.elements.compactMap(\.record)
  }

  /// `GET /v2/account-tags?filter=in(id,…)`: the names of tags by their IDs.
  ///
  /// - Parameter ids: a hundred at most.
  package func tagNames(
    _ ids: [String], of view: AccountView
  ) async throws(APIError) -> [String: String] {
    let wanted = ids.compactMap(filterOperand)
    guard !wanted.isEmpty else { return [:] }
    let response = try await get(
      "/v2/account-tags",
      query: [
        ("filter", "in(id,\(wanted.joined(separator: ",")))"),
        ("page[limit]", "\(PageRequest.largestLimit)"),
      ], of: view)
    let body = try response.decoded(AccountsBody.self, what: "a list of account tags")
    let names = body.data.elements.map { ($0.id, cleanText($0.name ?? "", limit: 80)) }
    return Dictionary(names.filter { !$0.1.isEmpty }, uniquingKeysWith: { first, _ in first })
  }

  /// `GET /v2/accounts/{id}/account-memberships`: how many members may act as an account.
  package func memberCount(of view: AccountView) async throws(APIError) -> Int {
    let response = try await get(
      "/v2/accounts/\(formEncoded(view.id.rawValue))/account-memberships",
      query: [("page[limit]", "1")], of: view)
    let body = try response.decoded(ContentBody.self, what: "a list of account memberships")
    return body.total
  }

  /// `GET /v2/orders` of an account: how many, and the last one.
  ///
  /// The order of the list is not documented, so that the last page is read where the first one begins
  /// with the oldest.
  package func orders(of view: AccountView) async throws(APIError) -> ContentSummary {
    let filter = view.token == nil ? [("filter", "eq(account_id,\(view.id.rawValue))")] : []
    func page(_ offset: Int) async throws(APIError) -> ContentBody {
      let response = try await get(
        "/v2/orders",
        query: filter + [
          ("page[limit]", "\(Self.contentPage)"), ("page[offset]", "\(offset)"),
        ], of: view)
      return try response.decoded(ContentBody.self, what: "a list of orders")
    }
    let first = try await page(0)
    let end = min(first.total, Self.largestOffset)
    var rows = first.data.elements
    if first.isOldestFirst, end > rows.count {
      rows += try await page(max(0, end - Self.contentPage)).data.elements
    }
    return ContentSummary(count: first.total, last: newest(rows, by: \.created))
  }

  /// `GET /v2/carts` of an account: how many, and the one that changed last.
  package func carts(of view: AccountView) async throws(APIError) -> ContentSummary {
    let filter =
      view.token == nil ? [("filter", "contains(account_ids,\"\(view.id.rawValue)\")")] : []
    let response = try await get(
      "/v2/carts", query: filter + [("page[limit]", "\(Self.contentPage)")], of: view)
    let body = try response.decoded(ContentBody.self, what: "a list of carts")
    return ContentSummary(
      count: body.total, last: newest(body.data.elements, by: \.updated))
  }

  /// How many orders or carts are read to find the last one: they are large.
  private static let contentPage = 10

  /// Where the lists of orders and carts end (spec).
  private static let largestOffset = 10_000

  private func get(
    _ path: String, query: [(String, String)] = [], of view: AccountView
  ) async throws(APIError) -> HTTPResponse {
    try await get(
      path, query: query, about: .resource, accessToken: view.accessToken,
      accountToken: view.token)
  }
}

/// A value as a filter takes it; `nil` for one that would end the expression.
private func filterOperand(_ value: String) -> String? {
  guard !value.isEmpty, !value.contains("\""), cleanText(value, limit: 2048) == value else {
    return nil
  }
  let isPlain = value.unicodeScalars.allSatisfy { scalar in
    scalar.isASCII
      && (scalar.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains(scalar))
  }
  return isPlain ? value : "\"\(value)\""
}

private func newest(
  _ rows: [ContentBody.Row], by date: KeyPath<ContentBody.Row, Date?>
) -> ContentSummary.Item? {
  let last = rows.max { ($0[keyPath: date] ?? .distantPast) < ($1[keyPath: date] ?? .distantPast) }
  return last.map { ContentSummary.Item(title: $0.title, date: $0[keyPath: date], total: $0.total) }
}

// MARK: - Bodies

private struct AccountBody: Decodable { let data: AccountRow }

private struct AccountsBody: Decodable { let data: OneOrMany<AccountRow> }

private struct MembershipsBody: Decodable {
  let data: OneOrMany<Row>
  let included: Included?
  let meta: ListMeta?

  enum CodingKeys: String, CodingKey { case data, included, meta }

  init(from decoder: any Decoder) throws {
    let body = try decoder.container(keyedBy: CodingKeys.self)
    data = try body.decode(OneOrMany<Row>.self, forKey: .data)
    included = body.loosePart(.included)
    meta = body.loosePart(.meta)
  }

  struct Included: Decodable {
    let accounts: [AccountRow]

    enum CodingKeys: String, CodingKey { case accounts, account }

    init(from decoder: any Decoder) throws {
      let included = try decoder.container(keyedBy: CodingKeys.self)
      let rows =
        included.loosePart(.accounts, as: OneOrMany<AccountRow>.self)
        ?? included.loosePart(.account, as: OneOrMany<AccountRow>.self)
      accounts = rows?.elements ?? []
    }
  }

  /// The account is in `relationships` by the specification; some answers name it beside.
  struct Row: Decodable {
    let accountID: String?

    enum CodingKeys: String, CodingKey {
      case relationships
      case accountID = "account_id"
    }

    init(from decoder: any Decoder) throws {
      let row = try decoder.container(keyedBy: CodingKeys.self)
      let related: Relationships? = row.loosePart(.relationships)
      accountID = related?.account?.data?.id ?? row.looseText(.accountID)
    }
  }

  struct Relationships: Decodable { let account: AccountRow.Reference? }
}

/// `meta` of a list.
struct ListMeta: Decodable {
  let limit: RecordCount?
  let total: RecordCount?

  enum CodingKeys: String, CodingKey { case page, results, limit, total }

  init(from decoder: any Decoder) throws {
    let meta = try decoder.container(keyedBy: CodingKeys.self)
    limit = (try? meta.nestedContainer(keyedBy: CodingKeys.self, forKey: .page))?.looseCount(.limit)
    total = (try? meta.nestedContainer(keyedBy: CodingKeys.self, forKey: .results))?
      .looseCount(.total)
  }
}

/// A row of `/v2/accounts`, or of `/v2/account-tags`, of which the ID and the name are read.
private struct AccountRow: Decodable {
  let id: String
  let name: String?
  private let legalName: String?
  private let registrationID: String?
  private let externalReference: String?
  private let parentID: String?
  private let relationships: Relationships?

  enum CodingKeys: String, CodingKey {
    case id, name, relationships
    case legalName = "legal_name"
    case registrationID = "registration_id"
    case externalReference = "external_ref"
    case parentID = "parent_id"
  }

  init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: CodingKeys.self)
    id = try row.decode(String.self, forKey: .id)
    name = row.looseText(.name)
    legalName = row.looseText(.legalName)
    registrationID = row.looseText(.registrationID)
    externalReference = row.looseText(.externalReference)
    parentID = row.looseText(.parentID)
    relationships = row.loosePart(.relationships)
  }

  /// `nil` when the ID holds what no ID may hold.
  var record: AccountRecord? {
    guard let id = accountID(id) else { return nil }
    func clean(_ text: String?) -> String? {
      let clean = cleanText(text ?? "")
      return clean.isEmpty ? nil : clean
    }
    let parent = parentID ?? relationships?.parent?.data?.id
    return AccountRecord(
      id: id, name: cleanText(name ?? ""), legalName: clean(legalName),
      registrationID: clean(registrationID), externalReference: clean(externalReference),
      parentID: parent.flatMap(accountID),
      // Nobody has a hierarchy so deep, and a store may say anything.
      ancestors: (relationships?.ancestors?.elements ?? []).prefix(50)
        .compactMap { $0.data?.id.flatMap(accountID) },
      tagIDs: (relationships?.tags?.data?.elements ?? []).prefix(100)
        .compactMap(\.id).filter { cleanText($0) == $0 })
  }

  private func accountID(_ text: String) -> AccountID? {
    text.isEmpty || cleanText(text) != text ? nil : AccountID(text)
  }

  struct Relationships: Decodable {
    let parent: Reference?
    let ancestors: OneOrMany<Reference>?
    let tags: Tags?

    enum CodingKeys: String, CodingKey {
      case parent, ancestors
      case tags = "account_tags"
    }

    init(from decoder: any Decoder) throws {
      let relationships = try decoder.container(keyedBy: CodingKeys.self)
      parent = relationships.loosePart(.parent)
      ancestors = relationships.loosePart(.ancestors)
      tags = relationships.loosePart(.tags)
    }
  }

  struct Reference: Decodable { let data: Target? }
  struct Target: Decodable { let id: String? }
  struct Tags: Decodable { let data: OneOrMany<Target>? }
}

/// A list of orders, carts or memberships, as far as it is summed up.
private struct ContentBody: Decodable {
  let data: OneOrMany<Row>
  private let meta: ListMeta?

  enum CodingKeys: String, CodingKey { case data, meta }

  init(from decoder: any Decoder) throws {
    let body = try decoder.container(keyedBy: CodingKeys.self)
    data = try body.decode(OneOrMany<Row>.self, forKey: .data)
    meta = body.loosePart(.meta)
  }

  /// How many records the list has; at least as many as the page.
  var total: Int { max(meta?.total?.value ?? 0, data.count) }

  var isOldestFirst: Bool {
    guard let first = data.elements.first?.created, let last = data.elements.last?.created else {
      return false
    }
    return first < last
  }

  struct Row: Decodable {
    let title: String?
    let created: Date?
    let updated: Date?
    let total: Money?

    enum CodingKeys: String, CodingKey {
      case name, meta, timestamps
      case number = "order_number"
      case created = "created_at"
      case updated = "updated_at"
      case price = "display_price"
      case withTax = "with_tax"
      case withoutTax = "without_tax"
      case amount, currency, formatted
    }

    init(from decoder: any Decoder) throws {
      let row = try decoder.container(keyedBy: CodingKeys.self)
      func nested(
        _ key: CodingKeys, in container: KeyedDecodingContainer<CodingKeys>?
      ) -> KeyedDecodingContainer<CodingKeys>? {
        try? container?.nestedContainer(keyedBy: CodingKeys.self, forKey: key)
      }
      let title = cleanText(row.looseText(.number) ?? row.looseText(.name) ?? "", limit: 80)
      self.title = title.isEmpty ? nil : title
      let meta = nested(.meta, in: row)
      let times = nested(.timestamps, in: meta)
      created = times?.looseExpiry(.created)?.date
      updated = times?.looseExpiry(.updated)?.date ?? created
      let prices = nested(.price, in: meta)
      let price = nested(.withTax, in: prices) ?? nested(.withoutTax, in: prices)
      let formatted = cleanText(price?.looseText(.formatted) ?? "", limit: 40)
      let currency = cleanText(price?.looseText(.currency) ?? "", limit: 8)
      total =
        formatted.isEmpty
        ? nil
        : Money(
          formatted: formatted, amount: price?.looseInt(.amount),
          currency: currency.isEmpty ? nil : currency)
    }
  }
}
