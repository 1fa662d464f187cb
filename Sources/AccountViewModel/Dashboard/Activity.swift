import AccountModel

/// The one long order that is under way.
struct Activity: Equatable, Sendable {
  enum Order: Equatable, Sendable {
    case refreshing
    case switching(AccountID)
    /// The user name is `nil` where the person did not type one.
    case signingIn(username: String?)
    case requestingOneTimePassword(username: String)
    case awaitingBrowser
    case loadingHistory
    case loadingDirectory
    case searchingReference(String)
    case openingProfile(String)
    case openingStorefront
    case impersonating
  }

  /// How much of the roster has been loaded.
  struct Progress: Equatable, Sendable {
    var loaded: Int
    /// `nil` until the first page has arrived.
    var total: Int?
  }

  let order: Order
  var progress: Progress?

  /// Whether nobody asked for it: any order of the person takes its place.
  let isBackground: Bool

  /// Whether it waits for the person to answer a prompt.
  var isWaiting = false

  /// Whether it was cancelled and has not ended yet.
  var isEnding = false

  init(_ order: Order, isBackground: Bool = false) {
    self.order = order
    self.isBackground = isBackground
  }

  /// The account that is being switched to; `nil` while the person is asked whether and why.
  var target: AccountID? {
    if case .switching(let id) = order, !isWaiting { id } else { nil }
  }

  /// The user name the person signs in with, where one was typed.
  var username: String? {
    switch order {
    case .signingIn(let username): username
    case .requestingOneTimePassword(let username): username
    default: nil
    }
  }

  /// Whether it acts as an account of the session on the screen.
  var actsInSession: Bool {
    switch order {
    case .switching, .openingStorefront: true
    default: false
    }
  }

  /// Whether the person is kept from giving another order until it ends.
  var isBlocking: Bool { !isBackground && !isWaiting }
}

// MARK: - In words

extension Activity {
  /// What the line above the footer says while it is under way.
  ///
  /// - Parameter session: tells the names of accounts, and which of them is selected.
  func progressText(in session: Session?) -> String {
    if isEnding { return "Cancelling …" }
    switch order {
    case .refreshing: return "Loading accounts …" + text(of: progress)
    case .switching(let id):
      let name = session.name(of: id)
      return id == session?.selected
        ? "Renewing the token of \(name) …" : "Switching to \(name) …"
    case .signingIn(let username):
      let name = username.map { " as \($0)" } ?? ""
      return "Signing in\(name) …" + text(of: progress)
    case .requestingOneTimePassword(let username):
      return "Asking the store to send a code to \(username) …"
    case .awaitingBrowser:
      return progress == nil
        ? "Waiting for the browser …" : "Signing in …" + text(of: progress)
    case .loadingHistory: return "Reading the history …"
    case .loadingDirectory:
      return "Asking the store which account belongs to which …" + text(of: progress)
    case .searchingReference(let query):
      return "Looking for “\(clip(query, 40))” among the references …" + text(of: progress)
    case .openingProfile(let name): return "Opening \(name) …"
    case .openingStorefront: return "Opening the storefront …"
    case .impersonating: return "Impersonating …" + text(of: progress)
    }
  }

  /// Why no other order can be given now, as a sentence.
  func refusal(in session: Session?) -> String {
    let subject =
      switch order {
      case .refreshing: "Loading the accounts"
      case .switching(let id): "Switching to \(session.name(of: id))"
      case .signingIn, .awaitingBrowser: "Signing in"
      case .requestingOneTimePassword: "Asking for a code"
      case .loadingHistory: "Reading the history"
      case .loadingDirectory: "Asking the store which account belongs to which"
      case .searchingReference: "Looking among the references"
      case .openingProfile(let name): "Opening \(name)"
      case .openingStorefront: "Opening the storefront"
      case .impersonating: "Impersonating a member"
      }
    return "\(subject) is under way; Esc cancels it."
  }
}

private func text(of progress: Activity.Progress?) -> String {
  guard let progress else { return "" }
  guard let total = progress.total, total > 0 else { return " \(grouped(progress.loaded))" }
  let done = min(20, max(0, progress.loaded) * 20 / total)
  let bar = String(repeating: "━", count: done) + String(repeating: "─", count: 20 - done)
  return " \(grouped(progress.loaded)) of \(grouped(total))  \(bar)"
}

extension Session? {
  /// What an account of the session is called; its ID when the session does not know it.
  func name(of id: AccountID) -> String { self?.roster[id]?.displayName ?? id.rawValue }
}
