import AccountModel

/// What is said above the footer.
enum Notice: Equatable, Sendable {
  /// Why a key did nothing. Gone with the next key.
  case hint(String)

  /// Something ended well. Gone with the next key.
  case success(String)

  /// Something failed. It stays until it is dismissed, or until the next order is given.
  case failure(Explanation, signInNeeded: Bool)

  /// Something failed that nobody had ordered. It stays likewise, and takes no key away.
  case trouble(Explanation, signInNeeded: Bool)

  var isTransient: Bool {
    switch self {
    case .hint, .success: true
    case .failure, .trouble: false
    }
  }

  /// Whether signing in is the way on.
  var asksForSignIn: Bool {
    switch self {
    case .hint, .success: false
    case .failure(_, let isNeeded), .trouble(_, let isNeeded): isNeeded
    }
  }
}
