package import AccountModel

/// Which accounts a query finds, best first, for a person who chooses among them.
///
/// It is the rule of `AccountModel/AccountQuery` that commands follow as well, and finds besides, after
/// all others, names that hold the letters of a word apart from each other, and IDs that hold it in
/// the middle, where the word has three letters or more. Letters apart do not count in IDs: a few
/// hexadecimal digits would match nearly all.
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

  /// Whether a query could be answered at once.
  var isPrepared: Bool { index != nil }

  /// Makes ready for a query that is about to come.
  mutating func prepare(for accounts: [Account]) {
    if index == nil { index = FuzzyIndex(accounts, folder: &folder) }
  }

  /// Takes what was made ready elsewhere.
  mutating func take(_ prepared: PreparedFilter) {
    if index == nil { index = prepared.index }
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
    var found = Findings(all)
    for term in terms { index.keep(in: &found, matching: term, with: &scorer) }
    matches = found.ranked { index.names.range(Int($0)).count }
    candidates = found.positions
  }

  /// Looks the same query up in another roster.
  mutating func searchAgain(in accounts: [Account]) {
    index = nil
    matches = nil
    search(query, in: accounts)
  }
}

/// What the first query over many accounts would have to wait for, made while the person types it.
package struct PreparedFilter: Equatable, Sendable {
  let accounts: [Account]
  fileprivate let index: FuzzyIndex

  package init(for accounts: [Account]) {
    self.accounts = accounts
    var folder = TextFolder()
    index = FuzzyIndex(accounts, folder: &folder)
  }

  /// The rest follows from the accounts.
  package static func == (one: Self, other: Self) -> Bool { one.accounts == other.accounts }
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

  /// Whether it is looked for in the middle of IDs too: two hexadecimal digits are in every eighth.
  var isSearchedWithinIDs: Bool { letters.count > 2 }

  /// Whether all that it finds is found by another term as well.
  func narrows(_ other: FuzzyTerm) -> Bool {
    shortID == nil && other.shortID == nil && letters.starts(with: other.letters)
      && (other.isSearchedWithinIDs || !isSearchedWithinIDs)
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

/// The accounts that matched all words of a query so far, and how well.
///
/// One word after the other is looked for in all of them, in arrays of plain numbers: the inner loop
/// counts no references, which would cost more than the comparing.
struct Findings: Sendable {
  /// In roster order.
  private(set) var positions: [Int32]

  /// The sum for each position.
  private var points: [Int32]

  /// For each position whether some word was found only as letters apart from each other.
  private var isScattered: [Bool]

  init(_ positions: [Int32]) {
    self.positions = positions
    points = [Int32](repeating: 0, count: positions.count)
    isScattered = [Bool](repeating: false, count: positions.count)
  }

  var count: Int { positions.count }

  /// How well one more word matches.
  struct Score {
    var points: Int
    var isScattered: Bool
  }

  /// Keeps the positions that match, and adds how well.
  mutating func keep(_ score: (Int) -> Score?) {
    var kept = 0
    for place in 0..<positions.count {
      guard let score = score(Int(positions[place])) else { continue }
      positions[kept] = positions[place]
      points[kept] = points[place] &+ Int32(truncatingIfNeeded: score.points)
      isScattered[kept] = isScattered[place] || score.isScattered
      kept += 1
    }
    let dropped = positions.count - kept
    positions.removeLast(dropped)
    points.removeLast(dropped)
    isScattered.removeLast(dropped)
  }

  /// The positions, best first: words in one piece before letters apart, then by their score, then by the
  /// length of the name, shortest first; equals keep their order.
  ///
  /// It counts instead of comparing (a radix sort), so that it costs the same for every order.
  ///
  /// - Parameter length: of a name, by its position.
  func ranked(_ length: (Int32) -> Int) -> [Int32] {
    // The smaller, the better.
    let keys = positions.indices.map { place -> UInt32 in
      let points = max(0, min(points[place], 0x7FFF)) + (isScattered[place] ? 0 : 0x8000)
      return UInt32(0xFFFF - points) << 8 | UInt32(min(length(positions[place]), 0xFF))
    }
    let order = pass(pass(Array(0..<Int32(count)), keys, shift: 0), keys, shift: 12)
    return order.map { positions[Int($0)] }
  }

  private func pass(_ order: [Int32], _ keys: [UInt32], shift: UInt32) -> [Int32] {
    let mask: UInt32 = 0xFFF
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
      } else if let inID, inID == 0 || (inName == nil && term.isSearchedWithinIDs) {
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
