/// An account member of a simulated store, and what signs it in.
package struct Member: Hashable, Sendable {
  package let id: String
  package let name: String
  package let email: String
  package let username: String
  package let password: String
  /// The password profile that this username and password belong to.
  package let passwordProfileID: String
}
