import AccountModel

/// The one long order that is under way.
struct Activity: Equatable, Sendable {
  enum Order: Equatable, Sendable {
    case refreshing
    case switching(AccountID)
    case signingIn(username: String)
    case loadingDetails(AccountID)
  }

  /// How much of the roster has come in.
  struct Progress: Equatable, Sendable {
    var loaded: Int
    /// `nil` until the first page tells.
    var total: Int?
  }

  let order: Order
  var progress: Progress?

  /// Whether it was told to end and has not yet.
  var isEnding = false

  init(_ order: Order) { self.order = order }

  /// The account that is switched to.
  var target: AccountID? {
    if case .switching(let id) = order { id } else { nil }
  }
}
