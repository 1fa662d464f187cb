/// The profiles of the settings file, to open another store or member by.
package enum ProfileOffer: Equatable, Sendable {
  /// Why there are none, as a sentence.
  case unavailable(String)
  case listed([ProfileItem])
}

/// A profile as the list of them shows it.
package struct ProfileItem: Equatable, Sendable {
  package let name: String

  /// The host of its store, where the profile names one.
  package let host: String?

  /// Whose it is, where that is known.
  package let member: String?
  package let isProduction: Bool
  package let tint: Tint?

  package init(
    name: String, host: String?, member: String?, isProduction: Bool = false, tint: Tint? = nil
  ) {
    self.name = name
    self.host = host
    self.member = member
    self.isProduction = isProduction
    self.tint = tint
  }
}
