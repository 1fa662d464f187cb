import AccountModel

/// What is said above the footer.
enum Notice: Equatable, Sendable {
  /// Why a key did nothing. Gone with the next key.
  case hint(String)

  /// Something ended well. Gone with the next key.
  case success(String)

  /// Something failed. It stays until it is dismissed, or until the next order is given.
  case failure(Explanation, signInNeeded: Bool)

  var isTransient: Bool {
    if case .failure = self { false } else { true }
  }
}
