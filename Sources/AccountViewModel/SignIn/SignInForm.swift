import AccountModel

/// The fields of a way in, being filled in.
struct SignInForm: Equatable, Sendable {
  let mechanism: Mechanism

  private(set) var fields: [SignInField]

  /// The password profile or OpenID profile chosen, of a store that has several.
  var profileID: String?

  /// What a presenter may read; see ``SignInOffer/hint``.
  private(set) var hint: String?

  private var answers: [SignInField.Purpose: Secret] = [:]

  /// The place of the field that is typed into.
  private(set) var focus = 0

  init(_ mechanism: Mechanism, _ offer: SignInOffer) {
    self.mechanism = mechanism
    fields = mechanism.fields
    hint = offer.hint
    if let username = offer.username, !username.isEmpty, fields.contains(.username) {
      answers[.username] = Secret(username)
    }
    focus = firstMissing ?? 0
  }

  var field: SignInField { fields[focus] }

  func answer(_ purpose: SignInField.Purpose) -> Secret { answers[purpose] ?? Secret("") }

  var given: SignInAnswers { SignInAnswers(mechanism, profileID: profileID, answers) }

  /// Whether a one-time password is asked for, which was sent before.
  var asksForCode: Bool { fields == [.code] }

  /// Whether the filled-in form has the store send a one-time password, before it can sign in.
  var ordersCode: Bool { mechanism == .passwordless && !asksForCode }

  /// What stands in a field on the screen.
  func shown(_ field: SignInField) -> String {
    let answer = answer(field.purpose)
    guard field.isHidden else { return answer.reveal() }
    return answer.isEmpty ? "" : "(hidden)"
  }

  mutating func focusNext() { focus = (focus + 1) % fields.count }
  mutating func focusPrevious() { focus = (focus + fields.count - 1) % fields.count }

  /// Goes to the first field that must be filled and is not; `nil` when there is none.
  mutating func focusFirstMissing() -> SignInField? {
    guard let missing = firstMissing else { return nil }
    focus = missing
    return field
  }

  private var firstMissing: Int? {
    fields.firstIndex { !$0.isOptional && answer($0.purpose).isEmpty }
  }

  /// Changes the text of the field that is typed into.
  mutating func edit(_ change: (String) -> String) {
    let text = String(change(answer(field.purpose).reveal()).prefix(1000))
    answers[field.purpose] = text.isEmpty ? nil : Secret(text)
  }

  /// Forgets what lets the person in, and goes to where it is typed again.
  mutating func forgetSecrets() {
    for field in fields where field.isSecret { answers[field.purpose] = nil }
    focus = fields.firstIndex(where: \.isSecret) ?? focus
  }

  /// Goes on to the code that was sent.
  ///
  /// - Parameter hint: what a presenter may read of it.
  mutating func askForCode(hint: String?) {
    fields = [.code]
    focus = 0
    answers[.code] = nil
    self.hint = hint
  }
}
