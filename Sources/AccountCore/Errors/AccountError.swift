package import AccountModel
import AccountVault
import CommerceAPI
package import ProfileSettings

/// Everything that can go wrong in a use case of the core. A front end shows its ``userMessage`` and,
/// on the command line, ends with its ``exitCode``.
package struct AccountError: Error, Sendable {
  package let kind: Kind

  /// The failure in words for a person.
  package let userMessage: UserMessage

  /// What happened, for the history: nothing in it was said by the store.
  package let auditSummary: CleanText

  /// What a front end may do about a failure, besides showing it.
  package enum Kind: Hashable, Sendable {
    /// Nobody is signed in, or not the member that is meant.
    case notSignedIn
    /// The session expired, or the store refused the client, the credential or the token.
    case signInNeeded
    /// No such account, or several, or none chosen.
    case noSuchAccount
    /// What was shown is no longer so: another process switched, signed in or signed out.
    case changedElsewhere
    /// No answer, an answer that is not one, or a connection that cannot be trusted.
    case network
    case vault
    /// No store is named, and none or several are known.
    case storeUnnamed
    /// The options, the environment or the settings do not say enough, or contradict each other.
    case usage
    /// A rule of epswitch forbids it.
    case refused
    /// The settings file, or anything else of this machine.
    case failure
    case cancelled
  }

  /// - Parameter auditSummary: what the history keeps, where the summary repeats what the store said.
  package init(_ kind: Kind, _ userMessage: UserMessage, auditSummary: CleanText? = nil) {
    self.kind = kind
    self.userMessage = userMessage
    self.auditSummary = auditSummary ?? userMessage.summary
  }

  package init(
    _ kind: Kind, _ summary: CleanText, unchanged: CleanText? = nil,
    recoverySuggestion: Remedy? = nil
  ) {
    self.init(
      kind,
      UserMessage(summary, unchanged: unchanged, recoverySuggestion: recoverySuggestion))
  }

  /// The exit codes of epswitch, the same for every command.
  package var exitCode: Int32 {
    switch kind {
    case .notSignedIn, .signInNeeded: 3
    case .noSuchAccount, .changedElsewhere: 4
    case .network: 5
    case .vault: 6
    case .storeUnnamed, .usage: 64
    case .failure, .refused: 1
    case .cancelled: 130
    }
  }
}

extension AccountError {
  static let nothingChanged: CleanText = "Nothing was changed."

  package static let cancelled = AccountError(
    .cancelled, "Cancelled.", unchanged: nothingChanged)

  /// - Parameter login: the command that signs in, `--profile` included.
  static func notSignedIn(
    _ who: String?, at store: Store, login: CleanText
  ) -> AccountError {
    AccountError(
      .notSignedIn,
      "\(who.map { "\($0, limit: 80) is not" } ?? "Nobody is" as CleanText) signed in at "
        + "\(store.endpoint).", recoverySuggestion: "\(action: .signIn(login)).")
  }

  /// No token of the session can renew another.
  static func sessionExpired(_ session: SessionSummary, login: CleanText) -> AccountError {
    AccountError(
      .signInNeeded,
      session.isCustomer
        ? "The customer token of \(session.member.displayName) has expired."
        : "The session of \(session.member.displayName) has expired.",
      unchanged: "The list of accounts is kept.",
      recoverySuggestion: "\(action: .signInAgain(login)).")
  }

  /// The vault key is gone, and with it what vouched for every session: signing in again is the
  /// only way on.
  static func keyLost(login: CleanText) -> AccountError {
    AccountError(
      .notSignedIn,
      "The key that opens the vault is gone, so nobody is signed in any more.",
      unchanged: "The history is kept.",
      recoverySuggestion: "\(action: .signInAgain(login)).")
  }

  /// - Parameter session: whose account; told where somebody else acts as the member.
  static func noAccountChosen(
    at selector: SessionSelector, of session: SessionSummary? = nil
  ) -> AccountError {
    let whose =
      session.flatMap { $0.impersonationMark == nil ? nil : " of \($0.memberLabel)" } ?? ""
    return AccountError(
      .noSuchAccount, "No account\(whose) is chosen.",
      recoverySuggestion: "\(action: .chooseAccount(selector.command("switch"))).")
  }

