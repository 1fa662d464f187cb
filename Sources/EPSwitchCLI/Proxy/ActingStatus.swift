import AccountCore
import AccountModel
import AccountViewModel
import Foundation

/// As whom requests act at a moment, in one line.
struct ActingStatus: Equatable, Sendable {
  let account: String
  let id: AccountID

  /// Seconds the token lives; `nil` when the store did not say.
  let secondsLeft: Int64?

  /// The profile, or the store where there is none.
  let place: String
  let isProduction: Bool

  /// Whether one account was named, so that switches do not count.
  let isPinned: Bool

  init(_ identity: ForwardingIdentity, of session: ForwardingSession, now: Date) {
    self.init(
      account: identity.account.displayName, id: identity.account.id,
      secondsLeft: identity.secondsLeft(at: now),
      place: identity.profileName ?? session.endpoint.description,
      isProduction: identity.isProduction, isPinned: session.isPinned)
  }

  init(
    account: String, id: AccountID, secondsLeft: Int64?, place: String, isProduction: Bool,
    isPinned: Bool
  ) {
    self.account = account
    self.id = id
    self.secondsLeft = secondsLeft
    self.place = place
    self.isProduction = isProduction
    self.isPinned = isPinned
  }

  /// The line in at most so many cells: the place goes first, then the ID is shortened, then the name
  /// is cut. Production and the time left stay.
  ///
  /// - Parameter columns: `nil` for no limit.
  func line(columns: Int?) -> CleanText {
    let extras = [place, isPinned ? "switches are not followed" : nil].compactMap(\.self)
    let lines =
      [line(name: account, id: id.rawValue, extras)] + [
        line(name: account, id: id.rawValue, []), line(name: account, id: id.short, []),
      ]
    guard let columns else { return CleanText(lines[0]) }
    if let fitting = lines.first(where: { $0.cellCount <= columns }) { return CleanText(fitting) }
    let room = columns - (lines[2].cellCount - account.cellCount)
    return CleanText(clip(line(name: clip(account, max(1, room)), id: id.short, []), columns))
  }

  private func line(name: String, id: String, _ extras: [String]) -> String {
    let left =
      switch secondsLeft {
      case nil: "time left unknown"
      case .some(...0): "token expired"
      case .some(let seconds): durationText(seconds: seconds) + " left"
      }
    let parts = [isProduction ? "PRODUCTION" : nil, "Acting as \(name) (\(id))", left]
    return "── " + (parts.compactMap(\.self) + extras).joined(separator: " · ")
  }
}
