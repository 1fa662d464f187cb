/// An account as the store just gave it: with a fresh token, and where it stood.
package struct MintedAccount: Hashable, Sendable {
  package let account: Account

  /// Valid until `account.expiry`.
  package let token: Secret

  /// How many records came before it in the store's own order; a later switch asks for the page
  /// this falls on.
  package let position: Int

  /// The account's ``Account/sortKey``. It is kept because a large roster is sorted while the person
  /// waits, and a page of it is made while others are on the way.
  package let sortKey: String

  package init(account: Account, token: Secret, position: Int) {
    self.account = account
    self.token = token
    self.position = position
    sortKey = account.sortKey
  }
}
