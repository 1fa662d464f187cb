import AccountModel

extension Dashboard {
  /// Takes typed or pasted text, as one line.
  mutating func insert(_ text: String) {
    switch modal {
    case .signIn, .reason: edit { $0 + firstLine(of: text) }
    case .help, .details, .profiles: break
    case nil: if session != nil { search(text) }
    }
  }

  private mutating func search(_ text: String) {
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

  /// Takes away a part of what was typed.
  mutating func erase(_ command: Command) {
    guard modal == nil else { return edit { erased(command, from: $0) } }
    let query = list.filter.query
    if command == .eraseCharacter, query.isEmpty, !isPicker { return list.closeFilter() }
    list.setQuery(erased(command, from: query))
  }

  mutating func editForm(_ edit: (inout SignInForm) -> Void) {
    guard case .signIn(var signIn) = modal, var form = signIn.form else { return }
    edit(&form)
    signIn.step = .form(form)
    modal = .signIn(signIn)
  }

  /// Changes the text that stands before the list and is typed into.
  private mutating func edit(_ change: (String) -> String) {
    switch modal {
    case .reason(let id, let text):
      modal = .reason(for: id, text: String(change(text).prefix(200)))
    case .signIn(var signIn):
      guard case .browser(var wait) = signIn.step else { return editForm { $0.edit(change) } }
      wait.linesUp = 0
      wait.finalAddress = Secret(String(change(wait.finalAddress.reveal()).prefix(8_000)))
      signIn.step = .browser(wait)
      modal = .signIn(signIn)
    case .help, .details, .profiles, nil: break
    }
  }
}

/// A password may hold spaces that cleaning would change.
private func firstLine(of text: String) -> String {
  let line = text.drop(while: \.isNewline).prefix { !$0.isNewline }
  return String(
    String.UnicodeScalarView(
      line.unicodeScalars.filter { $0.properties.generalCategory != .control }))
}

private func erased(_ command: Command, from text: String) -> String {
  var text = text
  switch command {
  case .eraseCharacter: return String(text.dropLast())
  case .eraseWord:
    while text.last?.isWhitespace == true { text.removeLast() }
    while let last = text.last, !last.isWhitespace { text.removeLast() }
    return text
  default: return ""
  }
}
