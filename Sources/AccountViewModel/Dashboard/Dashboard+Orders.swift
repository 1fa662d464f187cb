import AccountModel

extension Dashboard {
  /// Loads the accounts anew without having been asked to: it makes way for what the person orders,
  /// and its failure takes no key away.
  package mutating func startRefresh() -> [DashboardEffect] {
    activity = Activity(.refreshing, isBackground: true)
    return [.refreshRoster]
  }

  /// Gives an order; one that nobody had asked for makes way.
  mutating func begin(
    _ order: Activity.Order, with effect: DashboardEffect
  ) -> [DashboardEffect] {
    let ending: [DashboardEffect] = activity == nil ? [] : [.cancel]
    activity = Activity(order)
    notice = nil
    return ending + [effect]
  }

  /// Tells the order under way to end, once.
  mutating func cancel() -> [DashboardEffect] {
    guard activity?.isEnding == false else { return [] }
    activity?.isEnding = true
    return [.cancel]
  }

  /// At a production store nobody acts as another without saying why.
  mutating func switchAccount(_ account: Account?) -> [DashboardEffect] {
    guard let account else { return [] }
    list.moveCursor(to: account.id)
    guard !store.isProduction else {
      modal = .reason(for: account.id, text: "")
      return []
    }
    return begin(.switching(account.id), with: .switchAccount(account.id, reason: nil))
  }

  /// Takes what was typed, and does what it was typed for.
  mutating func submit() -> [DashboardEffect] {
    guard case .reason(let id, let text) = modal else { return submitForm() }
    let reason = cleanText(text)
    guard !reason.isEmpty else {
      notice = .hint("This is a production store: say why, or press Esc.")
      return []
    }
    modal = nil
    return begin(.switching(id), with: .switchAccount(id, reason: reason))
  }

  mutating func showDetails() -> [DashboardEffect] {
    guard let id = list.current?.id else { return [] }
    modal = .details(id, claims: nil, scroll: 0)
    return begin(.loadingDetails(id), with: .loadDetails(id))
  }
}

// MARK: - Choosing

extension Dashboard {
  mutating func showProfiles() {
    guard case .listed(let items) = profiles, !items.isEmpty else { return }
    let current = items.firstIndex { $0.name == store.profile } ?? 0
    modal = .profiles(Choices(items, cursor: current))
  }

  mutating func choose() -> [DashboardEffect] {
    switch modal {
    case .profiles(let choices): return openProfile(choices.current)
    case .signIn(let signIn):
      switch signIn.step {
      case .mechanisms(let choices): return startSignIn(by: choices.current)
      case .profiles(let choices, var form):
        form.profileID = choices.current.id
        return order(form)
      case .form, .browser: return []
      }
    default: return []
    }
  }

  mutating func choose(number: Int) -> [DashboardEffect] {
    var isThere = false
    switch modal {
    case .profiles(var choices):
      isThere = choices.move(toNumber: number)
      modal = .profiles(choices)
    case .signIn(var signIn):
      isThere = signIn.move(toNumber: number)
      modal = .signIn(signIn)
    default: break
    }
    guard isThere else {
      notice = .hint("There is no choice \(number).")
      return []
    }
    return choose()
  }

  private mutating func openProfile(_ profile: ProfileItem) -> [DashboardEffect] {
    modal = nil
    guard profile.name != store.profile else {
      notice = .hint("These already are the accounts of \(profile.name).")
      return []
    }
    return begin(.openingProfile(profile.name), with: .openProfile(profile.name))
  }
}
