/// What the screen says of the store whose accounts it shows.
package struct ShownStore: Equatable, Sendable {
  /// What the store is called, cleaned.
  package let label: String

  /// The profile of the settings that describes it, if one does.
  package let profile: String?

  /// Whether the settings mark it as one where mistakes are dear: a switch asks for a reason.
  package let isProduction: Bool

  /// The colour the settings give its header.
  package let tint: Tint?

  /// How to sign in from here; `nil` when that takes the command line.
  package let signIn: SignInOffer?

  package init(
    label: String, profile: String? = nil, isProduction: Bool = false, tint: Tint? = nil,
    signIn: SignInOffer?
  ) {
    self.label = label
    self.profile = profile
    self.isProduction = isProduction
    self.tint = tint
    self.signIn = signIn
  }
}
