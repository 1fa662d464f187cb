package import AccountModel

/// An account and the token that makes the API answer as it.
package struct HeldToken: Hashable, Sendable {
  package let account: Account
  package let token: AccountToken

  package init(account: Account, token: AccountToken) {
    self.account = account
    self.token = token
  }
}

/// Everything another program needs to act as one account: what is handed out, in every format.
package struct AccountGrant: Hashable, Sendable {
  /// Which header the token travels in. A store takes one or the other, never both.
  package enum Kind: Sendable {
    case accountManagement
    /// The older customer tokens: one identity, no accounts to switch between.
    case customer
  }

  package let held: HeldToken

  /// What `Authorization` carries.
  package let bearer: Secret

  package let store: Store
  package let memberID: String
  package let kind: Kind

  package init(
    account: Account, token: AccountToken, bearer: Secret, store: Store, memberID: String,
    kind: Kind = .accountManagement
  ) {
    held = HeldToken(account: account, token: token)
    self.bearer = bearer
    self.store = store
    self.memberID = memberID
    self.kind = kind
  }
}
