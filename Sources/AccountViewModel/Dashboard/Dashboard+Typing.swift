import AccountModel

extension Dashboard {
  /// Takes typed or pasted text, as one line.
  mutating func insert(_ text: String) {
    if case .signIn = modal {
      // A password may hold spaces that cleaning would change.
      let line = text.prefix { !$0.isNewline }.unicodeScalars
        .filter { $0.properties.generalCategory != .control }
      editForm { $0.type(String(String.UnicodeScalarView(line))) }
    } else if modal == nil, session != nil {
      if list.filterState != .typing {
        guard text.count > 1 else {
          notice = .hint("Press ? to see the keys.")
          return
        }
        list.openFilter()
      }
      let typed = text.count == 1 ? text : cleanText(text)
      list.setQuery(String((list.filter.query + typed).prefix(200)))
    }
  }

  /// Takes away a part of what was typed.
  mutating func erase(_ command: Command) {
    if case .signIn = modal {
      editForm { command == .eraseCharacter ? $0.erase() : $0.eraseAll() }
      return
    }
    var query = list.filter.query
    switch command {
    case .eraseCharacter where query.isEmpty && !isPicker: return list.closeFilter()
    case .eraseCharacter: query = String(query.dropLast())
    case .eraseWord:
      while query.last?.isWhitespace == true { query.removeLast() }
      while let last = query.last, !last.isWhitespace { query.removeLast() }
    default: query = ""
    }
    list.setQuery(query)
  }

  mutating func editForm(_ edit: (inout SignInForm) -> Void) {
    guard case .signIn(var form) = modal else { return }
    edit(&form)
    modal = .signIn(form)
  }
}
