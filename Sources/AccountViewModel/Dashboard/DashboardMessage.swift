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

  /// What was asked for about an account arrived.
  case detailsLoaded(AccountDetails)

  /// The order the effect carried could not be carried out.
  case failed(Explanation, signInNeeded: Bool)

  /// What was under way was cancelled, and nothing changed.
  case cancelled
}

/// What is to be done for the dashboard. One long order at a time: a new one is not given while one
/// is under way, and ``cancel`` ends it.
package enum DashboardEffect: Equatable, Sendable {
  /// Mints the whole roster anew.
  case refreshRoster
  case switchAccount(AccountID)
  case signIn(username: String, password: Secret)
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
