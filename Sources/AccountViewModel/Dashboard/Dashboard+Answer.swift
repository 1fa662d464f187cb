import AccountModel

extension Dashboard {
  /// Carries out what a key asks for, or says why not, or takes it as text.
  mutating func answer(_ key: Key) -> [DashboardEffect] {
    if notice?.isTransient == true { notice = nil }
    if let command = bindings.lazy.compactMap({ $0.commands[key] }).first {
      if let obstacle = obstacle(to: command) {
        notice = .hint(obstacle)
        return []
      }
      return carryOut(command)
    }
    switch key {
    case .character(let character): insert(String(character))
    case .paste(let text): insert(text)
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
