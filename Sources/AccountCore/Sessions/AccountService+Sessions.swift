package import AccountModel
import AccountVault
package import ProfileSettings

// Which store, which session and which account a command means.
extension AccountService {
  /// The name of the profile that commands work with; it need not exist.
  package func profileName(in settings: Settings) -> String? {
    configuration.options.profile ?? variables.profile ?? settings.nameInUse
  }

  /// Works with another profile from now on. This terminal follows it at once, whatever its prompt
  /// showed; the others do with their next prompt.
  ///
  /// - Returns: the profile that a variable of this terminal names instead, if it does.
  @discardableResult
  package func useProfile(_ name: String) throws(AccountError) -> String? {
    guard let settingsFile else {
      throw AccountError(.usage, "No settings file is used.")
    }
    do throws(SettingsError) {
      try settingsFile.use(name)
    } catch {
      throw AccountError(error)
    }
    forgetShownAccount(profile: name)
    return variables.profile.flatMap { $0 == name ? nil : $0 }
  }

  /// Where this command works, from its options, the environment, what its terminal was shown, and
  /// the settings.
  ///
  /// - Throws: ``AccountError`` of the kind `usage` when no store is named, and none or several are
  ///   known.
  package func selector() throws(AccountError) -> SessionSelector {
    let resolver = try resolver()
    // What was shown and is gone by now does not keep anybody from signing in again.
    if let shown = try? shownState(resolver) { return shown.selector }
    return try resolver.selector()
  }

  /// The store of a profile, whatever is in use.
  package func selector(profile name: String) throws(AccountError) -> SessionSelector {
    try resolver().selector(profile: name)
  }

  /// Every saved session, the one used last first.
  package func sessions() throws(AccountError) -> [SessionSummary] {
    try inVault { () throws(VaultError) in try vault.summaries() }
  }

  /// The saved sessions that a profile may mean, the one used last first.
  package func sessions(ofProfile name: String) throws(AccountError) -> [SessionSummary] {
    let resolver = try resolver()
    return try resolver.sessions(for: try resolver.selector(profile: name))
  }

  /// Reads the address of an API.
  ///
  /// - Parameter source: the option or variable that gave it, for the error.
  package static func endpoint(
    _ text: String, from source: String
  ) throws(AccountError) -> Endpoint {
    try SessionResolver.endpoint(text, from: source)
  }

  /// The session that commands at a store mean.
  ///
  /// - Throws: ``AccountError`` of the kind `signInNeeded` when there is none.
  package func summary(at selector: SessionSelector) throws(AccountError) -> SessionSummary {
    let resolver = try resolver()
    if let shown = try shownState(resolver), shown.selector == selector { return shown.session }
    return try resolver.session(for: selector)
  }

  /// The session that commands at a store mean, with its roster.
  package func session(at selector: SessionSelector) throws(AccountError) -> Session {
    try session(try summary(at: selector).id)
  }

  /// A session with its roster.
  ///
  /// - Throws: ``AccountError`` of the kind `changedElsewhere` when it was signed out.
  package func session(_ id: SessionID) throws(AccountError) -> Session {
    let saved = try inVault { () throws(VaultError) in try vault.session(id) }
    guard let saved else { throw .sessionGone("The session") }
    return saved
  }

  func summary(of id: SessionID) throws(AccountError) -> SessionSummary {
    let saved = try inVault { () throws(VaultError) in try vault.summary(of: id) }
    guard let saved else { throw .sessionGone("The session") }
    return saved
  }

  /// The one account of a session a person means by a text, see
  /// ``AccountModel/Roster/account(matching:)``.
  ///
  /// - Parameters:
  ///   - selector: where remedies work; `nil` where the settings lead anyway.
  ///   - source: the option or variable the text comes from; `nil` for an argument.
  package func account(
    matching text: String, in id: SessionID, at selector: SessionSelector? = nil,
    from source: String? = nil
  ) throws(AccountError) -> Account {
    if let exact = try savedAccount(AccountID(text), in: id) { return exact.account }
    let session = try session(id)
    do throws(AccountSearchError) {
      return try session.roster.account(matching: text)
    } catch {
      switch error {
      // To look for another name would not help.
      case .notFound where session.isCustomer && source == nil: throw .customerHasOneIdentity
      case .notFound:
        throw .accountNotFound(
          text, at: selector, from: source, searched: session.roster.count)
      case .ambiguous(let accounts): throw .accountAmbiguous(text, accounts, from: source)
      }
    }
  }

  /// Whether a text means several accounts of a session, of which a person could choose one.
  package func isAmbiguous(_ text: String, in id: SessionID) -> Bool {
    if (try? savedAccount(AccountID(text), in: id)) != nil { return false }
    return (try? session(id))?.roster.accounts(matching: text).count ?? 0 > 1
  }

  /// The account of exactly this ID; `nil` where the session has none. It does not read the roster.
  func savedAccount(
    _ account: AccountID, in id: SessionID
  ) throws(AccountError) -> SavedAccount? {
    try inVault { () throws(VaultError) in try vault.account(account, in: id) }
  }

  /// The account `switch -` goes back to: the one this terminal chose before the one it acts as, and
  /// without the shell integration the default before.
  package func previousAccount(
    in session: SessionSummary, at selector: SessionSelector? = nil
  ) throws(AccountError) -> AccountID {
    if let terminal = variables.terminal {
      let acting = (try? actingAccount())?.account.id ?? session.selected?.id
      if let previous = listPreferences.previous(in: terminal, of: session.id, actingAs: acting) {
        return previous
      }
    }
    guard let previous = session.previous else { throw .noPreviousAccount(at: selector) }
    return previous
  }
}
