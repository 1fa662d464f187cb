import AccountModel

/// Which accounts a query finds, best first, for a person who chooses among them.
///
/// It is the rule of `AccountModel/AccountQuery` that commands follow as well, and finds besides, after
/// all others, names that hold the letters of a word apart from each other, and IDs that hold it in
/// the middle. Letters apart do not count in IDs: a few hexadecimal digits would match nearly all.
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
    let parsed = AccountQuery(newQuery)
    let newTerms = parsed.words.map(FuzzyTerm.init)
    let narrows =
      matches != nil && !terms.isEmpty
      && terms.allSatisfy { old in newTerms.contains { $0.narrows(old) } }
    query = newQuery
    terms = newTerms
    guard !parsed.isEmpty else {
      matches = nil
      candidates = []
      return
    }
    prepare(for: accounts)
    guard let index else { return }
    let all = narrows ? candidates : Array(0..<Int32(accounts.count))
    guard parsed.ids.isEmpty else {
      let ids = parsed.ids.map { folder.fold($0) }
      candidates = all.filter { index.hasID(among: ids, at: Int($0)) }
      matches = candidates
      return
    }
    var ranking = Ranking()
    for position in all {
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

/// One word of a query.
struct FuzzyTerm: Sendable {
  let letters: [UInt16]
  let shortID: AccountQuery.Word.ShortID?
  let signature: Signature

  init(_ word: AccountQuery.Word) {
    letters = word.letters
    shortID = word.shortID
    signature = Signature(of: word.letters.span)
  }

  /// Whether all that it finds is found by another term as well.
  func narrows(_ other: FuzzyTerm) -> Bool {
    shortID == nil && other.shortID == nil && letters.starts(with: other.letters)
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

/// Sorts matches: words in one piece before letters apart, then by their score, best first, then by
/// the length of the name, shortest first; equals keep their order.
///
/// It counts instead of comparing (a radix sort), so that it costs the same for every order.
struct Ranking: Sendable {
  /// The smaller, the better.
  private typealias Key = UInt32

  private var keys: [Key] = []
  private(set) var positions: [Int32] = []

  var count: Int { positions.count }

  mutating func add(position: Int32, score: FuzzyIndex.Score, length: Int) {
    let points = max(0, min(score.points, 0x7FFF)) + (score.isScattered ? 0 : 0x8000)
    let worth = UInt32(0xFFFF - points)
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
    let name = FoldedText(account.name, folder: &folder)
    let id = FoldedText(account.id.rawValue, folder: &folder)
    if terms.isEmpty { highlights.id = Set(id.characters) }
    for term in terms {
      let letters = term.letters.span
      let inName = bestPlace(of: letters, in: name.units.span)?.place
      let inID = place(of: letters, in: id.units.span)
      if let shortID = term.shortID, shortID.matches(id.units.span) {
        highlights.id.formUnion(id.characters.prefix(shortID.head.count))
        highlights.id.formUnion(id.characters.suffix(shortID.tail.count))
      } else if let inID, inID == 0 || inName == nil {
        highlights.id.formUnion(id.characters[inID..<inID + letters.count])
      } else if let inName {
        highlights.name.formUnion(name.characters[inName..<inName + letters.count])
      } else {
        let apart = scorer.alignment(of: letters, in: name.units.span)
        highlights.name.formUnion(apart.map { name.characters[$0] })
      }
    }
    return highlights
  }
}

/// A text in its searched form that knows of which character each unit came.
private struct FoldedText {
  var units: [UInt16] = []
  var characters: [Int] = []

  init(_ text: String, folder: inout TextFolder) {
    for (offset, character) in text.enumerated() {
      folder.append(String(character), to: &units)
      characters.append(contentsOf: repeatElement(offset, count: units.count - characters.count))
    }
  }
}