  static func noPreviousAccount(at selector: SessionSelector?) -> AccountError {
    AccountError(
      .noSuchAccount, "There is no previous account to go back to.", unchanged: nothingChanged,
      recoverySuggestion: "Name the account: `\(selector.command("switch NAME"))`.")
  }

  /// - Parameters:
  ///   - selector: where the remedy works; `nil` where the settings lead anyway.
  ///   - source: the option or variable that named it; `nil` for an argument.
  ///   - searched: how many accounts the text was compared with; `nil` where it was an ID.
  ///   - references: what became of looking among the references that the store knows.
  static func accountNotFound(
    _ text: String, at selector: SessionSelector? = nil, from source: String?,
    searched: Int? = nil, references: ReferenceSearch = .notNeeded
  ) -> AccountError {
    let quoted: CleanText = "“\(text, limit: 80)”"
    let what: CleanText =
      references == .searched
      ? "names, IDs, external references and registration IDs" : "names and IDs"
    let extent: CleanText =
      searched.map {
        " The \(what) of \($0) account\($0 == 1 ? "" : "s") were searched.\(references.note)"
      } ?? ""
    if let selector, selector.isDesk, AccountQuery.isEmailAddress(text) {
      return AccountError(
        .noSuchAccount,
        source.map {
          "\($0) is \(quoted), which matches none of your accounts and is an e-mail address."
        } ?? "No account matches \(quoted), which is an e-mail address.",
        unchanged: nothingChanged,
        recoverySuggestion: "To act as that member, use "
          + "`\(selector.command("impersonate \(text, limit: 80)"))`.")
    }
    return AccountError(
      .noSuchAccount,
      (source.map { "\($0) is \(quoted), which matches none of your accounts." }
        ?? "No account matches \(quoted).") + extent,
      unchanged: nothingChanged,
      recoverySuggestion: source == AccountVariables.account
        ? "Unset it with `unset \(AccountVariables.account)`, or "
          + "\(action: .listAccounts(selector.command("list")))."
        : "\(action: .listAccounts(selector.command("list"))), or ask the store with "
          + "`\(selector.command("list --refresh"))`.")
  }

  /// Whether a text that names no account was looked for among the references at the store.
  enum ReferenceSearch: Equatable {
    /// It cannot be one.
    case notNeeded
    case searched
    /// The sentence says why not.
    case unanswered(CleanText)

    fileprivate var note: CleanText {
      guard case .unanswered(let reason) = self else { return "" }
      return " References could not be searched: \(reason)"
    }
  }

  /// How many accounts an ambiguous name lists; what matches more is hardly a name.
  private static let mostListed = 20

  static func accountAmbiguous(
    _ text: String, _ accounts: [Account], from source: String?
  ) -> AccountError {
    let prefix: CleanText = source.map { "\($0) is " } ?? ""
    let shown = accounts.prefix(Self.mostListed).map { "\($0.displayName) (\($0.id))" }.joined(
      separator: ", ")
    let rest = accounts.count - Self.mostListed
    let more = rest > 0 ? " and \(rest) more" : ""
    return AccountError(
      .noSuchAccount,
      "\(prefix)“\(text, limit: 80)”\(prefix.isEmpty ? "" : ", which") matches "
        + "\(accounts.count) accounts: \(shown)\(more).",
      unchanged: nothingChanged, recoverySuggestion: "Use more of the name, or the ID.")
  }

  static func accountGone(_ account: Account, at selector: SessionSelector) -> AccountError {
    AccountError(
      .noSuchAccount,
      "\(account.displayName) (\(account.id)) is no longer one of the member's accounts.",
      unchanged: nothingChanged,
      recoverySuggestion: "\(action: .loadAccounts(selector.command("refresh"))).")
  }

