import AccountModel

/// A form being filled in, drawn from the fields of an offer.
struct SignInForm: Equatable, Sendable {
  let offer: SignInOffer

  /// What was typed so far. All of it is kept as secrets, so that no dump of the state tells it.
  private var answers: [SignInField.Purpose: Secret] = [:]

  /// The place of the field that is typed into.
  private(set) var focus = 0

  init(_ offer: SignInOffer) {
    self.offer = offer
    if let username = offer.username, !username.isEmpty {
      answers[.username] = Secret(username)
      focus = offer.fields.firstIndex { answers[$0.purpose] == nil } ?? 0
    }
  }

  var field: SignInField { offer.fields[focus] }
  var isOnLastField: Bool { focus == offer.fields.count - 1 }

  func answer(_ purpose: SignInField.Purpose) -> Secret { answers[purpose] ?? Secret("") }

  /// What stands in a field on the screen.
  func shown(_ field: SignInField) -> String {
    let answer = answer(field.purpose)
    guard field.isHidden else { return answer.reveal() }
    return answer.isEmpty ? "" : "(hidden)"
  }

  mutating func focusNext() { focus = (focus + 1) % offer.fields.count }
  mutating func focusPrevious() {
    focus = (focus + offer.fields.count - 1) % offer.fields.count
  }

  /// Goes to the first field that is still empty; `nil` when there is none.
  mutating func focusFirstEmpty() -> SignInField? {
    guard let empty = offer.fields.firstIndex(where: { answer($0.purpose).isEmpty }) else {
      return nil
    }
    focus = empty
    return field
  }

  mutating func type(_ text: String) {
    edit { $0 + text }
  }

  mutating func erase() { edit { String($0.dropLast()) } }
  mutating func eraseAll() { edit { _ in "" } }

  /// Forgets what must not be seen, and goes to where it is typed again.
  mutating func forgetSecrets() {
    for field in offer.fields where field.isHidden { answers[field.purpose] = nil }
    focus = offer.fields.firstIndex(where: \.isHidden) ?? focus
  }

  private mutating func edit(_ change: (String) -> String) {
    let text = String(change(answer(field.purpose).reveal()).prefix(1000))
    answers[field.purpose] = text.isEmpty ? nil : Secret(text)
  }
}

extension SignInForm {
  /// The order the filled-in form amounts to.
  var effect: DashboardEffect {
    .signIn(username: answer(.username).reveal(), password: answer(.password))
  }
}
