/// The identity of an account. Names collide and lie; the ID does not.
package struct AccountID: RawRepresentable, Hashable, Sendable, Comparable,
  CustomStringConvertible
{
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }
  package init(_ rawValue: String) { self.rawValue = rawValue }

  package var description: String { rawValue }

  /// How many characters of the start and the end the short form keeps.
  package static let shortForm = (head: 8, tail: 4)

  /// The one form in which an ID is shortened: `32d94f45…052c`.
  package var short: String {
    let form = Self.shortForm
    guard rawValue.count > form.head + 1 + form.tail else { return rawValue }
    return "\(rawValue.prefix(form.head))…\(rawValue.suffix(form.tail))"
  }

  package static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
}

/// An organisation the account member may act for, without its token.
package struct Account: Identifiable, Hashable, Sendable {
  package let id: AccountID

  /// What the store calls it, cleaned; may be empty and need not be unique.
  package var name: String

  /// When its token expires; `nil` when the store said nothing we could read.
  package var expiry: Expiry?

  /// The number that another system has for it, cleaned. The store tells it with the details of an
  /// account and not with the roster, so that it is often not known.
  package var externalReference: String?

  /// Its number in a register of companies, cleaned; as seldom known.
  package var registrationID: String?

  package init(id: AccountID, name: String, expiry: Expiry?) {
    self.id = id
    self.name = name
    self.expiry = expiry
  }

  /// The name, or words that stand in for an empty one.
  package var displayName: String { name.isEmpty ? "(no name)" : name }

  /// What else than name and ID it is looked up by, as far as it is known.
  package var references: [String] { [externalReference, registrationID].compactMap(\.self) }
}
