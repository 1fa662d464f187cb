/// The part of a list that a request asks for, in records.
struct Page: Sendable, Equatable {
  static let defaultLimit = 25
  static let largestLimit = 100
  /// The largest offset of the lists whose offset the API bounds.
  static let largestOffset = 10_000
  /// Far behind any roster, and far from overflow: minting has no documented largest offset.
  static let largestRosterOffset = 1_000_000_000

  let limit: Int
  let offset: Int

  /// Reads `page[limit]` and `page[offset]`.
  init(
    _ query: FormFields, largestOffset: Int = Page.largestOffset
  ) throws(CommerceError) {
    limit = try Self.number("page[limit]", of: query, default: Self.defaultLimit)
    offset = try Self.number("page[offset]", of: query, default: 0)
    guard 1...Self.largestLimit ~= limit else {
      throw .badRequest("page[limit] must be between 1 and \(Self.largestLimit)")
    }
    guard 0...largestOffset ~= offset else {
      throw .badRequest("page[offset] must be between 0 and \(largestOffset)")
    }
  }

  /// Counted from 0.
  var index: Int { offset / limit }

  /// The positions that this page has of a list of so many records.
  func range(of total: Int) -> Range<Int> {
    let start = min(offset, total)
    return start..<min(start + limit, total)
  }

  private static func number(
    _ name: String, of query: FormFields, default: Int
  ) throws(CommerceError) -> Int {
    guard let text = query[name] else { return `default` }
    guard let number = Int(text) else { throw .badRequest("\(name) must be a number") }
    return number
  }
}

extension Page {
  /// `meta.page` and `meta.results`.
  func meta(total: Int, dialect: Dialect) -> [String: JSONValue] {
    [
      "page": [
        "limit": JSONValue(limit),
        "offset": JSONValue(offset),
        "current": JSONValue(index + dialect.firstPageNumber),
        "total": JSONValue(pages(of: total)),
      ],
      "results": ["total": JSONValue(total)],
    ]
  }

  /// `links` to the pages of the list at `url`.
  ///
  /// - Parameter query: further fields of every link, encoded.
  func links(total: Int, url: String, query: String = "", dialect: Dialect) -> JSONValue {
    func link(_ offset: Int) -> JSONValue {
      let (left, right) = dialect.encodesLinks ? ("%5B", "%5D") : ("[", "]")
      let fields = query.isEmpty ? "" : query + "&"
      return "\(url)?\(fields)page\(left)offset\(right)=\(offset)&page\(left)limit\(right)=\(limit)"
    }
    return [
      "current": link(offset),
      "first": link(0),
      "last": link(max(0, pages(of: total) - 1) * limit),
      "next": offset + limit < total ? link(offset + limit) : dialect.nowhere,
      "prev": offset > 0 ? link(max(0, offset - limit)) : dialect.nowhere,
    ]
  }

  private func pages(of total: Int) -> Int { max(1, (total + limit - 1) / limit) }
}

/// How a store writes, on one page, what published samples write in different ways.
struct Dialect: Sendable {
  /// The row of a lone account stands for itself, without an array, `meta` or `links`.
  var unwrapsSingleAccount = false
  var writesMeta = true
  var namesMember = true
  /// `meta.page.current` of the first page.
  var firstPageNumber = 0
  /// What a link to no page is: `null`, or the text `"null"`.
  var nowhere = JSONValue.null
  /// Brackets of a link's query are `%5B` and `%5D`.
  var encodesLinks = false
  /// Where links lead instead of the store; nobody should follow them there.
  var linkOrigin: String?

  init(scenario: Scenario, page: Int) {
    switch scenario {
    case .showcase, .empty, .desk: break
    case .large: firstPageNumber = 1
    case .single: unwrapsSingleAccount = true
    case .hostile where page.isMultiple(of: 2):
      namesMember = false
      linkOrigin = "http://other-origin.invalid"
    case .hostile:
      writesMeta = false
      nowhere = "null"
      encodesLinks = true
    }
  }
}
