import AccountModel

/// What stands before the list, or takes the keys in its place; one at a time.
enum Modal: Equatable, Sendable {
  /// The keys, scrolled down by so many lines.
  case help(scroll: Int)

  /// What is known of one account; the claims are `nil` until they arrive.
  case details(AccountID, claims: [AccountDetails.Claim]?, scroll: Int)

  case signIn(SignIn)

  /// The profiles of the settings.
  case profiles(Choices<ProfileItem>)

  /// Why the person wants to act as an account, asked below the list.
  case reason(for: AccountID, text: String)
}
