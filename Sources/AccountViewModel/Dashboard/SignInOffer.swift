package import AccountModel

/// How a person can sign in from the dashboard: what a form asks for.
package struct SignInOffer: Equatable, Sendable {
  package let mechanism: Mechanism

  /// In the order they are asked for; at least one.
  package let fields: [SignInField]

  /// The user name to begin with, where one is known.
  package let username: String?

  package init(mechanism: Mechanism, fields: [SignInField], username: String? = nil) {
    self.mechanism = mechanism
    self.fields = fields
    self.username = username
  }

  /// User name and password.
  package static func password(username: String? = nil) -> Self {
    SignInOffer(mechanism: .password, fields: [.username, .password], username: username)
  }
}

/// One thing a sign-in asks for.
package struct SignInField: Hashable, Sendable {
  /// What the answer is for; each stands in a form once.
  package enum Purpose: Hashable, Sendable { case username, password }

  package let purpose: Purpose
  package let title: String

  /// Whether the answer must not be seen, not even how long it is.
  package let isHidden: Bool

  package static let username = SignInField(
    purpose: .username, title: "User name", isHidden: false)
  package static let password = SignInField(purpose: .password, title: "Password", isHidden: true)
}
