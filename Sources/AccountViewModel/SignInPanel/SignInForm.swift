import AccountModel

/// The fields of a sign-in method, being filled in.
struct SignInForm: Equatable, Sendable {
  /// What came of a key.
  enum Outcome: Equatable {
    /// Nothing is missing, and the person wants to go on.
    case filledIn
    /// Nothing happened; the sentence says why.
    case refused(String)
  }

  let mechanism: Mechanism

  let fields: [SignInField]

  /// The password profile or OpenID profile chosen, of a store that has several.
  var profileID: String?

  private var answers: [SignInField.Purpose: Secret] = [:]

  /// The position of the field that is typed into.
  private(set) var focus = 0

  init(_ mechanism: Mechanism, _ offer: SignInOffer) {
    self.mechanism = mechanism
    fields = mechanism.fields
    if let username = offer.username, !username.isEmpty {
      // A customer's user name is an e-mail address; who signs up has none yet.
      if fields.contains(.username) { answers[.username] = Secret(username) }
      if mechanism == .customer, username.contains("@") { answers[.email] = Secret(username) }
    }
    focus = firstMissing ?? 0
  }

  var field: SignInField { fields[focus] }

  func answer(_ purpose: SignInField.Purpose) -> Secret { answers[purpose] ?? Secret("") }

  var given: SignInAnswers { SignInAnswers(mechanism, profileID: profileID, answers) }

  /// What a field shows on the screen.
  func shown(_ field: SignInField) -> String {
    let answer = answer(field.purpose)
    guard field.isHidden else { return answer.reveal() }
    return answer.isEmpty ? "" : "(hidden)"
  }

  /// Takes in a key; there is at least one field.
  mutating func update(_ message: PanelMessage) -> Outcome? {
    switch message {
    case .text(let text): edit { $0 + text }
    case .command(.nextField): focus = (focus + 1) % fields.count
    case .command(.previousField): focus = (focus + fields.count - 1) % fields.count
    case .command(.submit): return submit()
    case .command(let command):
      if command.erases { edit(command.erasing) }
    }
    return nil
  }

  /// Goes on to the next field that must be filled in and is not.
  private mutating func submit() -> Outcome? {
    if !field.isOptional, answer(field.purpose).isEmpty {
      return .refused("\(field.title) is missing.")
    }
    guard let missing = firstMissing else { return .filledIn }
    focus = missing
    return nil
  }

  private var firstMissing: Int? {
    fields.firstIndex { !$0.isOptional && answer($0.purpose).isEmpty }
  }

  /// Changes the text of the field that is typed into.
  private mutating func edit(_ change: (String) -> String) {
    let text = String(change(answer(field.purpose).reveal()).prefix(1000))
    answers[field.purpose] = text.isEmpty ? nil : Secret(text)
  }

  /// Forgets what was typed as a secret, and goes to where it is typed again.
  mutating func forgetSecrets() {
    for field in fields where field.isSecret { answers[field.purpose] = nil }
    focus = fields.firstIndex(where: \.isSecret) ?? focus
  }
}

/// One thing a sign-in asks for.
package struct SignInField: Hashable, Sendable {
  /// What the answer is for; each is in a form once.
  package enum Purpose: Hashable, Sendable {
    case username, password, name, email, givenName, middleName, familyName
  }

  let purpose: Purpose
  let title: String

  /// Whether the answer must not be seen, not even how long it is.
  var isHidden = false

  /// Whether the answer proves who the person is, and so is forgotten once it was tried.
  var isSecret = false

  /// Whether it may be left empty.
  var isOptional = false

  static let username = SignInField(purpose: .username, title: "User name")
  static let password = SignInField(
    purpose: .password, title: "Password", isHidden: true, isSecret: true)
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
  /// Whether it asks for a password that the store knows already.
  var asksForKnownPassword: Bool { self == .password || self == .customer }

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
