package import AccountModel

/// An account as the vault knows it.
package struct SavedAccount: Hashable, Sendable {
  package let account: Account

  /// How many records came before it in the store's own order, when it was last seen.
  package let position: Int

  package init(account: Account, position: Int) {
    self.account = account
    self.position = position
  }
}
