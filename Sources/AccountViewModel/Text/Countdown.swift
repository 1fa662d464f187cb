import AccountModel
import Foundation

/// How long a token still lives, as it is shown: with a sign in front of what needs attention, so
/// that colour is not the only one.
struct Countdown: Equatable, Sendable {
  /// How closely it is counted.
  enum Precision: Sendable {
    /// To the second.
    case exact
    /// To the second in the last hour, when seconds begin to matter; to the minute before it.
    case glance
  }

  let text: String
  let style: Style

  /// Seconds until the text changes by itself; `nil` when it does not.
  let changesIn: Int64?

  /// From here on a person should know, in seconds.
  static let attention: Int64 = 15 * 60

  /// - Parameter now: the store's time.
  init(_ expiry: Expiry?, at now: Date, _ precision: Precision) {
    guard let seconds = expiry?.secondsLeft(at: now) else {
      (text, style, changesIn) = ("unknown", .faint, nil)
      return
    }
    guard seconds > 0 else {
      (text, style, changesIn) = ("× expired", .danger, nil)
      return
    }
    if precision == .glance, seconds > hour {
      (text, style) = (roughCountdownText(seconds: seconds), .plain)
      changesIn = seconds % (seconds >= day ? hour : minute) + 1
    } else {
      let exact = countdownText(seconds: seconds)
      let needsAttention = seconds <= Self.attention
      (text, style) = needsAttention ? ("! " + exact, .warning) : (exact, .plain)
      changesIn = 1
    }
  }
}

private let minute: Int64 = 60
private let hour: Int64 = 60 * minute
private let day: Int64 = 24 * hour

/// Seconds written without what changes often: `23h 59m`, `3d 04h`.
private func roughCountdownText(seconds: Int64) -> String {
  seconds >= day
    ? "\(seconds / day)d \(twoDigits(seconds % day / hour))h"
    : "\(seconds / hour)h \(twoDigits(seconds % hour / minute))m"
}

private func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

// MARK: - Numbers

/// A number with a comma between thousands: `10,000`.
func grouped(_ number: Int) -> String {
  var digits = String(abs(number))
  var tail = ""
  while digits.count > 3 {
    tail = "," + digits.suffix(3) + tail
    digits.removeLast(3)
  }
  return (number < 0 ? "-" : "") + digits + tail
}

/// A number of accounts: `1 account`, `10,000 accounts`.
func accountCount(_ number: Int) -> String {
  "\(grouped(number)) \(number == 1 ? "account" : "accounts")"
}

extension Roster {
  /// How many accounts there are, and how many there should be where some are missing: `20 of 25
  /// accounts`.
  var countText: String {
    guard let shortfall else { return accountCount(count) }
    let expected = max(shortfall.expected ?? 0, count + shortfall.unusable)
    return "\(grouped(count)) of \(accountCount(expected))"
  }
}
