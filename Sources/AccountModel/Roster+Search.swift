/// Why a text names no single account.
package enum AccountSearchError: Error, Equatable {
  case notFound
  /// The accounts it could mean, in roster order.
  case ambiguous([Account])
}

extension Roster {
  /// The one account a person means by a text, see ``accounts(matching:)``; two matches are an error,
  /// since a wrong account is worse than a question.
  package func account(matching text: String) throws(AccountSearchError) -> Account {
    let found = accounts(matching: text)
    guard let first = found.first else { throw .notFound }
    guard found.count == 1 else { throw .ambiguous(found) }
    return first
  }

  /// The accounts a text can mean to a command, in roster order: those that match in the most exact
  /// way in which any does.
  ///
  /// The ways, from the most exact: the ID; the name as it is written; the account of a UUID anywhere
  /// in the text; the whole name, external reference or registration ID, whatever case and accents;
  /// and all words of the text, each in the name, in a reference, or as the start or the end of the
  /// ID (four characters or more) or its short form. A text that holds a UUID means no other account.
  ///
  /// Letters apart from each other match only where a person chooses from what is found: see
  /// `FuzzyFilter`.
  package func accounts(matching text: String) -> [Account] {
    if let exact = self[AccountID(text)] { return [exact] }
    let named = accounts.filter { !text.isEmpty && $0.name == text }
    guard named.isEmpty else { return named }
    let query = AccountQuery(text)
    guard query.ids.isEmpty else {
      return accounts.filter { query.ids.contains($0.id.rawValue.lowercased()) }
    }
    guard !query.words.isEmpty else { return [] }
    var folder = TextFolder()
    let whole = folder.fold(text)
    var byWords: [Account] = []
    var byWhole: [Account] = []
    for account in accounts {
      let texts = account.searchedTexts(&folder)
      if texts.contains(whole) { byWhole.append(account) }
      guard byWhole.isEmpty else { continue }
      let id = folder.fold(account.id.rawValue)
      if query.words.allSatisfy({ $0.matches(texts, id: id) }) { byWords.append(account) }
    }
    return byWhole.isEmpty ? byWords : byWhole
  }
}

extension Account {
  /// The texts besides the ID that it is looked up by, in their searched form.
  fileprivate func searchedTexts(_ folder: inout TextFolder) -> [[UInt16]] {
    var texts = [folder.fold(name)]
    for reference in references { texts.append(folder.fold(reference)) }
    return texts
  }
}

extension AccountQuery.Word {
  fileprivate func matches(_ texts: [[UInt16]], id: [UInt16]) -> Bool {
    texts.contains { place(of: letters.span, in: $0.span) != nil } || matchesID(id.span)
  }

  /// Whether it is the start or the end of an ID, or its short form.
  private func matchesID(_ id: Letters) -> Bool {
    if let shortID { return shortID.matches(id) && letters.count > AccountQuery.shortestID }
    guard letters.count >= AccountQuery.shortestID else { return false }
    return holds(letters.span, at: 0, in: id)
      || holds(letters.span, at: id.count - letters.count, in: id)
  }
}

extension AccountQuery.Word.ShortID {
  /// - Parameter id: in its searched form.
  package func matches(_ id: Letters) -> Bool {
    head.count + tail.count <= id.count && holds(head.span, at: 0, in: id)
      && holds(tail.span, at: id.count - tail.count, in: id)
  }
}
