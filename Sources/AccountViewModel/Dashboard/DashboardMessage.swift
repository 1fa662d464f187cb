package import AccountModel
package import Foundation

/// The facts the dashboard understands.
package enum DashboardMessage: ScreenMessage, Equatable {
  case keyPressed(Key)
  case resized(Size)
  case ticked(Date)

  /// The saved session was read; `nil` when nobody is signed in.
  case sessionLoaded(Session?)

  /// Pages of the roster are coming in; the total is unknown until the first one.
  case rosterProgressed(loaded: Int, total: Int?)

  /// A refresh or a sign-in ended well.
  case rosterRefreshed(Session)

  /// A switch ended well: the session now has the account selected.
  case switched(Session)

  /// The member signed in.
  case signedIn(Session)

  /// The store has several profiles of the kind, so that signing in needs one chosen.
  case signInProfilesNeeded([SignInProfile])

  /// The store was asked to send a one-time password.
  ///
  /// - Parameter hint: what a presenter may read of it, in a demo.
  case codeSent(to: String, hint: String?)

  /// Somebody has to sign in at this address; `isOpen` says whether a browser shows it.
  case browserAwaited(address: String, isOpen: Bool)

  /// The address handed over is not the one that is waited for; the waiting goes on.
  case addressRefused(Explanation)

  /// The store of a profile was opened, with what was saved of it.
  case profileOpened(ShownStore, Session?, isStale: Bool)

  /// What was asked for about an account arrived.
  case detailsLoaded(AccountDetails)

  /// The order the effect carried could not be carried out.
  case failed(Explanation, signInNeeded: Bool)

  /// What was under way was cancelled, and nothing changed.
  case cancelled
}

/// What is to be done for the dashboard. One long order at a time: ``cancel`` ends the one under way,
/// and an order given right after it takes its place, so that of the ended one nothing more is told.
package enum DashboardEffect: Equatable, Sendable {
  /// Mints the whole roster anew.
  case refreshRoster
  /// - Parameter reason: why, for the history; asked for at production stores.
  case switchAccount(AccountID, reason: String?)
  case signIn(SignInAnswers)
  /// Has the store send the member a one-time password.
  case sendCode(SignInAnswers)
  /// The address a browser ended up at, for the sign-in that waits for it.
  case handOverAddress(Secret)
  case openProfile(String)
  case loadDetails(AccountID)
  case cancel
  /// Stops the process as Ctrl-Z does.
  case suspend
}

/// What is shown about one account on request: claims of its token, never the token.
package struct AccountDetails: Equatable, Sendable {
  package let id: AccountID

  /// The claims in words, in the order they are shown, cleaned.
  package let claims: [Claim]

  package init(id: AccountID, claims: [Claim]) {
    self.id = id
    self.claims = claims
  }

  package struct Claim: Equatable, Sendable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }
}
