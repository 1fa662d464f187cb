import AccountModel

/// What stands before the list; one at a time.
enum Modal: Equatable, Sendable {
  /// The keys, scrolled down by so many lines.
  case help(scroll: Int)

  /// What is known of one account; the claims are `nil` until they arrive.
  case details(AccountID, claims: [AccountDetails.Claim]?, scroll: Int)

  case signIn(SignInForm)
}
