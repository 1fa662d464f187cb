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
    case .signedIn(let newer):
      end(with: .success("Signed in as \(newer.member.displayName)."))
      modal = nil
      show(newer)
      list.moveCursor(to: newer.selected)
      if isPicker { list.openFilter() }
    case .switched(let newer): finishSwitch(newer)
    case .detailsLoaded(let details): show(details)
    case .failed(let explanation, let signInNeeded): fail(explanation, signInNeeded: signInNeeded)
    case .cancelled:
      giveUpDetails()
      end(with: .hint("Cancelled. Nothing was changed."))
    }
    return []
  }

  /// Takes a newer state of the session and nothing else.
  private mutating func show(_ newer: Session?) {
    session = newer
    list.replace(newer?.roster.accounts ?? [])
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
    end(with: .success(isRenewal ? "Renewed the token of \(name)." : "Now acting as \(name)."))
    if isPicker, let id = newer.selected { outcome = .picked(id) }
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
    end(with: .failure(explanation, signInNeeded: signInNeeded))
    // While the query takes letters, `s` would not sign in.
    if signInNeeded, list.filterState == .typing { list.keepFilter() }
  }
}
