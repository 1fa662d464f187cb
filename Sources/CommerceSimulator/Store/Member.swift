/// An account member of a simulated store: who signs in, with what, and for which accounts.
package struct Member: Hashable, Sendable {
  /// A user name and password in one password profile.
  ///
  /// The same user name in two profiles belongs to one member or to two, as the store has it.
  package struct PasswordCredential: Hashable, Sendable {
    package let passwordProfileID: String
    package let username: String
    package let password: String

    package init(passwordProfileID: String, username: String, password: String) {
      self.passwordProfileID = passwordProfileID
      self.username = username
      self.password = password
    }
  }

  package let id: String
  package let name: String
  package let email: String
  /// The first is the member's own, further ones are a support desk's.
  package internal(set) var credentials: [PasswordCredential]
  /// The accounts of the member, in the order the API lists them. IDs repeat in `hostile`.
  package var accounts: [SimulatedAccount]

  /// - Precondition: `credentials` is not empty.
  package init(
    id: String, name: String, email: String, credentials: [PasswordCredential],
    accounts: [SimulatedAccount]
  ) {
    precondition(!credentials.isEmpty, "a member signs in with something")
    self.id = id
    self.name = name
    self.email = email
    self.credentials = credentials
    self.accounts = accounts
  }

  /// The user name of the first credential; empty when none is left.
  package var username: String { credentials.first?.username ?? "" }
  /// The password of the first credential.
  package var password: String { credentials.first?.password ?? "" }
  /// The password profile of the first credential.
  package var passwordProfileID: String { credentials.first?.passwordProfileID ?? "" }
}

/// A legacy customer: one identity without accounts.
package struct Customer: Hashable, Sendable {
  package let id: String
  package let name: String
  package let email: String
  package let password: String
}

/// A set of users and the ways in which they sign in.
package struct AuthenticationRealm: Hashable, Sendable {
  package let id: String
  package let name: String
  /// The type of what the realm was created for, such as `account_authentication_settings`.
  package let originType: String
  package let passwordProfiles: [PasswordProfile]
  package let openIDProfiles: [OpenIDProfile]
}

/// A way to sign in with a user name, as a realm lists it.
package struct PasswordProfile: Hashable, Sendable {
  /// What a user name of the profile looks like.
  package enum UsernameFormat: String, Sendable { case email, any }

  package let id: String
  package let name: String
  package let usernameFormat: UsernameFormat
  package let enablesOneTimePasswords: Bool
}

/// An identity provider to sign in at, as a realm lists it.
package struct OpenIDProfile: Hashable, Sendable {
  package let id: String
  package let name: String
}
