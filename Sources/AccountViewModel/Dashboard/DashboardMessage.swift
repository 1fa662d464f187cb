package import AccountModel
package import Foundation

/// What happened, as the dashboard is told it.
package enum DashboardMessage: ScreenMessage, Equatable {
  case keyPressed(Key)
  case resized(Size)
  case ticked(Date)

  /// Another process changed what is saved: the new state of the session on the screen, `nil` when
  /// it was signed out. The message says what changed, as in "Another terminal switched to Acme
  /// (1f25…)."
  case sessionChanged(Session?, UserMessage?)

  /// Pages of the roster are arriving; the total is unknown until the first one.
  case rosterProgressed(loaded: Int, total: Int?)

  /// A refresh succeeded. The message says what the person must know besides, such as that the
  /// account acted as is gone.
  case rosterRefreshed(Session, UserMessage?)

  /// A switch succeeded: the session now has the account selected.
  case switched(Session)

  /// The member signed in.
  case signedIn(Session)

  /// The order under way needs an answer before it goes on; it stays under way.
  case promptRequested(DashboardPrompt)

  /// The store was asked to send a one-time password.
  ///
  /// - Parameter hint: what a presenter may read of it, in a demo.
  case oneTimePasswordSent(username: String, hint: String?)

  /// Somebody has to sign in at this address; `isOpen` says whether a browser shows it.
  case browserAwaited(address: String, isOpen: Bool)

  /// The pasted address is not the expected one; the sign-in keeps waiting.
  case addressRefused(UserMessage)

  /// A profile was opened and is the one in use now, with what was saved of its session.
  ///
  /// - Parameters:
  ///   - isStale: whether the saved roster is old enough to be loaded again.
  ///   - note: what the person should know besides, as a sentence.
  case profileOpened(ShownStore, Session?, isStale: Bool, note: String?)

  /// The storefront is served at this address of this machine; `isOpen` says whether a browser shows
  /// it.
  case storefrontOpened(address: String, isOpen: Bool)

  /// Details of an account arrived; more of them may follow.
  case detailsLoaded(ShownDetails)

  /// What the store tells about the accounts of a session arrived.
  case directoryLoaded(AccountDirectory, of: SessionID)

  /// The store was asked for accounts by a reference.
  case referenceSearched(String, AccountDirectory, of: SessionID)

  /// The token of the account in use could not be kept alive.
  case keepAliveFailed(UserMessage)

  /// What a filter over many accounts needs is ready.
  case filterPrepared(PreparedFilter)

  /// The history arrived, the newest event first.
  case historyLoaded([AuditEvent])

  /// The order under way failed.
  case failed(UserMessage, signInNeeded: Bool)

  /// The order under way was cancelled, and nothing changed.
  case cancelled
}

/// What the core needs from the person before the order under way can go on. A
/// ``DashboardEffect/answer(_:)`` carries the reply, ``DashboardEffect/cancel`` refuses it.
package enum DashboardPrompt: Equatable, Sendable {
  /// The store has several password profiles or OpenID profiles.
  case profile(SignInProfile.Kind, [SignInProfile])
  /// The one-time password that was sent.
  case oneTimePassword(OneTimePasswordPrompt)
  /// Why the person wants to act as an account in production.
  case reason(ReasonPrompt)
  /// Which of the store's members a support desk means.
  case member(MemberPrompt)
  /// Why the person impersonates a member.
  case impersonationReason(ImpersonationSummary)
  /// Text that is not shown while it is typed, such as the client secret.
  case secret(PromptField)
  case text(PromptField)
}

/// The reply to a ``DashboardPrompt``, or the address a browser ended up at.
package enum DashboardAnswer: Equatable, Sendable {
  case profile(id: String)
  case oneTimePassword(OneTimePasswordAnswer)
  /// Cleaned and not empty.
  case reason(String)
  case member(MemberAnswer)
  case secret(Secret)
  /// Not empty.
  case text(String)
  /// It holds an authorization code.
  case pastedAddress(Secret)
}

/// What is to be done for the dashboard. One long order runs at a time: ``cancel`` ends the one
/// under way, and an order given right after it takes its place, so that nothing more is told of the
/// one that ended.
package enum DashboardEffect: Equatable, Sendable {
  /// Mints tokens for the whole roster.
  case refreshRoster(SessionID)
  case switchAccount(AccountID, in: SessionID)
  case signIn(SignInAnswers)
  /// For the order under way.
  case answer(DashboardAnswer)
  /// Opens the profile of this name and makes it the one in use.
  case openProfile(String)
  /// Shows the storefront in a browser, as the account that is acted as and after each switch as the
  /// next.
  case openStorefront(AccountID, in: SessionID)
  /// Reads about an account, in place of the one before; this is no order, and nothing waits for it.
  ///
  /// - Parameter afterRest: whether to wait for the cursor to rest.
  case loadDetails(AccountID, in: SessionID, afterRest: Bool)
  /// Nobody looks at the details any more.
  case cancelDetails
  /// Reads which accounts belong to which.
  case loadDirectory(SessionID)
  /// Looks for accounts by an external reference or a registration ID.
  case searchReference(String, in: SessionID)
  /// Makes a filter over these accounts ready; this is no order, and nothing waits for it.
  case prepareFilter([Account])
  /// Acts as a member of the store, as its support desk.
  ///
  /// - Parameter member: what the person typed of the member; `nil` to be asked.
  case impersonate(member: String?)
  /// Reads what was done on this machine.
  case loadHistory
  /// Keeps the order of the list.
  case keepOrder(ListOrder)
  /// Keeps whether an account has a star.
  case keepFavourite(Bool, AccountID, in: SessionID)
  /// Hands text to the clipboard of the terminal.
  case copy(String)
  case ringBell
  case cancel
  /// Stops the process as Ctrl-Z does.
  case suspend
}

/// What is shown about one account: what the vault knows at once, and what the store tells.
package struct ShownDetails: Equatable, Sendable {
  package let session: SessionID

  /// The claims of its token in words, in the order they are shown, cleaned; never the token.
  package let claims: [Claim]

  package let store: AccountDetails

  package var id: AccountID { store.id }

  package init(in session: SessionID, claims: [Claim], store: AccountDetails) {
    self.session = session
    self.claims = claims
    self.store = store
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
