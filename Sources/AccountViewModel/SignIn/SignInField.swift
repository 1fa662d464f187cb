import AccountModel

/// One thing a sign-in asks for.
package struct SignInField: Hashable, Sendable {
  /// What the answer is for; each stands in a form once.
  package enum Purpose: Hashable, Sendable {
    case username, password, code, name, email, givenName, middleName, familyName
  }

  let purpose: Purpose
  let title: String

  /// Whether the answer must not be seen, not even how long it is.
  var isHidden = false

  /// Whether the answer lets the person in, and so is forgotten once it was tried.
  var isSecret = false

  /// Whether it may be left empty.
  var isOptional = false

  static let username = SignInField(purpose: .username, title: "User name")
  static let password = SignInField(
    purpose: .password, title: "Password", isHidden: true, isSecret: true)
  static let code = SignInField(purpose: .code, title: "Code", isSecret: true)
  static let name = SignInField(purpose: .name, title: "Name")
  static let email = SignInField(purpose: .email, title: "E-mail")
  /// Most stores sign members up by their e-mail address.
  static let newUsername = SignInField(
    purpose: .username, title: "User name", isOptional: true)
  static let givenName = SignInField(
    purpose: .givenName, title: "Given name", isOptional: true)
  static let middleName = SignInField(
    purpose: .middleName, title: "Middle name", isOptional: true)
  static let familyName = SignInField(
    purpose: .familyName, title: "Family name", isOptional: true)
}

extension Mechanism {
  /// What it asks for first, in that order.
  var fields: [SignInField] {
    switch self {
    case .password: [.username, .password]
    case .passwordless: [.username]
    case .selfSignup:
      [.name, .email, .password, .newUsername, .givenName, .middleName, .familyName]
    case .customer: [.email, .password]
    case .oidc, .token: []
    }
  }
}
