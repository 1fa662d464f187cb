/// An account of a simulated store, and how long and in what shape its tokens are minted.
package struct SimulatedAccount: Hashable, Sendable {
  package let id: String
  package let name: String
  /// Seconds from minting to expiry; negative when the token is expired as it is minted.
  package var lifetime: Int
  /// The account that this one is a part of; nil at the top.
  package var parentID: String?
  var expiresForm = ExpiresForm.fraction
  var claimsForm = ClaimsForm.numbers

  package init(
    id: String, name: String, lifetime: Int = SimulatedStore.defaultLifetime,
    parentID: String? = nil
  ) {
    self.id = id
    self.name = name
    self.lifetime = lifetime
    self.parentID = parentID
  }
}

extension SimulatedAccount {
  /// How `expires` of a row is written.
  enum ExpiresForm: CaseIterable, Sendable {
    /// `2021-03-16T19:36:11.070Z`
    case fraction
    /// `2021-03-16T20:36:11+01:00`
    case offset
    case epochNumber, epochText, missing, garbage
  }

  /// How the claims inside an account token are written.
  enum ClaimsForm: CaseIterable, Sendable {
    case numbers
    /// `exp` and `iat` are ISO-8601 text.
    case text
    /// `scope` is not the account's ID.
    case foreignScope
  }
}
