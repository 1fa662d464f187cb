package import AccountModel
package import Foundation

/// The accounts of a member on the screen: whom they act as, for how long, and switching.
package struct Dashboard: Screen, Equatable {
  /// What it was opened for.
  package enum Purpose: Equatable, Sendable {
    case dashboard
    /// To choose one account: typing filters at once, and the choice ends it.
    case picker(query: String)
  }

  /// How it ended.
  package enum Outcome: Equatable, Sendable {
    case quit
    /// The account switched to; the switch has taken place.
    case picked(AccountID)
    /// Left without a choice.
    case cancelled
  }

  let purpose: Purpose

  let profiles: ProfileOffer

  /// The account this terminal acts as whatever is switched to, as its environment names it.
  let terminalChoice: String?

  var store: ShownStore

  /// `nil` while nobody is signed in.
  var session: Session?

  /// What ``terminalChoice`` means among the accounts of the session.
  var terminalAccount: TerminalAccount?

  var list: AccountList
  var modal: Modal?
  var activity: Activity?
  var notice: Notice?

  /// The time of this machine.
  var now: Date

  var size: Size

  /// `nil` while the person is not done.
  package internal(set) var outcome: Outcome?

  /// - Parameters:
  ///   - session: what was saved; `nil` when nobody is signed in.
  ///   - profiles: what other stores and members can be opened.
  ///   - terminalChoice: the account `EPSWITCH_ACCOUNT` names for this terminal, if it does.
  ///   - now: the time of this machine.
  package init(
    session: Session?, purpose: Purpose = .dashboard, store: ShownStore,
    profiles: ProfileOffer, terminalChoice: String? = nil, now: Date, size: Size
  ) {
    self.purpose = purpose
    self.store = store
    self.profiles = profiles
    self.terminalChoice = terminalChoice
    self.session = session
    terminalAccount = TerminalAccount(terminalChoice, in: session)
    list = AccountList(
      session?.roster.accounts ?? [], cursorOn: terminalAccount?.id ?? session?.selected)
    self.now = now
    self.size = size
    if case .picker(let query) = purpose {
      list.openFilter()
      if !query.isEmpty { list.setQuery(cleanText(query)) }
    }
    list.scroll(page: layout.listRows)
  }

  package var isFinished: Bool { outcome != nil }
}

extension Dashboard {
  var isPicker: Bool { purpose != .dashboard }

  /// The store's time, by which tokens run out.
  var storeNow: Date { session?.clock.now(local: now) ?? now }

  /// Whether no token is left with which the store could be asked for others.
  var hasRunOut: Bool { list.lastExpiry.map { $0.hasPassed(at: storeNow) } ?? false }

  /// Whom commands in this terminal act as.
  var actingID: AccountID? {
    terminalAccount == nil ? session?.selected : terminalAccount?.id
  }

  /// Whether the session is that of a customer, who is one identity and not the member of accounts.
  var isCustomer: Bool { session?.mechanism == .customer }

  func name(of id: AccountID) -> String {
    session?.roster[id]?.displayName ?? id.rawValue
  }
}
