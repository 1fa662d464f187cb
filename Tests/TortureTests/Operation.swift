import CommerceSimulator
import ProgramTesting

/// What is killed.
enum Operation: String, CaseIterable {
  case switchAccount = "switch"
  case refresh
  case firstSignIn = "first sign-in"
  case repeatedSignIn = "repeated sign-in"
  case renewal
  case logout
  case logoutAll = "logout --all"

  /// - Parameter account: the ID of the account to act as afterwards, where there is a choice.
  func arguments(for account: String, in store: SimulatedStore) -> [String] {
    switch self {
    case .switchAccount: ["switch", account]
    case .refresh: ["refresh"]
    case .firstSignIn, .repeatedSignIn:
      ["login", "--username", store.member.username, "--password-stdin", "--account", account]
    case .renewal: ["token"]
    case .logout: ["logout"]
    case .logoutAll: ["logout", "--all"]
    }
  }

  /// Whether somebody is signed in before it.
  var startsSignedIn: Bool { self != .firstSignIn }

  /// Whether it may end with somebody else being acted as.
  var selects: Bool {
    [.switchAccount, .firstSignIn, .repeatedSignIn].contains(self)
  }

  /// Whether nobody being signed in is the state before or after it.
  var mayEndSignedOut: Bool { [.firstSignIn, .logout, .logoutAll].contains(self) }
}
