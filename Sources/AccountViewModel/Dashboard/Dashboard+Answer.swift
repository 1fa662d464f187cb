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
    case .showProfiles: showProfiles()
    case .signIn: return openSignIn()
    case .nextField: editForm { $0.focusNext() }
    case .previousField: editForm { $0.focusPrevious() }
    case .submit: return submit()
    case .sendCodeAgain: return sendCodeAgain()
    case .handOverAddress: return handOverAddress()
    case .choose: return choose()
    case .chooseNumber(let number): return choose(number: number)
    case .escape: return leave()
    case .quit: return quit()
    case .suspend: return [.suspend]
    }
    return []
  }

  private mutating func leave() -> [DashboardEffect] {
    switch escape {
    case .cancelOrder:
      if case .loadingDetails = activity?.order { modal = nil }
      return cancel()
    case .goBack: stepBackInSignIn()
    case .closeModal, .cancelSwitch: modal = nil
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

// MARK: - Moving

extension Dashboard {
  private mutating func move(_ move: AccountList.Move) {
    let page = layout.bodyRows
    switch modal {
    case .help(let scroll):
      modal = .help(scroll: scrolled(scroll, by: move))
    case .details(let id, let claims, let scroll):
      modal = .details(id, claims: claims, scroll: scrolled(scroll, by: move))
    case .signIn(var signIn):
      signIn.move(move, page: page, hidden: max(0, modalLines.count - page))
      modal = .signIn(signIn)
    case .profiles(var choices):
      choices.move(move, page: page)
      modal = .profiles(choices)
    case .reason, nil:
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
}
