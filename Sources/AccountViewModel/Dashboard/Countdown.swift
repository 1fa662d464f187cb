import AccountModel
import Foundation

/// How long a token still lives, as it is shown: with a sign in front of what needs attention, so
/// that colour is not the only one.
struct Countdown: Equatable, Sendable {
  let text: String
  let style: Style

  /// From here on a person should know, in seconds.
  static let attention: Int64 = 15 * 60

  /// - Parameter now: the store's time.
  init(_ expiry: Expiry?, at now: Date, columns: Int) {
    guard let expiry else {
      (text, style) = ("unknown", .faint)
      return
    }
    let seconds = expiry.secondsLeft(at: now)
    switch seconds {
    case 0: (text, style) = ("× expired", .danger)
    case ...Self.attention: (text, style) = ("! " + countdownText(seconds: seconds), .warning)
    default:
      let exact = countdownText(seconds: seconds)
      let coarse = "\(seconds / 86_400)d \(seconds / 3600 % 24)h"
      (text, style) = (exact.utf8.count <= columns ? exact : coarse, .plain)
    }
  }
}
