package import AccountModel
package import ProfileSettings

/// Where a command works, and which of the sessions there it may mean: the store, the grant type of
/// its client, and what the profile says of the member and the way of signing in.
package struct SessionSelector: Equatable, Sendable {
  package let store: Store

  /// The profile that describes the store, if one does.
  package let profile: Profile?

  package let origin: Origin

  /// What named the store or the profile.
  package enum Origin: Hashable, Sendable {
    /// An option of the command.
    case option
    /// A variable of the command's environment.
    case variable
    /// The settings file, or the terminal was shown it, or there is only one store.
    case settings
  }

  package init(store: Store, profile: Profile?, origin: Origin) {
    self.store = store
    self.profile = profile
    self.origin = origin
  }

  /// The grant under which accounts are acted as. A support desk's is always `implicit`: the
  /// store-wide access token finds members and makes credentials, and never acts as an account.
  package var grantType: GrantType {
    isDesk ? .implicit : profile?.grantType ?? .implicit
  }

  /// Whether the profile is a support desk's, which signs in by impersonation only.
  package var isDesk: Bool { profile?.impersonationProfile != nil }

  /// Whether acting as an account has to be explained.
  package var isProduction: Bool { profile?.isProduction ?? false }

  /// The only member the profile's sessions can be of; `nil` when whoever signs in is meant, as with
  /// an OpenID provider, which decides who that is.
  package var username: String? {
    isDesk || profile?.mechanism == .oidc ? nil : profile?.username
  }

  /// What the store is called on the screen.
  package var label: String { profile?.name ?? store.endpoint.host }

  /// The command that signs in here, as a person would type it.
  package var loginCommand: CleanText { command(isDesk ? "impersonate" : "login") }

  /// A command of epswitch that works here when it is typed in the same terminal: it repeats the
  /// options that named the place.
  package func command(_ words: CleanText) -> CleanText {
    guard origin == .option else { return "epswitch \(words)" }
    if let profile { return "epswitch \(words) --profile \(profile.name)" }
    return "epswitch \(words) --endpoint \(store.endpoint) --client-id \(store.clientID, limit: 80)"
  }

  /// Whether a session may be the one that is meant.
  func matches(_ session: SessionSummary) -> Bool {
    guard session.store == store, session.id.grantType == grantType else { return false }
    if let username, ![session.member.username, session.member.id].contains(username) {
      return false
    }
    if let named = profileNamed(for: session.id.method),
      ![session.id.method.profileID, session.profileName].contains(named)
    {
      return false
    }
    return allows(session.id.method)
  }

  /// Whether the profile lets sessions of a method be meant. A profile that names a password or OpenID
  /// profile of the store is one of account members: a customer of the same name is somebody else.
  func allows(_ method: SignInMethod) -> Bool {
    // An impersonated member is never taken for one who signed in, nor the other way round.
    if case .impersonation = method { return isDesk }
    guard let profile else { return true }
    guard !isDesk else { return false }
    if let mechanism = profile.mechanism { return method.isReached(by: mechanism) }
    return method != .customer || (profile.passwordProfile == nil && profile.oidcProfile == nil)
  }

  /// The store's profile that the settings name for a method, by its ID or its name; `nil` when they
  /// name none.
  func profileNamed(for method: SignInMethod) -> String? {
    switch method {
    case .passwordProfile: profile?.passwordProfile
    case .impersonation: profile?.impersonationProfile
    case .openIDProfile: profile?.oidcProfile
    case .customer, .heldToken: nil
    }
  }
}

extension SessionSelector? {
  /// A command of epswitch that works where the selector does, or where the settings lead.
  func command(_ words: CleanText) -> CleanText { self?.command(words) ?? "epswitch \(words)" }
}

extension SignInMethod {
  /// Whether signing in by a mechanism leads to a session of this method.
  func isReached(by mechanism: Mechanism) -> Bool {
    switch (self, mechanism) {
    case (.passwordProfile, .password), (.passwordProfile, .passwordless),
      (.passwordProfile, .selfSignup), (.openIDProfile, .oidc), (.customer, .customer),
      (.heldToken, .token):
      true
    default: false
    }
  }
}
