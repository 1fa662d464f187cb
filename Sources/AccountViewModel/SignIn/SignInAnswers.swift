package import AccountModel

/// What a person answered to sign in. All of it is kept as secrets, so that no dump tells it.
package struct SignInAnswers: Equatable, Sendable {
  package let mechanism: Mechanism

  /// The password profile or OpenID profile chosen, of a store that has several.
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

/// A password profile or an OpenID profile of a store, to choose from.
package struct SignInProfile: Equatable, Sendable {
  package let id: String
  package let name: String

  /// - Parameter name: cleaned.
  package init(id: String, name: String) {
    self.id = id
    self.name = name
  }
}
