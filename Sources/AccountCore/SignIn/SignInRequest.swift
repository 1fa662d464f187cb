package import AccountModel

/// What somebody already said about a sign-in; whatever is missing comes from the profile, from the
/// store, or is asked for.
package struct SignInRequest: Sendable {
  package var mechanism: Mechanism?
  package var username: String?
  package var email: String?
  package var name: String?
  package var givenName: String?
  package var middleName: String?
  package var familyName: String?

  /// The password profile, by its ID or name.
  package var passwordProfile: String?

  /// The OpenID profile, by its ID or name.
  package var oidcProfile: String?

  /// The ID of the authentication realm, for stores that do not show their settings.
  package var realm: String?

  /// Where the browser comes back to, as registered at the identity provider.
  package var redirectURI: String?

  /// An account token the member already holds, for ``Mechanism/token``.
  package var heldToken: Secret?

  /// A one-time password the member already has: no other is requested.
  package var oneTimePassword: Secret?

  /// The account to act as afterwards, by ID or name.
  package var account: String?
  package var reason: String?

  package init(mechanism: Mechanism? = nil, username: String? = nil) {
    self.mechanism = mechanism
    self.username = username
  }
}

/// How a sign-in ended.
package struct SignInOutcome: Sendable {
  package let session: Session

  /// What the person has to be told besides: what could not be done, and what is incomplete.
  package let warnings: [UserMessage]
}

extension AccountService {
  /// Signs a member or a customer in: mints the whole roster and saves it as the session that the
  /// store's commands mean. The only account of a member is chosen; of several, the one chosen
  /// before stays so. In production choosing needs a reason.
  ///
  /// What the person chose on the way is written into the settings only when the sign-in succeeded.
  ///
  /// - Throws: ``AccountError``; only where it says so was the member signed in.
  package func signIn(
    _ request: SignInRequest, at selector: SessionSelector, prompter: any Prompter
  ) async throws(AccountError) -> SignInOutcome {
    try await SignInFlow(self, selector, request, prompter).run()
  }

  /// Has the store send the member a one-time password, which a later sign-in takes.
  package func requestOneTimePassword(
    _ request: SignInRequest, at selector: SessionSelector, prompter: any Prompter
  ) async throws(AccountError) {
    var request = request
    request.mechanism = .passwordless
    try await SignInFlow(self, selector, request, prompter).requestOneTimePassword()
  }
}
