import AccountModel

extension Dashboard {
  /// Takes in what happened and says what is to be done about it.
  package mutating func update(_ message: DashboardMessage) -> [DashboardEffect] {
    var effects = receive(message)
    dropOutdatedNotice()
    effects += announceExpiry()
    list.scroll(page: layout.listRows)
    return effects + askForDetails()
  }

  /// How long before the end of its token the account in use is told of, in seconds.
  static let announcement: Int64 = 5 * 60

  /// When the token of the account in use expires, as long as that is too far away to be told.
  var expiryToAnnounce: Expiry? {
    guard let expiry = actingID.flatMap({ session?.roster[$0] })?.expiry,
      expiry.secondsLeft(at: storeNow) > Self.announcement
    else { return nil }
    return expiry
  }

  /// Tells, once and with the bell, that the token of the account in use expires soon.
  private mutating func announceExpiry() -> [DashboardEffect] {
    guard let account = actingID.flatMap({ session?.roster[$0] }), let expiry = account.expiry
    else {
      return []
    }
    if let later = expiryToAnnounce {
      dueExpiry = later
      return []
    }
    let left = expiry.secondsLeft(at: storeNow)
    guard expiry == dueExpiry, left > 0 else { return [] }
    dueExpiry = nil
    let time = durationText(seconds: left)
    let how: CleanText =
      isCustomer
      ? "Press s to sign in again." : "Press Enter on its row to renew it, or r to renew all."
    // What the person has to read first stays.
    if notice?.isTransient != false {
      notice = .news(
        UserMessage(
          "The token of \(account.displayName) expires in \(time).", recoverySuggestion: Remedy(how)
        ))
    }
    return [.ringBell]
  }

  /// Asks for the details of the account that is looked at, when it is another one now.
  private mutating func askForDetails() -> [DashboardEffect] {
    let wanted = lookedAt
    guard wanted != detailsID else { return [] }
    detailsID = wanted
    // What is shown of the account stays until it is known better.
    if details?.id != wanted || details?.session != session?.id { details = nil }
    guard let wanted, let session else { return [.cancelDetails] }
    return [.loadDetails(wanted, in: session.id, afterRest: panel == nil)]
  }

  /// The account whose details are on the screen; `nil` while there are none.
  private var lookedAt: AccountID? {
    if case .details(let shown) = panel { return shown.id }
    return showsPane ? list.current?.id : nil
  }

  private mutating func receive(_ message: DashboardMessage) -> [DashboardEffect] {
    switch message {
    case .keyPressed(let key): return handle(key)
    case .resized(let newSize): size = newSize
    case .ticked(let newNow): now = newNow
    case .sessionChanged(let newer, let message): return follow(newer, message)
    case .rosterProgressed(let loaded, let total):
      activity?.progress = Activity.Progress(loaded: loaded, total: total)
    case .rosterRefreshed(let newer, let message): finishRefresh(newer, message)
    case .switched(let newer): finishSwitch(newer)
    case .signedIn(let newer): finishSignIn(newer)
    case .promptRequested(let request): return ask(request)
    case .oneTimePasswordSent(let username, let hint):
      signInPanel?.codeHint = hint
      notice = .success(
        "The store was asked to send \(username) a code, which is valid for ten minutes.")
    case .browserAwaited(let address, let isOpen):
      signInPanel?.awaitBrowser(address: address, isOpen: isOpen)
    case .addressRefused(let message): notice = .failure(message, signInNeeded: false)
    case .profileOpened(let store, let session, let isStale, let note):
      return open(store, session, isStale: isStale, note: note)
    case .storefrontOpened(let address, let isOpen): finishStorefront(address, isOpen: isOpen)
    case .detailsLoaded(let loaded): show(loaded)
    case .directoryLoaded(let newer, of: let id): show(newer, of: id)
    case .referenceSearched(let text, let found, of: let id): show(found, by: text, of: id)
    case .filterPrepared(let prepared): list.take(prepared)
    case .keepAliveFailed(let message):
      if notice?.isTransient != false, activity == nil { notice = .news(message) }
    case .historyLoaded(let events):
      if activity?.order == .loadingHistory { activity = nil }
      guard case .history(var history) = panel else { break }
      history.events = events
      panel = .history(history)
    case .failed(let message, let signInNeeded): fail(message, signInNeeded: signInNeeded)
    case .cancelled:
      abandonAttempts()
      end(with: .hint("Cancelled. Nothing was changed."))
    }
    return []
  }

