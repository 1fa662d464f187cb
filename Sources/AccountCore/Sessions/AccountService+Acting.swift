package import AccountModel
import AccountVault
import ProfileSettings

// Which account a command acts as: what is shown is what acts.
extension AccountService {
  /// The account that a prompt and `epswitch current` show: the one `EPSWITCH_ACCOUNT` names for this
  /// terminal, else the default. What the terminal was shown before does not count: this is what it
  /// is shown next.
  ///
  /// - Throws: ``AccountError`` of the kinds `signInNeeded`, `noSuchAccount` and `usage`.
  package func currentAccount() throws(AccountError) -> ActingAccount {
    try currentAccount(at: try resolver().selector())
  }

  /// The current account, when it still is the one that a screen shows.
  ///
  /// - Throws: ``AccountError`` of the kind `changedElsewhere` when it is another one by now.
  package func currentAccount(
    at selector: SessionSelector, shown account: AccountID, in session: SessionID
  ) throws(AccountError) -> ActingAccount {
    let current = try currentAccount(at: selector)
    guard current.session.id == session else { throw .sessionGone("The session", at: selector) }
    guard current.account.id == account else {
      throw AccountError(
        .changedElsewhere,
        "The account was changed in another terminal: it is \(current.account.displayName) "
          + "(\(current.account.id)) now.",
        unchanged: "Nothing was done.",
        recoverySuggestion: "Look at who is acted as, and try again.")
    }
    return current
  }

  private func currentAccount(at selector: SessionSelector) throws(AccountError) -> ActingAccount {
    let resolver = try resolver()
    let revision = try inVault { () throws(VaultError) in try vault.revision() }
    let byDefault = try resolver.session(for: selector)
    let session = try pinnedSession(at: selector) ?? byDefault
    guard let account = try currentAccount(in: session, at: selector) else {
      throw .noAccountChosen(at: selector, of: session)
    }
    return ActingAccount(
      selector: selector, session: session, account: account,
      scope: variables.account == nil ? .default : .terminal,
      defaultAccount: byDefault.selected, defaultSession: byDefault, isShownByPrompt: false,
      revision: revision)
  }

  /// The session that is shown in this terminal, and the current account in it, whose token is kept
  /// alive too; `nil` where none is chosen.
  ///
  /// - Throws: ``AccountError`` of the kinds `signInNeeded`, `noSuchAccount` and `usage`.
  func currentChoice(
    at selector: SessionSelector
  ) throws(AccountError) -> (session: SessionSummary, account: Account?) {
    let session = try currentSummary(at: selector)
    return (session, try currentAccount(in: session, at: selector))
  }

  private func currentAccount(
    in session: SessionSummary, at selector: SessionSelector
  ) throws(AccountError) -> Account? {
    guard let named = variables.account else { return session.selected }
    return try account(
      matching: named, in: session.id, at: selector, from: AccountVariables.account)
  }

  /// The session that is shown in this terminal.
  func currentSummary(at selector: SessionSelector) throws(AccountError) -> SessionSummary {
    if let pinned = try pinnedSession(at: selector) { return pinned }
    return try resolver().session(for: selector)
  }

  /// The session of the account that `EPSWITCH_ACCOUNT` names, as this terminal was shown it: another
  /// member may have an account of the same ID, and what others do changes nothing here. `nil` where the
  /// terminal was shown another account, or chose something itself since.
  private func pinnedSession(at selector: SessionSelector) throws(AccountError) -> SessionSummary? {
    guard let named = variables.account, let shown = variables.shown,
      shown.account.rawValue == named, try newerChoice() == nil
    else { return nil }
    let session = try inVault { () throws(VaultError) in
      try vault.summary(digest: shown.sessionDigest)
    }
    return session.flatMap { selector.matches($0) ? $0 : nil }
  }

  /// Remembers that this terminal was told it acts as an account, so that its next command does.
  ///
  /// A vault that cannot be written only means that the prompt shown last counts.
  package func adopt(_ acting: ActingAccount) {
    guard acting.scope == .default, let terminal = terminal(acting.selector),
      let resolver = try? resolver()
    else { return }
    if let shown = try? shownState(resolver), shown.session.id == acting.session.id,
      shown.account == acting.account.id
    {
      return
    }
    try? vault.recordTerminalChoice(
      in: terminal, session: acting.session.id, account: acting.account.id)
  }

