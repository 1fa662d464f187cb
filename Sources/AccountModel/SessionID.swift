/// The grant by which the client gets its access token (RFC 6749, section 1.3). The raw values are
/// the words of the settings file.
package enum GrantType: String, Hashable, Sendable, CaseIterable {
  /// With the public client ID alone; enough to mint account tokens, and right for acting as one.
  case implicit
  /// With the client's secret too. Every resource is visible under it, whatever the account token
  /// says.
  case clientCredentials = "client-credentials"
}

/// What a member signs in to: the same user name can be another member in another password profile,
/// and a customer.
package enum SignInMethod: Hashable, Sendable {
  /// A password profile of the store, by its ID: passwords, one-time passwords and self sign-up.
  case passwordProfile(String)
  /// A support desk that acts as the member, with credentials in the password profile of this ID.
  /// Its session is never the member's own one, nor that of a desk that signs in by hand.
  case impersonation(String)
  /// An OpenID profile of the store, by its ID.
  case openIDProfile(String)
  /// The legacy sign-in of customers.
  case customer
  /// An account token the member already held.
  case heldToken

  /// A word for the kind of method, the same in every release: the vault keeps it.
  package var kind: String {
    switch self {
    case .passwordProfile: "password-profile"
    case .impersonation: "impersonation"
    case .openIDProfile: "openid-profile"
    case .customer: "customer"
    case .heldToken: "held-token"
    }
  }

  /// The ID of the store's profile; `nil` where the method has none.
  package var profileID: String? {
    switch self {
    case .passwordProfile(let id), .impersonation(let id), .openIDProfile(let id): id
    case .customer, .heldToken: nil
    }
  }

  /// Reads back what ``kind`` and ``profileID`` gave; `nil` for anything else.
  package init?(kind: String, profileID: String?) {
    switch (kind, profileID) {
    case ("password-profile", let id?): self = .passwordProfile(id)
    case ("impersonation", let id?): self = .impersonation(id)
    case ("openid-profile", let id?): self = .openIDProfile(id)
    case ("customer", nil): self = .customer
    case ("held-token", nil): self = .heldToken
    default: return nil
    }
  }
}

/// What tells one session from every other. Two sessions that differ in any of these share neither
/// accounts nor tokens; every use case that acts takes the ID of the session it was shown.
package struct SessionID: Hashable, Sendable {
  package let store: Store
  package let grantType: GrantType
  package let method: SignInMethod

  /// See ``AccountMember/id``.
  package let memberID: String

  package init(store: Store, grantType: GrantType, method: SignInMethod, memberID: String) {
    self.store = store
    self.grantType = grantType
    self.method = method
    self.memberID = memberID
  }

  /// All of it in a fixed order, for digests and associated data; `nil` is a part that is missing.
  package var parts: [String?] {
    [
      store.endpoint.origin, store.clientID, grantType.rawValue, method.kind, method.profileID,
      memberID,
    ]
  }
}
