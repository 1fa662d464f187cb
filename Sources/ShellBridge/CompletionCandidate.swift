package import AccountModel
import Foundation

/// A word a shell may offer when the person presses Tab, and what it says beside it.
package struct CompletionCandidate: Hashable, Sendable {
  package let word: String
  package let note: String?

  package init(word: String, note: String? = nil) {
    self.word = word
    self.note = note
  }

  /// The candidate as swift-argument-parser's scripts hand it to the shell.
  ///
  /// The bash script passes it to `compgen -W`, which **expands** what it is given: an account
  /// called `$(rm -rf ~)` would run, so the word is quoted there. In zsh and fish a note follows a
  /// colon or a tab.
  package func line(for shell: Shell) -> String {
    switch shell {
    case .bash: shell.quoted(word)
    case .zsh:
      word.replacingScalars { $0 == "\\" || $0 == ":" ? "\\\($0)" : nil }
        + (note.map { ":\($0)" } ?? "")
    case .fish: word + (note.map { "\t\($0)" } ?? "")
    }
  }
}

extension CompletionCandidate {
  /// What can stand for each account that the typed text may mean: its name where that is certain to
  /// mean it, else its ID. IDs are offered too once the person begins to type one.
  ///
  /// The accounts are found by the rule of commands (`Roster/accounts(matching:)`); where it finds
  /// none, as for the first digits of an ID, all are offered and the shell compares.
  ///
  /// - Parameter typed: the text before the cursor in the word being completed.
  package static func accounts(
    _ accounts: [Account], typed: String = "", for shell: Shell
  ) -> [Self] {
    let uses = Dictionary(accounts.map { ($0.name, 1) }, uniquingKeysWith: +)
    let alike = Dictionary(accounts.map { ($0.name.lowercased(), 1) }, uniquingKeysWith: +)
    let plain = typed.filter { !"\\\"'".contains($0) }
    let found =
      plain.isEmpty
      ? []
      : Roster(sorted: accounts, fetchedAt: .distantPast)
        .accounts(matching: plain)
    return (found.isEmpty ? accounts : found).flatMap { account in
      // fish compares whatever the case by itself.
      let keepsCase = shell == .fish || plain != typed || alike[account.name.lowercased()] != 1
      let byName = Self(
        word: keepsCase ? account.name : continued(typed, to: account.name),
        note: account.id.rawValue)
      let byID = Self(word: account.id.rawValue, note: account.displayName)
      guard uses[account.name] == 1, shell.canInsert(account.name) else { return [byID] }
      let isTypingID = !typed.isEmpty && account.id.rawValue.hasPrefix(typed)
      return isTypingID ? [byName, byID] : [byName]
    }
  }
}

/// A name in the upper and lower case in which it was begun: bash and zsh compare letter by letter,
/// commands do not.
private func continued(_ typed: String, to name: String) -> String {
  let start = name.prefix(typed.count)
  guard start != typed, start.lowercased() == typed.lowercased() else { return name }
  return typed + name.dropFirst(typed.count)
}

extension Shell {
  /// Whether the text can be put on the command line as one argument that means it.
  ///
  /// bash takes `$` and backquotes in what it inserts for the beginning of an expansion and leaves
  /// them bare: the command in a name would run with the next Enter.
  fileprivate func canInsert(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first != "-" else { return false }
    return text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "$", "`": self != .bash
      default: scalar.properties.generalCategory != .control
      }
    }
  }
}
