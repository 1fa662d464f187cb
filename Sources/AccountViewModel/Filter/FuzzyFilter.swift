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

  /// Made when the first query comes, since the first picture must not wait for it.
  private var index: FuzzyIndex?

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
    let index = self.index ?? FuzzyIndex(accounts, folder: &folder)
    self.index = index
    let searched = narrows ? candidates : Array(0..<Int32(index.entries.count))
    candidates.removeAll(keepingCapacity: true)
    var ranking = Ranking()
    let units = index.units.span
    for position in searched {
      let entry = index.entries[Int(position)]
      guard let score = score(entry, in: units) else { continue }
      candidates.append(position)
      ranking.add(position: position, score: score, length: entry.name(cased: false).count)
    }
    matches = ranking.sorted()
  }

  /// Looks the same query up in another roster.
  mutating func searchAgain(in accounts: [Account]) {
    index = nil
    matches = nil
    search(query, in: accounts)
  }

  /// The sum of what the terms score; `nil` when one of them does not match.
  private mutating func score(_ entry: FuzzyIndex.Entry, in units: Letters) -> Int? {
    var sum = 0
    for term in terms {
      guard let score = score(term, entry, in: units) else { return nil }
      sum += score
    }
    return sum
  }

  private mutating func score(
    _ term: FuzzyTerm, _ entry: FuzzyIndex.Entry, in units: Letters
  ) -> Int? {
    var best: Int?
    if entry.nameSignature.contains(term.signature) {
      let name = units.extracting(entry.name(cased: term.isCaseSensitive))
      best = scorer.score(term.name.span, in: name)
    }
    if entry.idSignature.contains(term.signature) {
      let id = units.extracting(entry.id)
      if let place = place(of: term.id.span, in: id, onlyAtStart: best != nil) {
        best = max(best ?? 0, scoreInID(at: place, length: term.id.count))
      }
    }
    return best
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

/// A place in an ID as worth as one in a name would be: its start nearly as much as the start of a
/// name, any other place less than letters in a row within a name.
private func scoreInID(at place: Int, length: Int) -> Int {
  place == 0 ? 26 * length + 9 : 16 * length
}

/// Where a text holds another in one piece.
func place(of term: Letters, in text: Letters, onlyAtStart: Bool = false) -> Int? {
  guard term.count <= text.count else { return nil }
  let last = onlyAtStart ? 0 : text.count - term.count
  for start in 0...last {
    var offset = 0
    while offset < term.count, text[start + offset] == term[offset] { offset += 1 }
    if offset == term.count { return start }
  }
  return nil
}
