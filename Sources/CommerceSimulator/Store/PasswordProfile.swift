/// A way to sign in with a username, as the realm lists it.
package struct PasswordProfile: Hashable, Sendable {
  /// What a username of the profile looks like.
  package enum UsernameFormat: String, Sendable { case email, any }

  package let id: String
  package let name: String
  package let usernameFormat: UsernameFormat
  package let enablesOneTimePasswords: Bool
}
