import AccountModel

/// The account the environment of this terminal names, whatever was switched to.
enum TerminalAccount: Equatable, Sendable {
  case account(AccountID)
  /// The text names no account, or several.
  case unclear(String)

  /// - Returns: `nil` when nothing is named, or nobody signed in.
  init?(_ text: String?, in session: Session?) {
    guard let text, let roster = session?.roster else { return nil }
    self = (try? roster.account(matching: text)).map { .account($0.id) } ?? .unclear(text)
  }

  var id: AccountID? {
    if case .account(let id) = self { id } else { nil }
  }
}
