/// Why a text names no single account.
package enum AccountSearchError: Error, Equatable {
  case notFound
  /// The accounts it could mean, in roster order.
  case ambiguous([Account])
}

extension Roster {
  /// The one account a person means by a text: an ID, a name, the start of an ID (four characters
  /// or more), or a part of a name. What matches more exactly wins; two equal matches are an error,
  /// since a wrong account is worse than a question.
  package func account(matching text: String) throws(AccountSearchError) -> Account {
    if let exact = self[AccountID(text)] { return exact }
    let wanted = text.lowercased()
    guard !wanted.isEmpty else { throw .notFound }
    let rules: [(Account) -> Bool] = [
      { $0.name == text },
      { $0.name.lowercased() == wanted },
      { wanted.count >= 4 && $0.id.rawValue.lowercased().hasPrefix(wanted) },
      { $0.name.lowercased().contains(wanted) },
    ]
    for rule in rules {
      let found = accounts.filter(rule)
      if found.count == 1 { return found[0] }
      if found.count > 1 { throw .ambiguous(found) }
    }
    throw .notFound
  }
}
