package import AccountModel

/// How a person can sign in to a store from the dashboard.
package struct SignInOffer: Equatable, Sendable {
  /// The sign-in methods, the preferred one first; at least one.
  package let mechanisms: [Mechanism]

  /// Whether the first method is what the store's profile names: it is begun with, and the others are
  /// a step back.
  package let namesMethod: Bool

  /// The user name to begin with, where one is known.
  package let username: String?

  /// What a presenter may read to sign in to a demo with a password.
  package let hint: String?

  /// Every method the screen supports; a token that is already held is piped in on the command line.
  package static let allMechanisms: [Mechanism] = Mechanism.allCases.filter { $0 != .token }

  /// - Parameters:
  ///   - preferred: the method offered first.
  ///   - namesMethod: see ``namesMethod``; a single method is begun with anyway.
  package init(
    preferring preferred: Mechanism = .password, among mechanisms: [Mechanism] = allMechanisms,
    namesMethod: Bool = false, username: String? = nil, hint: String? = nil
  ) {
    self.mechanisms = [preferred] + mechanisms.filter { $0 != preferred }
    self.namesMethod = namesMethod || self.mechanisms.count == 1
    self.username = username
    self.hint = hint
  }
}

/// What a person answered to sign in. All of it is kept as secrets, so that no dump tells it.
package struct SignInAnswers: Equatable, Sendable {
  package let mechanism: Mechanism

  /// The password profile or OpenID profile chosen in an earlier try, of a store that has several.
  package var profileID: String?

  private let answers: [SignInField.Purpose: Secret]

  package init(
    _ mechanism: Mechanism, profileID: String? = nil,
    _ answers: [SignInField.Purpose: Secret] = [:]
  ) {
    self.mechanism = mechanism
    self.profileID = profileID
    self.answers = answers
  }

  /// `nil` where nothing was answered.
  package subscript(purpose: SignInField.Purpose) -> Secret? { answers[purpose] }
}

extension Mechanism {
  /// What the list of sign-in methods calls it.
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

  /// What it is, for somebody who does not know it.
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