  /// Removes a notice whose time is over, and a success that no longer holds: the account it is
  /// about has expired since, or is no longer the selected one.
  private mutating func dropOutdatedNotice() {
    if let noticeEnd, now >= noticeEnd { notice = nil }
    guard case .success(_, about: let id?) = notice else { return }
    let account = session?.selectedAccount
    let hasExpired = account?.expiry?.hasPassed(at: storeNow) ?? false
    if account?.id != id || hasExpired { notice = nil }
  }

  /// Takes a newer state of the session and nothing else.
  private mutating func show(_ newer: Session?) {
    session = newer
    terminalAccount = TerminalAccount(terminalChoice, in: newer)
    arrange()
    detailsID = nil
  }

  /// Forgets what was known of the accounts of another session.
  private mutating func forgetDirectory() {
    directory = AccountDirectory()
    searchedReferences = []
    showsTree = false
  }

  /// The order under way has ended.
  private mutating func end(with notice: Notice) {
    activity = nil
    prompt = nil
    self.notice = notice
  }

  /// Begins to load the accounts again without having been asked to: any order of the person takes
  /// its place, and its failure changes the meaning of no key.
  package mutating func startRefresh() -> [DashboardEffect] {
    guard let session else { return [] }
    activity = Activity(.refreshing, isBackground: true)
    return [.refreshRoster(session.id)]
  }
}

// MARK: - The session

extension Dashboard {
  /// Takes over what another process changed. What is under way goes on, unless it acts as an account of
  /// another member than is shown now.
  private mutating func follow(_ newer: Session?, _ message: UserMessage?) -> [DashboardEffect] {
    let isOtherSelection = newer?.selected != session?.selected
    let isOtherSession = newer?.id != session?.id
    if isOtherSelection, let newer, let selected = newer.selected {
      preferences.use(selected, of: newer.id)
    }
    if isOtherSession { forgetDirectory() }
    show(newer)
    // The row under the cursor is now another member's, so that Enter must not choose it by chance.
    if isOtherSession { list.moveCursor(to: actingID) }
    if newer == nil {
      list = AccountList()
      if case .details = panel { panel = nil }
    }
    if let message {
      notice = .news(message)
    } else if newer == nil {
      notice = nil
    } else if case .news = notice, isOtherSelection {
      notice = nil
    }
    // It was given to act as an account of the member who is no longer on the screen.
    if isOtherSession, activity?.actsInSession == true { return cancel() }
    return []
  }

  private mutating func finishRefresh(_ newer: Session, _ message: UserMessage?) {
    let isBackground = activity?.isBackground == true
    show(newer)
    guard let message else {
      return end(with: .success("Loaded \(newer.roster.countText), with new tokens."))
    }
    end(
      with: isBackground
        ? .backgroundFailure(message, signInNeeded: false) : .failure(message, signInNeeded: false))
  }

  private mutating func finishSwitch(_ newer: Session) {
    let isRenewal = newer.selected == session?.selected
    let before = actingID
    show(newer)
    if list.filterState != .off { list.closeFilter() }
    list.moveCursor(to: newer.selected)
    let name = newer.selectedAccount?.displayName ?? "nobody"
    let text = isRenewal ? "Renewed the token of \(name)." : actingText(name)
    end(with: .success(text, about: newer.selected))
    if let id = newer.selected {
      preferences.use(id, of: newer.id, in: terminal, before: before)
      if isPicker { outcome = .picked(id) }
    }
  }

  /// Says who acts as the account that was just selected: not this terminal, where its environment
  /// names another.
  private func actingText(_ name: String) -> String {
    switch terminalAccount {
    case .account(let id) where id != session?.selected:
      "Other terminals now act as \(name); EPSWITCH_ACCOUNT keeps this one acting as "
        + "\(session.name(of: id))."
    case .unclear:
      "Other terminals now act as \(name); in this one EPSWITCH_ACCOUNT matches no single account."
    case .account, nil: "Now acting as \(name)."
    }
  }

  private mutating func finishSignIn(_ newer: Session) {
    end(
      with: .success(
        newer.impersonationMark == nil
          ? "Signed in as \(newer.member.displayName)."
          : "Impersonating \(newer.member.displayName)."))
    panel = nil
    if newer.id != session?.id { forgetDirectory() }
    show(newer)
    list.moveCursor(to: actingID)
    if isPicker { list.openFilter() } else if list.filterState != .off { list.closeFilter() }
  }

