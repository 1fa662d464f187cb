import AccountModel

/// Which characters of a row the query matched, counted from 0.
struct Highlights: Equatable, Sendable {
  var name: Set<Int> = []
  var id: Set<Int> = []
}

extension FuzzyFilter {
  /// Where the query stands in one account. It is worked out anew, for the few rows that are drawn.
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
