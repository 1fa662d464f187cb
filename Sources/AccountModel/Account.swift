/// The identity of an account. Names collide and lie; the ID does not.
package struct AccountID: RawRepresentable, Hashable, Sendable, Comparable,
  CustomStringConvertible
{
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }
  package init(_ rawValue: String) { self.rawValue = rawValue }

  package var description: String { rawValue }

  package static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
}

/// An organisation the account member may act for, without its token.
package struct Account: Identifiable, Hashable, Sendable {
  package let id: AccountID

  /// What the store calls it, cleaned; may be empty and need not be unique.
  package var name: String

  /// When its token expires; `nil` when the store said nothing we could read.
  package var expiry: Expiry?

  package init(id: AccountID, name: String, expiry: Expiry?) {
    self.id = id
    self.name = name
    self.expiry = expiry
  }

  /// The name, or words that stand in for an empty one.
  package var displayName: String { name.isEmpty ? "(no name)" : name }
}
