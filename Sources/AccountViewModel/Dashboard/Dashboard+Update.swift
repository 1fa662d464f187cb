import AccountModel

extension Dashboard {
  package mutating func update(_ message: DashboardMessage) -> [DashboardEffect] {
    let effects = take(message)
    list.scroll(page: layout.listRows)
    return effects
  }

  private mutating func take(_ message: DashboardMessage) -> [DashboardEffect] {
    switch message {
    case .keyPressed(let key): return answer(key)
    case .resized(let newSize): size = newSize
    case .ticked(let newNow): now = newNow
    case .sessionLoaded(let loaded): show(loaded)
    case .rosterProgressed(let loaded, let total):
      activity?.progress = Activity.Progress(loaded: loaded, total: total)
    case .rosterRefreshed(let newer):
      end(with: .success("Loaded \(accountCount(newer.roster.count)), with new tokens."))
      show(newer)
    case .signedIn(let newer): finishSignIn(newer)
    case .signInProfilesNeeded(let profiles): askForSignInProfile(profiles)
    case .codeSent(let username, let hint): askForCode(sentTo: username, hint: hint)
    case .browserAwaited(let address, let isOpen): showBrowserWait(address: address, isOpen: isOpen)
    case .addressRefused(let explanation): notice = .failure(explanation, signInNeeded: false)
    case .profileOpened(let store, let session, let isStale):
      return open(store, session, isStale: isStale)
    case .switched(let newer): finishSwitch(newer)
    case .detailsLoaded(let details): show(details)
    case .failed(let explanation, let signInNeeded): fail(explanation, signInNeeded: signInNeeded)
    case .cancelled:
      giveUpDetails()
      endSignInAttempt()
      end(with: .hint("Cancelled. Nothing was changed."))
    }
    return []
  }

  /// Takes a newer state of the session and nothing else.
  private mutating func show(_ newer: Session?) {
    session = newer
    terminalAccount = TerminalAccount(terminalChoice, in: newer)
    list.replace(newer?.roster.accounts ?? [])
  }

  private mutating func open(
    _ newStore: ShownStore, _ saved: Session?, isStale: Bool
  ) -> [DashboardEffect] {
    store = newStore
    list = AccountList()
    show(saved)
    list.moveCursor(to: actingID)
    let name = newStore.profile ?? newStore.label
    end(with: .success("Opened \(name). Commands use it after `epswitch profile use \(name)`."))
    return isStale ? startRefresh() : []
  }

  private mutating func finishSignIn(_ newer: Session) {
    end(with: .success("Signed in as \(newer.member.displayName)."))
    modal = nil
    show(newer)
    list.moveCursor(to: actingID)
    if isPicker { list.openFilter() }
  }

  private mutating func end(with notice: Notice) {
    activity = nil
    self.notice = notice
  }

  private mutating func finishSwitch(_ newer: Session) {
    let isRenewal = newer.selected == session?.selected
    show(newer)
    if list.filterState != .off { list.closeFilter() }
    list.moveCursor(to: newer.selected)
    let name = newer.selectedAccount?.displayName ?? "nobody"
    end(with: .success(isRenewal ? "Renewed the token of \(name)." : acting(as: name)))
    if isPicker, let id = newer.selected { outcome = .picked(id) }
  }

  private func acting(as name: String) -> String {
    guard let id = terminalAccount?.id, id != session?.selected else {
      return "Now acting as \(name)."
    }
    return "Now acting as \(name), but not in this terminal: EPSWITCH_ACCOUNT keeps it at "
      + "\(self.name(of: id))."
  }

  private mutating func show(_ details: AccountDetails) {
    if case .loadingDetails(details.id) = activity?.order { activity = nil }
    guard case .details(details.id, _, let scroll) = modal else { return }
    modal = .details(details.id, claims: details.claims, scroll: scroll)
  }

  /// Stops waiting for details that will not come.
  private mutating func giveUpDetails() {
    guard case .loadingDetails(let id) = activity?.order,
      case .details(id, nil, let scroll) = modal
    else { return }
    modal = .details(id, claims: [], scroll: scroll)
  }

  private mutating func fail(_ explanation: Explanation, signInNeeded: Bool) {
    giveUpDetails()
    guard activity?.isBackground != true else {
      return end(with: .trouble(explanation, signInNeeded: signInNeeded))
    }
    endSignInAttempt()
    end(with: .failure(explanation, signInNeeded: signInNeeded))
    // While the query takes letters, `s` would not sign in.
    if signInNeeded, list.filterState == .typing { list.keepFilter() }
  }
}
