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

/// Sorts matches by their score, best first, then by the length of the name, shortest first; equals
/// keep their order.
///
/// It counts instead of comparing (a radix sort), so that it costs the same for every order.
struct Ranking: Sendable {
  /// The smaller, the better.
  private typealias Key = UInt32

  private var keys: [Key] = []
  private(set) var positions: [Int32] = []

  var count: Int { positions.count }

  mutating func add(position: Int32, score: Int, length: Int) {
    let worth = UInt32(clamping: 0xFFFF - max(0, min(score, 0xFFFF)))
    keys.append(worth << 8 | UInt32(min(length, 0xFF)))
    positions.append(position)
  }

  /// The positions, best first.
  func sorted() -> [Int32] {
    let order = pass(pass(Array(0..<Int32(count)), shift: 0), shift: 12)
    return order.map { positions[Int($0)] }
  }

  private func pass(_ order: [Int32], shift: UInt32) -> [Int32] {
    let mask: Key = 0xFFF
    var starts = [Int32](repeating: 0, count: Int(mask) + 2)
    for key in keys { starts[Int(key >> shift & mask) + 1] += 1 }
    for digit in 1..<starts.count { starts[digit] += starts[digit - 1] }
    var sorted = [Int32](repeating: 0, count: order.count)
    for index in order {
      let digit = Int(keys[Int(index)] >> shift & mask)
      sorted[Int(starts[digit])] = index
      starts[digit] += 1
    }
    return sorted
  }
}

/// Which characters of a row the query matched, counted from 0.
struct Highlights: Equatable, Sendable {
  var name: Set<Int> = []
  var id: Set<Int> = []
}

extension FuzzyFilter {
  /// Where the query matches one account. It is computed again for each of the few rows drawn.
  func highlights(in account: Account) -> Highlights {
    guard matches != nil else { return Highlights() }
    var highlights = Highlights()
    var folder = TextFolder()
    var scorer = FuzzyScorer()
    for term in FuzzyTerm.terms(of: query, folder: &folder) {
      let name = FoldedText(
        account.name, casing: term.isCaseSensitive ? .kept : .folded, folder: &folder)
      let id = FoldedText(account.id.rawValue, casing: .folded, folder: &folder)
      let inName = scorer.alignment(of: term.name.span, in: name.units.span)
      let inID = place(of: term.id.span, in: id.units.span)
      if inID == 0 || inName.isEmpty, let inID {
        highlights.id.formUnion(id.characters[inID..<inID + term.id.count])
      } else {
        highlights.name.formUnion(inName.map { name.characters[$0] })
      }
    }
    return highlights
  }
}

/// A text in its searched form that knows of which character each unit came.
private struct FoldedText {
  var units: [UInt16] = []
  var characters: [Int] = []

  init(_ text: String, casing: TextFolder.Casing, folder: inout TextFolder) {
    for (offset, character) in text.enumerated() {
      folder.append(String(character), to: &units, casing: casing)
      characters.append(contentsOf: repeatElement(offset, count: units.count - characters.count))
    }
  }
}