  private mutating func open(
    _ newStore: ShownStore, _ saved: Session?, isStale: Bool, note: String?
  ) -> [DashboardEffect] {
    store = newStore
    list = AccountList()
    arrangement = preferences
    forgetDirectory()
    show(saved)
    list.moveCursor(to: actingID)
    let opened = "Opened \(newStore.profile ?? newStore.label)."
    end(with: .success([opened, note].compactMap(\.self).joined(separator: " ")))
    return isStale ? startRefresh() : []
  }
}

// MARK: - Prompts

extension Dashboard {
  /// The panel in which the person signs in; `nil` when another one is shown, or none.
  var signInPanel: SignInPanel? {
    get { if case .signIn(let signIn) = panel { signIn } else { nil } }
    set {
      guard signInPanel != nil, let newValue else { return }
      panel = .signIn(newValue)
    }
  }

  /// Asks the person for what the order under way needs; one that is ending needs nothing.
  private mutating func ask(_ request: DashboardPrompt) -> [DashboardEffect] {
    guard let activity, !activity.isEnding else { return [] }
    switch request {
    case .profile(_, let profiles) where profiles.isEmpty: return cancel()
    case .profile(let kind, let profiles):
      openSignInPanel()
      signInPanel?.askForProfile(kind, among: profiles)
    case .oneTimePassword(let request):
      openSignInPanel()
      signInPanel?.askForCode()
      if let refusal = request.refusal { notice = .failure(refusal, signInNeeded: false) }
    case .reason(let reason): askBelow(.reason(reason))
    case .member(let request): askBelow(.member(request))
    case .impersonationReason(let summary): askBelow(.impersonation(summary))
    case .secret(let field): askBelow(.secret(field))
    case .text(let field): askBelow(.text(field))
    }
    self.activity?.isWaiting = true
    return []
  }

  private mutating func askBelow(_ question: PromptEntry.Question) {
    if signInPanel == nil { panel = nil }
    prompt = PromptEntry(question)
  }

  private mutating func openSignInPanel() {
    if signInPanel == nil { panel = .signIn(SignInPanel(store.signIn ?? SignInOffer())) }
  }
}

// MARK: - Failures and details

extension Dashboard {
  private mutating func fail(_ message: UserMessage, signInNeeded: Bool) {
    let isBackground = activity?.isBackground == true
    abandonAttempts()
    guard !isBackground else {
      return end(with: .backgroundFailure(message, signInNeeded: signInNeeded))
    }
    end(with: .failure(message, signInNeeded: signInNeeded))
    // While the query takes letters, `s` would not sign in.
    if signInNeeded, list.filterState == .typing { list.keepFilter() }
  }

  /// Stops waiting for what the order under way will not bring: the history, a tree, or the end of a
  /// sign-in. What was typed stays for another try, but what proves who the person is does not.
  private mutating func abandonAttempts() {
    switch (panel, activity?.order) {
    case (.history, .loadingHistory): panel = nil
    case (_, .loadingDirectory): showsTree = list.tree != nil
    case (.signIn(var signIn), _) where activity?.isBackground != true:
      panel = signIn.abandonAttempt() ? .signIn(signIn) : nil
    default: break
    }
  }

  private mutating func show(_ loaded: ShownDetails) {
    guard loaded.id == detailsID, loaded.session == session?.id else { return }
    details = loaded
    guard let record = loaded.store.record.value, directory[record.id] != record else { return }
    directory.add(record)
    // The rows are searched by it from the next filter on: nothing moves under the hands.
    hasNewReferences = true
  }

  private mutating func show(_ newer: AccountDirectory, of id: SessionID) {
    if activity?.order == .loadingDirectory { activity = nil }
    guard id == session?.id else { return }
    directory.merge(newer)
    guard directory.hasParents else {
      showsTree = false
      notice = .hint("No account is a part of another, so there is no tree to show.")
      return
    }
    showsTree = true
    arrange()
    notice = .success("Listed as a tree. Press h for the list.")
  }

  private mutating func show(_ found: AccountDirectory, by text: String, of id: SessionID) {
    if case .searchingReference = activity?.order { activity = nil }
    guard id == session?.id else { return }
    directory.merge(found)
    searchedReferences.insert(text)
    arrange()
    if list.filterState != .off, list.filter.query == text, list.rowCount > 0 {
      notice = .success("Found by a reference. Press Enter to act as it.")
    }
  }
}
