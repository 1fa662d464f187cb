import AccountModel

// What Esc means now, and which commands cannot be carried out. The footer and the help show it
// before a key is pressed.
extension Dashboard {
  /// What Esc does now: it leaves what is innermost.
  enum Escape: Equatable {
    case cancelOrder, goBack, closePanel, dismissNotice, cancelPicker, clearFilter

    /// As the footer calls it.
    var title: String {
      switch self {
      case .cancelOrder, .cancelPicker: "cancel"
      case .goBack: "back"
      case .closePanel: "close"
      case .dismissNotice: "dismiss"
      case .clearFilter: "clear filter"
      }
    }

    /// Whether it stands first in the footer.
    var isPressing: Bool { self == .cancelOrder || self == .dismissNotice }
  }

  /// `nil` when there is nothing to leave.
  var escape: Escape? {
    if let activity, !activity.isBackground || activity.isWaiting { return .cancelOrder }
    switch panel {
    case .signIn(let signIn) where signIn.canGoBack: return .goBack
    case .help, .details, .signIn, .profiles, .history: return .closePanel
    case nil: break
    }
    if activity != nil { return .cancelOrder }
    if case .failure = notice { return .dismissNotice }
    if isPicker { return .cancelPicker }
    if list.filterState != .off { return .clearFilter }
    return notice?.isTransient == false ? .dismissNotice : nil
  }

  func isAvailable(_ binding: Binding) -> Bool {
    binding.commands.values.contains { obstacle(to: $0) == nil }
  }

  /// Why a command cannot be carried out now, as a sentence; `nil` when it can.
  func obstacle(to command: Command) -> String? {
    if let activity, activity.isBlocking, !isAllowed(command, during: activity.order) {
      return activity.refusal(in: session)
    }
    switch command {
    case .switchHere:
      return obstacleToSwitching ?? (asksStore || askedMember != nil ? nil : obstacleToAccount)
    case .toggleTree:
      if isPicker { return "Choose an account, or press Esc." }
      return isCustomer
        ? obstacleToSwitching : list.accounts.isEmpty ? "There are no accounts." : nil
    case .showDetails, .toggleFavourite, .copyID, .copyName: return obstacleToAccount
    case .switchBack: return obstacleToSwitching
    case .changeOrder:
      return list.accounts.isEmpty ? "There are no accounts to put in order." : nil
    case .showHistory: return isPicker ? "Choose an account, or press Esc." : nil
    case .switchToRow(let number):
      return obstacleToSwitching
        ?? (list.account(atRow: list.top + number - 1) == nil || number > layout.listRows
          ? "There is no row \(number) on the screen." : nil)
    case .openFilter:
      return list.accounts.isEmpty ? "There are no accounts to filter." : nil
    case .refresh:
      return isCustomer
        ? "A customer's token cannot be renewed; press s to sign in again." : nil
    case .signIn:
      return store.signIn == nil && !store.isDesk
        ? "Sign in on the command line: epswitch login" : nil
    case .showProfiles: return obstacleToProfiles
    case .openStorefront: return obstacleToStorefront
    case .usePastedAddress: return signInPanel?.obstacleToPastedAddress
    default: return nil
    }
  }

  /// Whether a command may be given while an order is under way. A switch takes the place of a
  /// refresh; every other order has to end first.
  private func isAllowed(_ command: Command, during order: Activity.Order) -> Bool {
    switch command {
    case .switchHere, .switchToRow, .switchBack: order == .refreshing
    case .showHistory, .toggleTree, .refresh, .showProfiles, .openStorefront, .signIn, .submit,
      .sendCodeAgain, .choose, .chooseNumber:
      false
    default: true
    }
  }

  /// Whether Enter looks for what was typed among the references at the store.
  var asksStore: Bool {
    list.filterState != .off && list.rowCount == 0 && references == .askable
  }

  /// The e-mail address in the filter, whose member Enter impersonates; `nil` where it does not.
  var askedMember: String? {
    guard store.isDesk, purpose == .dashboard, list.filterState != .off, list.rowCount == 0 else {
      return nil
    }
    return AccountQuery.emailAddress(in: list.filter.query)
  }

  private var obstacleToAccount: String? {
    list.current == nil ? "There is no account under the cursor." : nil
  }

  private var obstacleToSwitching: String? {
    isCustomer
      ? "You are signed in as a customer, who has no other accounts to switch to." : nil
  }

  private var obstacleToProfiles: String? {
    if isPicker { return "Choose the profile with --profile NAME." }
    return switch profiles {
    case .unavailable(let reason): reason
    case .listed(let items):
      items.isEmpty ? "There are no profiles; `epswitch profile add` makes one." : nil
    }
  }
}