  static func expiredOnArrival(_ account: Account) -> AccountError {
    AccountError(
      .network,
      "The store sent a token for \(account.displayName) (\(account.id)) that had already expired.",
      unchanged: nothingChanged, recoverySuggestion: "Ask the administrator of the store.")
  }

  static let customerHasOneIdentity = AccountError(
    .noSuchAccount,
    "You are signed in as a customer, which is a single identity: there are no accounts to switch "
      + "between, and its token cannot be renewed.",
    unchanged: nothingChanged,
    recoverySuggestion:
      "Sign in as an account member to switch: `epswitch login --mechanism password`.")

  /// - Parameter login: the command that signs in, `--profile` included.
  static func unsendableToken(login: CleanText) -> AccountError {
    AccountError(
      .signInNeeded, "A saved token contains characters that no header may contain.",
      unchanged: "It was not used.", recoverySuggestion: "\(action: .signInAgain(login)).")
  }

  /// The session that was shown is not in the vault any more.
  static func sessionGone(_ what: String, at selector: SessionSelector? = nil) -> AccountError {
    AccountError(
      .changedElsewhere, "\(what) was signed out in another terminal or process.",
      unchanged: "No other account was used.",
      recoverySuggestion: "\(action: .showCurrent(selector.command("current"))).")
  }

  /// The profile that was shown names another store, grant type or member than the session that was
  /// shown with it.
  static func profileChanged(_ name: String) -> AccountError {
    AccountError(
      .changedElsewhere,
      "The profile \(name, limit: 64) was changed or removed in another terminal.",
      unchanged: "Nothing was done.",
      recoverySuggestion: "Check it with `epswitch profile list`, then run `epswitch current`.")
  }

  /// What the prompt showed is not the default any more, and this is production.
  static func defaultChanged(
    shown: Account, of session: SessionSummary, profile: String, isOfDefault: Bool,
    now current: CleanText
  ) -> AccountError {
    AccountError(
      .changedElsewhere,
      "This terminal was shown \(shown.displayName) (\(shown.id)) in \(profile), which is "
        + "production, and the default was changed elsewhere: it is now \(current).",
      unchanged: "Nothing was done.",
      recoverySuggestion: isOfDefault
        ? "Look at the new prompt before you run the command again; "
          + "`--profile \(profile) --account \(shown.id)` names what was shown."
          // An option cannot name a member, and another one may have this account too.
        : "Look at the new prompt before you run the command again. What was shown is an account of "
          + "\(session.memberLabel): sign in as that member again to act as it.")
  }

  static func reasonMissing(profile: String, account: Account) -> AccountError {
    AccountError(
      .usage,
      "The profile \(profile) is production: acting as "
        + (account.name.isEmpty ? "" : "\(account.name) ") + "(\(account.id)) needs a reason.",
      unchanged: nothingChanged,
      recoverySuggestion: "Give one with --reason or EPSWITCH_REASON, or run in a terminal to be "
        + "asked.")
  }

  static func answerMissing(_ what: CleanText, option: CleanText) -> AccountError {
    AccountError(
      .usage, "\(what) is missing.", unchanged: nothingChanged,
      recoverySuggestion: "Give \(option), or run in a terminal to be asked.")
  }

  package init(_ error: SettingsError) {
    let isUsage =
      switch error {
      case .badName, .noSuchProfile, .profileExists, .invalid(nil, _, _): true
      default: false
      }
    self.init(isUsage ? .usage : .failure, error.userMessage)
  }

  init(_ error: PromptError, missing what: CleanText, option: CleanText) {
    switch error {
    case .cancelled: self = .cancelled
    case .unavailable: self = .answerMissing(what, option: option)
    }
  }

  init(_ error: VaultError, login: CleanText = "epswitch login") {
    switch error {
    case .keyLost: self = .keyLost(login: login)
    case .noSession: self.init(.signInNeeded, error.userMessage(login: login))
    case .noAccount: self.init(.noSuchAccount, error.userMessage(login: login))
    default: self.init(.vault, error.userMessage(login: login))
    }
  }
}
