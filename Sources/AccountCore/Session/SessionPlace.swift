package import AccountModel

/// Which session is meant: that of a store, and of several members there, whose.
package struct SessionPlace: Hashable, Sendable {
  package let store: Store

  /// The user name or ID of the member; `nil` means the one who signed in last.
  package let username: String?

  package init(_ store: Store, username: String? = nil) {
    self.store = store
    self.username = username
  }
}