  /// Lets this terminal follow the default from now on, whatever it was shown before: the person just
  /// changed it here, by signing out or by another profile.
  package func forgetShownAccount(profile: String? = nil) {
    guard let terminal = variables.terminal, let revision = try? vault.revision(), revision > 0
    else { return }
    try? vault.recordTerminalChoice(
      in: TerminalOrigin(id: terminal, profile: profile), session: nil, account: nil)
  }

  /// Remembers that this terminal was told that nobody is acted as, so that what it chose before no
  /// longer counts. It writes only where there is such a choice.
  package func adoptNobody() {
    guard let terminal = variables.terminal, let choice = try? vault.terminalChoice(of: terminal),
      choice.sessionDigest != nil
    else { return }
    forgetShownAccount()
  }

  /// This terminal, as the vault remembers what it chose; `nil` without the shell integration.
  func terminal(_ selector: SessionSelector) -> TerminalOrigin? {
    variables.terminal.map { TerminalOrigin(id: $0, profile: selector.profile?.name) }
  }

  /// The account a command acts as: the one an option names, else the one `EPSWITCH_ACCOUNT` names
  /// for this terminal, else the one this terminal was shown, else the default.
  ///
  /// - Parameter given: what the option says.
  /// - Throws: ``AccountError``: `changedElsewhere` when what was shown is gone, or the default was
  ///   changed elsewhere in production; `noSuchAccount`.
  package func actingAccount(_ given: String? = nil) throws(AccountError) -> ActingAccount {
    let resolver = try resolver()
    let choice = try newerChoice()
    let shown = try shownState(resolver, choice)
    let selector: SessionSelector
    let session: SessionSummary
    if let shown {
      (selector, session) = (shown.selector, shown.session)
    } else if let chosen = try chosenProfile(resolver, choice) {
      selector = chosen
      session = try resolver.session(for: selector)
    } else {
      selector = try resolver.selector()
      session = try resolver.session(for: selector)
    }
    let revision = try inVault { () throws(VaultError) in try vault.revision() }
    let byDefault = try defaultChoice(resolver, shown, session)

    func acting(_ account: Account, _ scope: ActingAccount.Scope) -> ActingAccount {
      let isShown = variables.shown.map {
        $0.sessionDigest == session.id.digest && $0.account == account.id
      }
      return ActingAccount(
        selector: selector, session: session, account: account, scope: scope,
        defaultAccount: byDefault.account, defaultSession: byDefault.session,
        isShownByPrompt: scope == .command || isShown ?? false, revision: revision)
    }

    if let given {
      return acting(
        try account(matching: given, in: session.id, at: selector, from: "--account"), .command)
    }
    if let named = variables.account {
      return acting(
        try account(matching: named, in: session.id, at: selector, from: AccountVariables.account),
        .terminal)
    }
    guard let shown else {
      guard let selected = session.selected else {
        throw .noAccountChosen(at: selector, of: session)
      }
      return acting(selected, .default)
    }
    if byDefault.session?.id == session.id, let account = byDefault.account,
      account.id == shown.account
    {
      return acting(account, .default)
    }
    let saved = try inVault { () throws(VaultError) in
      try vault.account(shown.account, in: session.id)
    }
    guard let account = saved?.account else {
      throw AccountError(
        .changedElsewhere,
        "The account this terminal was shown (\(shown.account.rawValue, limit: 80)) is no longer one of the accounts of "
          + "\(session.member.displayName).",
        unchanged: "No other account was used.",
        recoverySuggestion: "Choose another with `\(selector.command("switch"))`.")
    }
    if let profile = selector.profile, profile.isProduction {
      throw .defaultChanged(
        shown: account, of: session, profile: profile.name,
        isOfDefault: byDefault.session?.id == session.id,
        now: ActingAccount.summary(
          of: byDefault.account, in: byDefault.session, besides: session))
    }
    return acting(account, .shown)
  }

  /// The account that commands would act as that were shown nothing.
  private func defaultChoice(
    _ resolver: SessionResolver, _ shown: ShownState?, _ session: SessionSummary
  ) throws(AccountError) -> (session: SessionSummary?, account: Account?) {
    guard shown != nil else { return (session, session.selected) }
    // Where nothing can be resolved without what was shown, it is nobody.
    guard let selector = try? resolver.selector(),
      let current = try? resolver.session(for: selector)
    else { return (nil, nil) }
    return (current, current.selected)
  }

  /// What this terminal was told last: what its prompt showed, or what it chose itself since.
  struct ShownState {
    let selector: SessionSelector
    let session: SessionSummary
    let account: AccountID
  }

