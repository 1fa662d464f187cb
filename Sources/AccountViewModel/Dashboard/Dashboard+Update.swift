import AccountModel

extension Dashboard {
  package mutating func update(_ message: DashboardMessage) -> [DashboardEffect] {
    let effects = take(message)
    list.scroll(page: layout.listRows)
    return effects
  }

  private mutating func take(_ message: DashboardMessage) -> [DashboardEffect] {
    switch message {
    case .keyPressed(let key): return press(key)
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

// MARK: - Keys

extension Dashboard {
  private mutating func press(_ key: Key) -> [DashboardEffect] {
    if notice?.isTransient == true { notice = nil }
    if let command = bindings.lazy.compactMap({ $0.commands[key] }).first {
      if let obstacle = obstacle(to: command) {
        notice = .hint(obstacle)
        return []
      }
      return carryOut(command)
    }
    switch key {
    case .character(let character): type(String(character))
    case .paste(let text): type(text)
    default: break
    }
    return []
  }

  private mutating func carryOut(_ command: Command) -> [DashboardEffect] {
    switch command {
    case .move(let move): self.move(move)
    case .switchHere: return switchAccount(list.current)
    case .switchToRow(let number):
      return switchAccount(list.account(atRow: list.top + number - 1))
    case .openFilter:
      list.openFilter()
      list.prepareFilter()
    case .keepFilter: list.keepFilter()
    case .eraseCharacter, .eraseWord, .eraseAll: erase(command)
    case .refresh: return begin(.refreshing, with: .refreshRoster)
    case .showDetails: return showDetails()
    case .showHelp: modal = .help(scroll: 0)
    case .signIn: modal = signInOffer.map { .signIn(SignInForm($0)) }
    case .nextField: editForm { $0.focusNext() }
    case .previousField: editForm { $0.focusPrevious() }
    case .submit: return submit()
    case .escape: return leave()
    case .quit: return quit()
    case .suspend: return [.suspend]
    }
    return []
  }

  private mutating func move(_ move: AccountList.Move) {
    switch modal {
    case .help(let scroll):
      modal = .help(scroll: scrolled(scroll, by: move))
    case .details(let id, let claims, let scroll):
      modal = .details(id, claims: claims, scroll: scrolled(scroll, by: move))
    case .signIn, nil:
      list.move(move, page: layout.listRows)
    }
  }

  private func scrolled(_ scroll: Int, by move: AccountList.Move) -> Int {
    let page = max(1, layout.bodyRows)
    let last = max(0, modalLines.count - page)
    let target =
      switch move {
      case .up: scroll - 1
      case .down: scroll + 1
      case .halfPageUp, .pageUp: scroll - page
      case .halfPageDown, .pageDown: scroll + page
      case .first: 0
      case .last: last
      }
    return max(0, min(target, last))
  }

  private mutating func leave() -> [DashboardEffect] {
    switch escape {
    case .cancelOrder:
      if case .loadingDetails = activity?.order { modal = nil }
      return cancel()
    case .closeModal: modal = nil
    case .dismissNotice: notice = nil
    case .cancelPicker: outcome = .cancelled
    case .clearFilter: list.closeFilter()
    case nil: notice = .hint("Press q to quit.")
    }
    return []
  }

  private mutating func quit() -> [DashboardEffect] {
    outcome = isPicker ? .cancelled : .quit
    return activity == nil ? [] : cancel()
  }
}

// MARK: - Orders

extension Dashboard {
  private mutating func begin(
    _ order: Activity.Order, with effect: DashboardEffect
  ) -> [DashboardEffect] {
    activity = Activity(order)
    notice = nil
    return [effect]
  }

  /// Tells the order under way to end, once.
  private mutating func cancel() -> [DashboardEffect] {
    guard activity?.isEnding == false else { return [] }
    activity?.isEnding = true
    return [.cancel]
  }

  private mutating func switchAccount(_ account: Account?) -> [DashboardEffect] {
    guard let account else { return [] }
    list.moveCursor(to: account.id)
    return begin(.switching(account.id), with: .switchAccount(account.id))
  }

  private mutating func showDetails() -> [DashboardEffect] {
    guard let id = list.current?.id else { return [] }
    modal = .details(id, claims: nil, scroll: 0)
    return begin(.loadingDetails(id), with: .loadDetails(id))
  }

  /// Goes on to the next empty field; signs in when there is none.
  private mutating func submit() -> [DashboardEffect] {
    guard case .signIn(var form) = modal else { return [] }
    if !form.answer(form.field.purpose).isEmpty, form.focusFirstEmpty() == nil {
      let effect = form.effect
      let username = form.answer(.username).reveal()
      form.forgetSecrets()
      modal = .signIn(form)
      return begin(.signingIn(username: username), with: effect)
    }
    if form.answer(form.field.purpose).isEmpty {
      notice = .hint("\(form.field.title) is missing.")
    }
    modal = .signIn(form)
    return []
  }
}

// MARK: - Typing

extension Dashboard {
  /// Takes typed or pasted text, as one line.
  private mutating func type(_ text: String) {
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

  private mutating func erase(_ command: Command) {
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

  private mutating func editForm(_ edit: (inout SignInForm) -> Void) {
    guard case .signIn(var form) = modal else { return }
    edit(&form)
    modal = .signIn(form)
  }
}
