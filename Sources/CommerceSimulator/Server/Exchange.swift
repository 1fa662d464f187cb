import Foundation
import Hummingbird
import Logging

/// A request on its way to an endpoint, with all that the server knows about it.
struct Exchange: RequestContext {
  struct Source: RequestContextSource {
    let logger: Logger
    let arrival: RecordedRequest
    let faults: [Fault]
    let now: Date
    let baseURL: String
  }

  var coreContext: CoreRequestContextStorage
  let arrival: RecordedRequest
  /// The faults that apply to this request.
  let faults: [Fault]
  /// The server's time.
  let now: Date
  /// The server's address as the client wrote it, for links.
  let baseURL: String

  init(source: Source) {
    coreContext = CoreRequestContextStorage(source: source)
    arrival = source.arrival
    faults = source.faults
    now = source.now
    baseURL = source.baseURL
  }
}

extension Exchange {
  /// - Parameter largestOffset: the offset from which on the endpoint refuses to page.
  func page(largestOffset: Int = Page.largestOffset) throws(CommerceError) -> Page {
    try Page(FormFields(values: arrival.query), largestOffset: largestOffset)
  }

  /// Refuses a body of another media type.
  func requireContentType(_ type: String) throws(CommerceError) {
    let sent = arrival.header("Content-Type")?.split(separator: ";").first
    guard sent?.trimmingCharacters(in: .whitespaces).lowercased() == type else {
      throw .badRequest("Content-Type must be \(type)")
    }
  }

  /// `data` of the JSON body.
  func bodyData() throws(CommerceError) -> JSONValue {
    guard let data = try bodyDocument()["data"] else { throw .badRequest("data is required") }
    return data
  }

  /// The JSON body.
  func bodyDocument() throws(CommerceError) -> JSONValue {
    try requireContentType("application/json")
    guard let body = JSONValue(parsing: arrival.body) else {
      throw .badRequest("the body is not JSON")
    }
    return body
  }

  func isLost(_ accountID: String) -> Bool { faults.contains(.lostAccount(id: accountID)) }

  /// The page of these items that the request asks for, with `meta` and `links`.
  ///
  /// - Parameters:
  ///   - rules: by what the list can be filtered and sorted.
  ///   - largestOffset: the offset from which on the list refuses to page.
  ///   - json: the row of an item; asked for rows outside of the page only to filter or sort.
  func list<Item>(
    _ items: [Item], by rules: ListRules = .none, largestOffset: Int = Page.largestOffset,
    _ json: (Item) throws(CommerceError) -> JSONValue
  ) throws(CommerceError) -> JSONValue {
    let page = try page(largestOffset: largestOffset)
    if arrival.query["filter"] == nil, arrival.query["sort"] == nil {
      var rows: [JSONValue] = []
      for item in items[page.range(of: items.count)] { rows.append(try json(item)) }
      return list(rows, page: page, total: items.count)
    }
    var rows: [JSONValue] = []
    for item in items { rows.append(try json(item)) }
    rows = try rules.apply(to: rows, query: arrival.query)
    return list(Array(rows[page.range(of: rows.count)]), page: page, total: rows.count)
  }

  private func list(_ rows: [JSONValue], page: Page, total: Int) -> JSONValue {
    // Only minting answers in dialects.
    let dialect = Dialect(scenario: .showcase, page: page.index)
    var query = arrival.query
    for name in ["page[limit]", "page[offset]"] { query[name] = nil }
    let fields = query.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    let url = baseURL + arrival.path
    return [
      "data": .array(rows),
      "meta": .object(page.meta(total: total, dialect: dialect)),
      "links": page.links(
        total: total, url: url, query: FormFields.text(fields), dialect: dialect),
    ]
  }
}

extension JSONValue {
  /// A member that has to be there and to hold text.
  func required(_ name: String) throws(CommerceError) -> String {
    guard let text = self[name]?.text, !text.isEmpty else {
      throw .badRequest("The field '\(name)' is required")
    }
    return text
  }

  /// A member that has to be there and to be an e-mail address.
  func requiredEmail(_ name: String) throws(CommerceError) -> String {
    let text = try required(name)
    guard text.isEmailAddress else { throw .badRequest("\(name) must be an e-mail address") }
    return text
  }
}

extension String {
  /// Whether this looks like an e-mail address: something on both sides of one `@`, no spaces.
  var isEmailAddress: Bool {
    wholeMatch(of: /[^@\s\p{Cc}]+@[^@\s\p{Cc}]+/) != nil
  }
}

/// Paths of the API that more than one part of the simulator knows.
enum CommercePath {
  static let memberTokens = "/v2/account-members/tokens"
  /// Where a browser signs in at the OpenID provider; the store and the realm follow.
  static let authorize = "/oidc-idp/login"
  static let control = "/_simulator"
}
