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

  /// What the store is called.
  let label: String

  let isProduction: Bool

  /// How to sign in from here; `nil` when that takes the command line.
  let signInOffer: SignInOffer?

  /// `nil` while nobody is signed in.
  var session: Session?

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
  ///   - label: what the store is called, cleaned.
  ///   - isProduction: whether the settings mark the store as one where mistakes are dear.
  ///   - signIn: how to sign in from here; `nil` when that takes the command line.
  ///   - now: the time of this machine.
  package init(
    session: Session?, purpose: Purpose = .dashboard, label: String, isProduction: Bool = false,
    signIn: SignInOffer?, now: Date, size: Size
  ) {
    self.purpose = purpose
    self.label = label
    self.isProduction = isProduction
    signInOffer = signIn
    self.session = session
    list = AccountList(session?.roster.accounts ?? [], cursorOn: session?.selected)
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

  func name(of id: AccountID) -> String {
    session?.roster[id]?.displayName ?? id.rawValue
  }
}
