package import AccountModel

/// How a person can sign in to a store from the dashboard.
package struct SignInOffer: Equatable, Sendable {
  /// The ways in, the preferred one first; at least one.
  package let mechanisms: [Mechanism]

  /// The user name to begin with, where one is known.
  package let username: String?

  /// What a presenter may read to sign in to a demo.
  package let hint: String?

  /// Every way in that can be gone on a screen; a token in hand is piped in on the command line.
  package static let allMechanisms: [Mechanism] = Mechanism.allCases.filter { $0 != .token }

  /// - Parameter preferred: the way offered first.
  package init(
    preferring preferred: Mechanism = .password, among mechanisms: [Mechanism] = allMechanisms,
    username: String? = nil, hint: String? = nil
  ) {
    self.mechanisms = [preferred] + mechanisms.filter { $0 != preferred }
    self.username = username
    self.hint = hint
  }
}

extension Mechanism {
  /// What the list of the ways in calls it.
  var title: String {
    switch self {
    case .password: "Password"
    case .oidc: "OpenID"
    case .passwordless: "One-time password"
    case .selfSignup: "Sign up"
    case .customer: "Customer"
    case .token: "Token"
    }
  }

  /// What it is, for who has not met it before.
  var summary: String {
    switch self {
    case .password: "with user name and password"
    case .oidc: "in the browser, at the store's identity provider"
    case .passwordless: "with a code the store sends you"
    case .selfSignup: "as a new member of the store"
    case .customer: "as one shopper, with e-mail and password (legacy)"
    case .token: "with an account token you hold"
    }
  }
}
