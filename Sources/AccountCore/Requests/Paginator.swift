import AccountModel
package import Foundation

/// Requests the pages of a list one after the other. The offsets are computed here: a link in an
/// answer could lead anywhere, with a token attached.
package struct Paginator {
  package private(set) var path: RequestPath
  private let limit: RecordCount
  private var offset: RecordCount
  private var lastBody: Data?

  /// - Parameter path: may name the size of the pages and where to begin.
  package init(_ path: RequestPath) {
    let limit = path[count: Self.limitName] ?? Self.largestPage
    self.limit = max(limit, RecordCount(clamping: 1))
    offset = path[count: Self.offsetName] ?? RecordCount(clamping: 0)
    self.path = path
    place()
  }

  /// Goes on to the next page; `false` at the end of the list, or when the answer is no list.
  ///
  /// - Parameter body: the answer that ``path`` brought.
  /// - Throws: ``AccountError`` of the kind `network` when the store gives the same page again, or one
  ///   that does not tell whether more follow, since it is not JSON.
  package mutating func advance(after body: Data) throws(AccountError) -> Bool {
    // A byte order mark is not JSON (RFC 8259, section 8.1), and would stand within the array of `--slurp`.
    guard body.isEmpty || (JSONOutline(body) != nil && !body.starts(with: [0xEF, 0xBB, 0xBF]))
    else {
      throw AccountError(
        .network,
        "The store sent a page that is not valid JSON, so the rest of the list is missing.",
        recoverySuggestion:
          "Try again later, or request single pages with page[offset] in the path.")
    }
    guard
      let page = try? JSONDecoder().decode(PageBody.self, from: body), page.count > 0
    else { return false }
    guard body != lastBody else {
      throw AccountError(
        .network, "The store sent the same page of the list twice.",
        recoverySuggestion: "Request single pages with page[offset] in the path.")
    }
    lastBody = body
    // The store may have cut the page shorter than asked.
    let step = page.limit.map { min($0, limit) } ?? limit
    guard let next = offset + step else {
      throw AccountError(
        .network, "The list does not end within \(RecordCount.range.upperBound) records.",
        recoverySuggestion: "Request a part of it, with a filter in the path.")
    }
    offset = next
    place()
    return page.total.map { next < $0 } ?? (page.count >= step.value)
  }

  private mutating func place() {
    path[count: Self.limitName] = limit
    path[count: Self.offsetName] = offset
  }

  private static let limitName = "page[limit]"
  private static let offsetName = "page[offset]"

  /// Records; Commerce refuses to give more at once.
  private static let largestPage = RecordCount(clamping: 100)
}

/// What a page says about its list.
private struct PageBody: Decodable {
  let count: Int
  let limit: RecordCount?
  /// Records of the whole list.
  let total: RecordCount?

  enum CodingKeys: String, CodingKey { case data, meta, page, results, limit, total }

  init(from decoder: any Decoder) throws {
    let body = try decoder.container(keyedBy: CodingKeys.self)
    count = try body.nestedUnkeyedContainer(forKey: .data).count ?? 0
    let meta = try? body.nestedContainer(keyedBy: CodingKeys.self, forKey: .meta)
    let page = try? meta?.nestedContainer(keyedBy: CodingKeys.self, forKey: .page)
    let results = try? meta?.nestedContainer(keyedBy: CodingKeys.self, forKey: .results)
    limit = (try? page?.decode(Int.self, forKey: .limit)).flatMap { RecordCount($0) }
      .flatMap { $0.value > 0 ? $0 : nil }
    total = (try? results?.decode(Int.self, forKey: .total)).flatMap { RecordCount($0) }
  }
}
