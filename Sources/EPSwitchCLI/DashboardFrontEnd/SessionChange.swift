import AccountCore
import AccountModel
import AccountViewModel

/// What became of the session on the screen in the vault.
struct SessionChange: Sendable {
  /// What the screen shows; `nil` when it shows that nobody is signed in.
  let before: Session?

  /// What commands would use now; `nil` when nobody is signed in.
  let after: Session?

  /// Whether the session on the screen is still saved.
  let isBeforeSaved: Bool

  init(before: Session?, after: Session?, isBeforeSaved: Bool) {
    self.before = before
    self.after = after
    self.isBeforeSaved = isBeforeSaved
  }

  /// Looks into the vault.
  ///
  /// - Returns: `nil` when nothing visible changed. What cannot be read changes nothing on the screen:
  ///   the next order says what is wrong.
  init?(of opened: OpenedSession, in service: AccountService) {
    let after: Session?
    do throws(AccountError) {
      after = try service.currentSession(at: opened.selector)
    } catch {
      return nil
    }
    guard after != opened.session else { return nil }
    let saved = (try? service.sessions()) ?? []
    self.init(
      before: opened.session, after: after,
      isBeforeSaved: saved.contains { $0.id == opened.session?.id })
  }

  /// What another process did, as the person is told it; `nil` when only tokens were renewed.
  var message: UserMessage? {
    switch (before, after) {
    case (nil, nil): return nil
    case (nil, let after?):
      return UserMessage("Another terminal signed in as \(after.member.displayName).")
    case (let before?, nil):
      return UserMessage("\(before.member.displayName) was signed out in another terminal.")
    case (let before?, let after?) where before.id != after.id:
      return UserMessage(
        isBeforeSaved
          ? "Another terminal signed in as \(after.member.displayName)."
          : "\(before.member.displayName) was signed out in another terminal. Commands now use the "
            + "session of \(after.member.displayName).")
    case (let before?, let after?):
      guard before.selected != after.selected else { return nil }
      return Self.message(ofSelecting: after.selectedAccount, insteadOf: before, in: after)
    }
  }

  private static func message(
    ofSelecting account: Account?, insteadOf before: Session, in after: Session
  ) -> UserMessage {
    if let account {
      return UserMessage("Another terminal switched to \(account.displayName) (\(account.id)).")
    }
    guard let lost = before.selectedAccount, after.roster[lost.id] == nil else {
      return UserMessage("No account is chosen any more.")
    }
    return UserMessage(
      "\(lost.displayName) (\(lost.id)) is no longer one of the member's accounts. No "
        + "account is chosen now.",
      recoverySuggestion: "Choose another account.")
  }

  /// Whether an order under way may have made the change itself: it is in the vault a moment before
  /// the order ends, and must not be told as somebody else's.
  func isPossiblyMade(by order: DashboardEffect) -> Bool {
    guard let after else { return false }
    switch order {
    case .switchAccount(let account, in: let id):
      return after.id == id && after.selected == account
    case .refreshRoster(let id):
      return after.id == id && (after.selected == before?.selected || after.selected == nil)
    case .signIn(let answers):
      // A sign-in always loads the whole roster.
      guard after.id != before?.id || after.roster.fetchedAt != before?.roster.fetchedAt else {
        return false
      }
      let username = (answers[.username] ?? answers[.email])?.reveal()
      return username == nil || username == after.member.username
    default: return false
    }
  }
}
