/// What the screen says about the store whose accounts it shows.
package struct ShownStore: Equatable, Sendable {
  /// What the store is called, cleaned.
  package let label: String

  /// The profile of the settings file that describes it, if one does.
  package let profile: String?

  /// Whether the settings file marks it as production: the header says so, and the core asks for a
  /// reason before a switch.
  package let isProduction: Bool

  /// The colour the settings file gives its header.
  package let tint: Tint?

  /// How to sign in from here; `nil` when only the command line can.
  package let signIn: SignInOffer?

  /// Whether it is opened as the store's support desk, which impersonates members instead of signing in.
  package let isDesk: Bool

  /// Whether the settings file names a storefront, so that its key is worth a place in the footer.
  package let hasStorefront: Bool

  package let theme: Theme

  /// Whether clicks and the wheel are wanted.
  package let usesMouse: Bool

  package init(
    label: String, profile: String? = nil, isProduction: Bool = false, tint: Tint? = nil,
    signIn: SignInOffer?, isDesk: Bool = false, hasStorefront: Bool = false,
    theme: Theme = .standard,
    usesMouse: Bool = false
  ) {
    self.isDesk = isDesk
    self.hasStorefront = hasStorefront
    self.theme = theme
    self.usesMouse = usesMouse
    self.label = label
    self.profile = profile
    self.isProduction = isProduction
    self.tint = tint
    self.signIn = signIn
  }
}

/// The profiles of the settings file, which open another store or member.
package enum ProfileOffer: Equatable, Sendable {
  /// Why there are none, as a sentence.
  case unavailable(String)
  case listed([ProfileItem])
}

/// A profile as the list of profiles shows it.
package struct ProfileItem: Equatable, Sendable {
  package let name: String

  /// The host of its store, with the port where it is not the usual one; `nil` where the profile
  /// names none.
  package let host: String?

  /// The member it signs in, where that is known.
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
