/// One word of a query in the form in which it is looked up.
struct FuzzyTerm: Sendable {
  /// What is looked for in names, with its case when ``isCaseSensitive``.
  let name: [UInt16]

  /// What is looked for in IDs, where case never matters.
  let id: [UInt16]

  /// Whether a capital was typed: then case matters in names.
  let isCaseSensitive: Bool

  let signature: Signature

  private init(_ word: Substring, folder: inout TextFolder) {
    isCaseSensitive = word.contains(where: \.isUppercase)
    let folded = folder.fold(word, .folded)
    id = folded
    name = isCaseSensitive ? folder.fold(word, .kept) : folded
    signature = Signature(of: folded.span)
  }

  /// The terms of a query: all of them must match.
  static func terms(of query: String, folder: inout TextFolder) -> [FuzzyTerm] {
    var terms: [FuzzyTerm] = []
    for word in query.split(whereSeparator: \.isWhitespace) {
      let term = FuzzyTerm(word, folder: &folder)
      if !term.name.isEmpty { terms.append(term) }
    }
    return terms
  }
}
