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

/// One text of every account in its searched form: made once and in one piece of memory, so that a
/// keystroke makes no strings.
struct FoldedColumn: Sendable {
  private(set) var units: [UInt16] = []

  /// Where each text begins; one more than there are texts, the last being where the last one ends.
  private var starts: [Int]

  /// - Parameters:
  ///   - count: how many texts there are.
  ///   - text: gives a text by its position.
  init(
    count: Int, casing: TextFolder.Casing, folder: inout TextFolder, text: (Int) -> String
  ) {
    starts = [0]
    starts.reserveCapacity(count + 1)
    units.reserveCapacity((0..<count).reduce(0) { $0 + text($1).utf8.count })
    for position in 0..<count {
      folder.append(text(position), to: &units, casing: casing)
      starts.append(units.count)
    }
  }

  func range(_ position: Int) -> Range<Int> { starts[position]..<starts[position + 1] }

  /// The signature of every text.
  var signatures: [Signature] {
    let units = units.span
    return (0..<starts.count - 1).map { Signature(of: units.extracting(range($0))) }
  }
}

/// Which letters a text holds, as a set of 64 bits: a text that lacks one of a term's bits cannot
/// match it, which is found out without reading the text.
struct Signature: Hashable, Sendable {
  private let bits: UInt64

  /// - Parameter units: a text in its searched form, with its case folded.
  init(of units: Letters) {
    var bits: UInt64 = 0
    for place in units.indices { bits |= bit(of: units[place]) }
    self.bits = bits
  }

  func contains(_ other: Self) -> Bool { bits & other.bits == other.bits }
}

/// A bit of its own for each small letter, digit and sign of ASCII; other letters share them all.
///
/// The sum moves the letters, 0x61 to 0x7A, to the bits 0 to 25, out of the way of the digits.
private func bit(of unit: UInt16) -> UInt64 {
  1 &<< UInt64(unit &+ (unit &>> 6) &* 31)
}
