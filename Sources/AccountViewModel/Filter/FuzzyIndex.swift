import AccountModel

/// The names and IDs of a roster in the form in which they are searched.
struct FuzzyIndex: Sendable {
  let names: FoldedColumn
  private let nameSignatures: [Signature]
  private let ids: FoldedColumn

  /// The names with their case; made when a capital is first typed.
  private var casedNames: FoldedColumn?

  init(_ accounts: [Account], folder: inout TextFolder) {
    names = FoldedColumn(count: accounts.count, casing: .folded, folder: &folder) {
      accounts[$0].name
    }
    nameSignatures = names.signatures
    ids = FoldedColumn(count: accounts.count, casing: .folded, folder: &folder) {
      accounts[$0].id.rawValue
    }
  }

  /// Makes ready for terms with capitals.
  mutating func keepCase(of accounts: [Account], folder: inout TextFolder) {
    guard casedNames == nil else { return }
    casedNames = FoldedColumn(count: accounts.count, casing: .kept, folder: &folder) {
      accounts[$0].name
    }
  }

  /// How well an account matches all the terms together; `nil` when one of them does not match.
  func score(_ terms: [FuzzyTerm], at position: Int, with scorer: inout FuzzyScorer) -> Int? {
    var sum = 0
    for term in terms {
      guard let score = score(term, at: position, with: &scorer) else { return nil }
      sum += score
    }
    return sum
  }

  private func score(_ term: FuzzyTerm, at position: Int, with scorer: inout FuzzyScorer) -> Int? {
    var best: Int?
    if nameSignatures[position].contains(term.signature) {
      let column = term.isCaseSensitive ? casedNames ?? names : names
      let name = column.units.span.extracting(column.range(position))
      best = scorer.score(term.name.span, in: name)
    }
    let id = ids.units.span.extracting(ids.range(position))
    if let place = place(of: term.id.span, in: id, onlyAtStart: best != nil) {
      best = max(best ?? 0, scoreInID(at: place, length: term.id.count))
    }
    return best
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
