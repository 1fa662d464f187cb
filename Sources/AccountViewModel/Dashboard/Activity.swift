import AccountModel

/// The one long order that is under way.
struct Activity: Equatable, Sendable {
  enum Order: Equatable, Sendable {
    case refreshing
    case switching(AccountID)
    /// The user name is `nil` where the person did not type one.
    case signingIn(username: String?)
    case sendingCode(to: String)
    case awaitingBrowser
    case loadingDetails(AccountID)
    case openingProfile(String)
  }

  /// How much of the roster has come in.
  struct Progress: Equatable, Sendable {
    var loaded: Int
    /// `nil` until the first page tells.
    var total: Int?
  }

  let order: Order
  var progress: Progress?

  /// Whether nobody asked for it: it makes way for what the person orders.
  let isBackground: Bool

  /// Whether it was told to end and has not yet.
  var isEnding = false

  init(_ order: Order, isBackground: Bool = false) {
    self.order = order
    self.isBackground = isBackground
  }

  /// The account that is switched to.
  var target: AccountID? {
    if case .switching(let id) = order { id } else { nil }
  }
}
