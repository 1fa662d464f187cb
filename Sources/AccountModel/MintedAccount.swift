/// An account as the store just gave it: with a fresh token, and where it stood.
package struct MintedAccount: Hashable, Sendable {
  package let account: Account

  /// Valid until `account.expiry`.
  package let token: Secret

  /// How many records came before it in the store's own order; a later switch asks for the page
  /// this falls on.
  package let position: Int

  package init(account: Account, token: Secret, position: Int) {
    self.account = account
    self.token = token
    self.position = position
  }
}
