import AccountModel

extension Dashboard {
  /// The bindings of the place the person is in.
  var bindings: [Binding] {
    switch modal {
    case .help, .details: KeyMap.reading
    case .signIn(let signIn): signIn.bindings
    case .profiles: KeyMap.choices
    case .reason: KeyMap.reason
    case nil where session == nil: KeyMap.signedOut
    case nil where list.filterState == .typing: KeyMap.filter
    case nil: KeyMap.list
    }
  }

  /// What Esc does now: it leaves what is innermost.
  enum Escape: Equatable {
    case cancelOrder, goBack, cancelSwitch, closeModal, dismissNotice, cancelPicker, clearFilter

    /// As the footer calls it.
    var title: String {
      switch self {
      case .cancelOrder, .cancelSwitch, .cancelPicker: "cancel"
      case .goBack: "back"
      case .closeModal: "close"
      case .dismissNotice: "dismiss"
      case .clearFilter: "clear filter"
      }
    }
  }

  /// `nil` when there is nothing to leave.
  var escape: Escape? {
    if let activity, !activity.isBackground { return .cancelOrder }
    switch modal {
    case .signIn(let signIn) where signIn.canGoBack: return .goBack
    case .reason: return .cancelSwitch
    case .help, .details, .signIn, .profiles: return .closeModal
    case nil: break
    }
    if activity != nil { return .cancelOrder }
    if case .failure = notice { return .dismissNotice }
    if isPicker { return .cancelPicker }
    if list.filterState != .off { return .clearFilter }
    return notice?.isTransient == false ? .dismissNotice : nil
  }

  /// Why a command cannot be carried out now, as a sentence; `nil` when it can.
  func obstacle(to command: Command) -> String? {
    switch command {
    case .switchHere, .switchToRow, .showDetails, .refresh, .showProfiles, .signIn, .submit,
      .sendCodeAgain, .choose, .chooseNumber:
      if let activity, !activity.isBackground {
        return "\(describe(activity.order)) is under way; Esc cancels it."
      }
    default: break
    }
    switch command {
    case .switchHere:
      return obstacleToSwitching ?? obstacleToAccount
    case .showDetails: return obstacleToAccount
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
      return store.signIn == nil ? "Sign in on the command line: epswitch login" : nil
    case .showProfiles: return obstacleToProfiles
    case .handOverAddress: return obstacleToAddress
    default:
      return nil
    }
  }

  private var obstacleToAccount: String? {
    list.current == nil ? "There is no account under the cursor." : nil
  }

  private var obstacleToSwitching: String? {
    isCustomer ? "You are signed in as a customer, who is one identity: nothing to switch to." : nil
  }

  private var obstacleToProfiles: String? {
    if isPicker { return "Choose the profile with --profile NAME." }
    return switch profiles {
    case .unavailable(let reason): reason
    case .listed(let items):
      items.isEmpty ? "There are no profiles: make one with `epswitch profile add`." : nil
    }
  }

  private var obstacleToAddress: String? {
    guard case .signIn(let signIn) = modal, case .browser(let wait) = signIn.step else {
      return nil
    }
    return wait.finalAddress.isEmpty
      ? "Paste the address the browser ends up at (http://localhost…) first." : nil
  }

  private func describe(_ order: Activity.Order) -> String {
    switch order {
    case .refreshing: "Loading the accounts"
    case .switching(let id): "Switching to \(name(of: id))"
    case .signingIn, .awaitingBrowser: "Signing in"
    case .sendingCode: "Asking for a code"
    case .loadingDetails: "Reading the details"
    case .openingProfile(let name): "Opening \(name)"
    }
  }
}
