import AccountModel

/// The names, references and IDs of a roster in the form in which they are searched.
struct FuzzyIndex: Sendable {
  let names: FoldedColumn
  private let nameSignatures: [Signature]
  private let ids: FoldedColumn
  private let idSignatures: [Signature]

  /// `nil` while no reference of any account is known.
  private let references: FoldedColumn?

  init(_ accounts: [Account], folder: inout TextFolder) {
    names = FoldedColumn(count: accounts.count, folder: &folder) { accounts[$0].name }
    nameSignatures = names.signatures
    ids = FoldedColumn(count: accounts.count, folder: &folder) { accounts[$0].id.rawValue }
    idSignatures = ids.signatures
    let hasReferences = accounts.contains {
      $0.externalReference != nil || $0.registrationID != nil
    }
    references =
      hasReferences
      ? FoldedColumn(count: accounts.count, folder: &folder) {
        accounts[$0].references.joined(separator: "\n")
      } : nil
  }

  /// Whether an account has one of the UUIDs, which are in their searched form.
  func hasID(among uuids: [[UInt16]], at position: Int) -> Bool {
    let id = ids.units.span.extracting(ids.range(position))
    return uuids.contains { $0.count == id.count && holds($0.span, at: 0, in: id) }
  }

  /// Keeps the accounts that match a term, and adds how well each does.
  func keep(
    in findings: inout Findings, matching term: FuzzyTerm, with scorer: inout FuzzyScorer
  ) {
    let (letters, signature) = (term.letters.span, term.signature)
    let (nameUnits, idUnits) = (names.units.span, ids.units.span)
    // A dots sign is in no ID, and the short form is compared by its ends.
    let isShortID = term.shortID != nil
    findings.keep { position in
      let name = nameUnits.extracting(names.range(position))
      let isPossible = nameSignatures[position].contains(signature)
      var best = isPossible ? bestPlace(of: letters, in: name)?.score : nil
      if isShortID || idSignatures[position].contains(signature) {
        let id = idUnits.extracting(ids.range(position))
        if let points = scoreInID(term, id, isFound: best != nil) { best = max(best ?? 0, points) }
      }
      if best == nil, let references {
        let text = references.units.span.extracting(references.range(position))
        best = bestPlace(of: letters, in: text)?.score
      }
      if let best { return Findings.Score(points: best, isScattered: false) }
      guard isPossible, let points = scorer.score(letters, in: name) else { return nil }
      return Findings.Score(points: points, isScattered: true)
    }
  }
}

/// A place in an ID as worth as one in a name would be: its start nearly as much as the start of a
/// name, any other place less than letters in a row within a name.
///
/// - Parameter isFound: whether the term was found elsewhere, so that only the start counts.
private func scoreInID(_ term: FuzzyTerm, _ id: Letters, isFound: Bool) -> Int? {
  let letters = term.letters.span
  if let shortID = term.shortID, shortID.matches(id) { return 26 * letters.count + 9 }
  if holds(letters, at: 0, in: id) { return 26 * letters.count + 9 }
  guard !isFound, term.isSearchedWithinIDs else { return nil }
  return place(of: letters, in: id).map { _ in 16 * letters.count }
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
    count: Int, folder: inout TextFolder, text: (Int) -> String
  ) {
    starts = [0]
    starts.reserveCapacity(count + 1)
    units.reserveCapacity((0..<count).reduce(0) { $0 + text($1).utf8.count })
    for position in 0..<count {
      folder.append(text(position), to: &units)
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
