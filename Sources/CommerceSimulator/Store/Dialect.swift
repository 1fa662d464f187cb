/// How a store writes, on one page, what published samples write in different ways.
struct Dialect: Sendable {
  /// The row of a lone account stands for itself, without an array, `meta` or `links`.
  var unwrapsSingleAccount = false
  var writesMeta = true
  var namesMember = true
  /// `meta.page.current` of the first page.
  var firstPageNumber = 0
  /// What a link to nowhere is: `null`, or the text `"null"`.
  var nowhere = JSONValue.null
  /// Brackets of a link's query are `%5B` and `%5D`.
  var encodesLinks = false
  /// Where links lead instead of the store; nobody should follow them there.
  var linkOrigin: String?

  init(scenario: Scenario, page: Int) {
    switch scenario {
    case .showcase, .empty: break
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
