import AccountModel
package import Foundation

/// Requests the pages of a list one after the other. The offsets are computed here: a link in an
/// answer could lead anywhere, with a token attached.
package struct Paginator {
  package private(set) var path: RequestPath
  private let limit: Int
  private var offset: Int
  private var lastBody: Data?

  /// - Parameter path: may name the size of the pages and where to begin.
  package init(_ path: RequestPath) {
    limit = max(1, path[number: Self.limitName] ?? Self.largestPage)
    offset = max(0, path[number: Self.offsetName] ?? 0)
    self.path = path
    place()
  }

  /// Goes on to the next page; `false` at the end of the list, or when the answer is no list.
  ///
  /// - Parameter body: the answer that ``path`` brought.
  /// - Throws: ``AccountError`` of the kind `network` when the store gives the same page again.
  package mutating func advance(after body: Data) throws(AccountError) -> Bool {
    guard let page = try? JSONDecoder().decode(PageBody.self, from: body), page.count > 0 else {
      return false
    }
    guard body != lastBody else {
      throw AccountError(
        .network, "The store sent the same page of the list twice.",
        recoverySuggestion: "Request single pages with page[offset] in the path.")
    }
    lastBody = body
    // The store may have cut the page shorter than asked.
    let step = page.limit.map { $0 > 0 ? min($0, limit) : limit } ?? limit
    let (next, isTooFar) = offset.addingReportingOverflow(step)
    guard !isTooFar else { return false }
    offset = next
    place()
    return page.total.map { next < $0 } ?? (page.count >= step)
  }

  private mutating func place() {
    path[number: Self.limitName] = limit
    path[number: Self.offsetName] = offset
  }

  private static let limitName = "page[limit]"
  private static let offsetName = "page[offset]"

  /// Records; Commerce refuses to give more at once.
  private static let largestPage = 100
}

/// What a page says about its list.
private struct PageBody: Decodable {
  let count: Int
  let limit: Int?
  /// Records of the whole list.
  let total: Int?

  enum CodingKeys: String, CodingKey { case data, meta, page, results, limit, total }

  init(from decoder: any Decoder) throws {
    let body = try decoder.container(keyedBy: CodingKeys.self)
    count = try body.nestedUnkeyedContainer(forKey: .data).count ?? 0
    let meta = try? body.nestedContainer(keyedBy: CodingKeys.self, forKey: .meta)
    let page = try? meta?.nestedContainer(keyedBy: CodingKeys.self, forKey: .page)
    let results = try? meta?.nestedContainer(keyedBy: CodingKeys.self, forKey: .results)
    limit = try? page?.decode(Int.self, forKey: .limit)
    total = try? results?.decode(Int.self, forKey: .total)
  }
}