  /// - Throws: ``AccountError`` of the kind `changedElsewhere` when the session that was shown was
  ///   signed out, or its profile means another one by now.
  func shownState(_ resolver: SessionResolver) throws(AccountError) -> ShownState? {
    try shownState(resolver, try newerChoice())
  }

  /// - Parameter choice: see ``newerChoice()``.
  private func shownState(
    _ resolver: SessionResolver, _ choice: TerminalChoice?
  ) throws(AccountError) -> ShownState? {
    let shown = variables.shown
    let digest: String
    let accountID: AccountID
    let profile: String?
    if let choice {
      guard let session = choice.sessionDigest, let account = choice.account else { return nil }
      (digest, accountID, profile) = (session, account, choice.profile)
    } else if let shown {
      (digest, accountID, profile) = (shown.sessionDigest, shown.account, shown.profile)
    } else {
      return nil
    }
    let session = try inVault { () throws(VaultError) in try vault.summary(digest: digest) }
    guard let selector = try selector(ofShown: session, under: profile, resolver) else {
      return nil
    }
    guard let session else {
      throw .sessionGone("The session this terminal was shown", at: selector)
    }
    return ShownState(selector: selector, session: session, account: accountID)
  }

  /// What this terminal chose itself after its prompt was drawn, if anything.
  ///
  /// - Throws: ``AccountError`` of the kind `changedElsewhere` when `EPSWITCH_SHOWN` is not what the
  ///   shell integration writes: what it stood for is not known.
  private func newerChoice() throws(AccountError) -> TerminalChoice? {
    let shown = variables.shown
    guard shown != nil || variables[AccountVariables.shown] == nil else {
      throw AccountError(
        .changedElsewhere, "\(AccountVariables.shown) is not what the shell integration writes.",
        unchanged: "Nothing was done.",
        recoverySuggestion: "Unset it, or wait for the next prompt.")
    }
    guard let terminal = variables.terminal else { return nil }
    let choice = try inVault { () throws(VaultError) in try vault.terminalChoice(of: terminal) }
    return choice.flatMap { $0.revision > shown?.revision ?? -1 ? $0 : nil }
  }

  /// Where this terminal works since it chose a profile itself; `nil` when it did not, or when the
  /// command names the place.
  ///
  /// - Parameter choice: see ``newerChoice()``.
  /// - Throws: ``AccountError`` of the kind `changedElsewhere` when that profile is gone by now.
  private func chosenProfile(
    _ resolver: SessionResolver, _ choice: TerminalChoice?
  ) throws(AccountError) -> SessionSelector? {
    guard let choice, choice.sessionDigest == nil, let name = choice.profile,
      resolver.settings.nameInUse != name
    else { return nil }
    if let named = try? resolver.selector(), named.origin != .settings { return nil }
    guard resolver.settings[name] != nil else { throw .profileChanged(name) }
    return try resolver.selector(profile: name)
  }

  /// Where the session that was shown is worked with; `nil` when the command names another place, for
  /// which what was shown does not count.
  ///
  /// - Throws: ``AccountError`` of the kind `changedElsewhere` when the profile that was shown is gone
  ///   or means another session by now: its rules cannot be kept.
  private func selector(
    ofShown session: SessionSummary?, under profile: String?, _ resolver: SessionResolver
  ) throws(AccountError) -> SessionSelector? {
    let named = try? resolver.selector()
    if let named, named.origin != .settings {
      // Of a session that is gone only the profile tells whether it was shown of this place.
      guard let session else { return named.profile?.name == profile ? named : nil }
      if named.matches(session) { return named }
      guard let profile, named.profile?.name == profile else { return nil }
      throw .profileChanged(profile)
    }
    guard let profile else {
      guard let session else { return named }
      // A profile that describes the session by now keeps its rules.
      if let named, named.matches(session) { return named }
      return SessionSelector(store: session.store, profile: nil, origin: .settings)
    }
    guard resolver.settings[profile] != nil else { throw .profileChanged(profile) }
    let shown = try resolver.selector(profile: profile)
    if let session, !shown.matches(session) { throw .profileChanged(profile) }
    // Another profile is in use by now, so commands that are suggested have to name this one.
    let isInUse = resolver.settings.nameInUse == profile
    return SessionSelector(
      store: shown.store, profile: shown.profile, origin: isInUse ? .settings : .option)
  }
}
