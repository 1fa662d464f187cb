import AccountModel

/// Which accounts a query finds, best first.
///
/// A query is one or more words, all of which must match: as a subsequence of the name, or in one
/// piece of the ID, since a subsequence of hexadecimal digits would match nearly everything. Without
/// capitals case does not matter, and diacritics never do.
struct FuzzyFilter: Sendable {
  private(set) var query = ""

  /// Positions in the roster, best match first; `nil` when the query asks for nothing.
  private(set) var matches: [Int32]?

  /// The same in roster order: a longer query can only find some of them.
  private var candidates: [Int32] = []

  private var terms: [FuzzyTerm] = []
  private var folder = TextFolder()
  private var scorer = FuzzyScorer()

  /// Made when it is first needed, since the first picture must not wait for it.
  private var index: FuzzyIndex?

  /// Makes ready for a query that is about to come.
  mutating func prepare(for accounts: [Account]) {
    if index == nil { index = FuzzyIndex(accounts, folder: &folder) }
  }

  /// Looks a query up in a roster.
  mutating func search(_ newQuery: String, in accounts: [Account]) {
    let narrows = matches != nil && newQuery.hasPrefix(query)
    query = newQuery
    terms = FuzzyTerm.terms(of: newQuery, folder: &folder)
    guard !terms.isEmpty else {
      matches = nil
      candidates = []
      return
    }
    prepare(for: accounts)
    if terms.contains(where: \.isCaseSensitive) { index?.keepCase(of: accounts, folder: &folder) }
    guard let index else { return }

    var ranking = Ranking()
    for position in narrows ? candidates : Array(0..<Int32(accounts.count)) {
      guard let score = index.score(terms, at: Int(position), with: &scorer) else { continue }
      ranking.add(
        position: position, score: score, length: index.names.range(Int(position)).count)
    }
    candidates = ranking.positions
    matches = ranking.sorted()
  }

  /// Looks the same query up in another roster.
  mutating func searchAgain(in accounts: [Account]) {
    index = nil
    matches = nil
    search(query, in: accounts)
  }
}

extension FuzzyFilter: Equatable {
  /// The rest follows from the query and the accounts.
  static func == (one: Self, other: Self) -> Bool {
    one.query == other.query && one.matches == other.matches
  }
}

extension FuzzyFilter: CustomReflectable {
  var customMirror: Mirror {
    Mirror(self, children: ["query": query, "matches": matches as Any])
  }
}
