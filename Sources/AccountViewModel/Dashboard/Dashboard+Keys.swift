import AccountModel

extension Dashboard {
  /// The bindings of the place the person is in.
  var bindings: [Binding] {
    switch modal {
    case .help, .details: KeyMap.reading
    case .signIn: KeyMap.form
    case nil where session == nil: KeyMap.signedOut
    case nil where list.filterState == .typing: KeyMap.filter
    case nil: KeyMap.list
    }
  }

  /// What Esc does now: it leaves what is innermost.
  enum Escape: Equatable {
    case cancelOrder, closeModal, dismissNotice, cancelPicker, clearFilter

    /// As the footer calls it.
    var title: String {
      switch self {
      case .cancelOrder, .cancelPicker: "cancel"
      case .closeModal: "close"
      case .dismissNotice: "dismiss"
      case .clearFilter: "clear filter"
      }
    }
  }

  /// `nil` when there is nothing to leave.
  var escape: Escape? {
    if activity != nil { return .cancelOrder }
    if modal != nil { return .closeModal }
    if case .failure = notice { return .dismissNotice }
    if isPicker { return .cancelPicker }
    return list.filterState == .off ? nil : .clearFilter
  }

  /// Why a command cannot be carried out now, as a sentence; `nil` when it can.
  func obstacle(to command: Command) -> String? {
    switch command {
    case .switchHere, .switchToRow, .showDetails, .refresh, .signIn, .submit:
      if let activity { return "\(describe(activity.order)) is under way; Esc cancels it." }
    default: break
    }
    switch command {
    case .switchHere, .showDetails:
      return list.current == nil ? "There is no account under the cursor." : nil
    case .switchToRow(let number):
      return list.account(atRow: list.top + number - 1) == nil || number > layout.listRows
        ? "There is no row \(number) on the screen." : nil
    case .openFilter:
      return list.accounts.isEmpty ? "There are no accounts to filter." : nil
    case .signIn:
      return signInOffer == nil ? "Sign in on the command line: epswitch login" : nil
    default:
      return nil
    }
  }

  private func describe(_ order: Activity.Order) -> String {
    switch order {
    case .refreshing: "Loading the accounts"
    case .switching(let id): "Switching to \(name(of: id))"
    case .signingIn: "Signing in"
    case .loadingDetails: "Reading the details"
    }
  }
}
