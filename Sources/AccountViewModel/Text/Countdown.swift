import AccountModel
import Foundation

/// How long a token still lives, as it is shown: with a sign behind what needs attention, so that
/// colour is not the only one.
struct Countdown: Equatable, Sendable {
  /// `23h 59m`, `expired`, or `unknown` where the store did not say.
  let time: String

  /// `!` when it expires soon, `×` when it has expired, else nothing.
  let sign: String
  let style: Style

  /// Seconds until it changes by itself; `nil` when it does not.
  let changesIn: Int64?

  /// From here on a person should know, in seconds.
  static let attention: Int64 = 15 * 60

  /// - Parameter now: the store's time.
  init(_ expiry: Expiry?, at now: Date) {
    guard let seconds = expiry?.secondsLeft(at: now) else {
      (time, sign, style, changesIn) = ("unknown", "", .faint, nil)
      return
    }
    guard seconds > 0 else {
      (time, sign, style, changesIn) = ("expired", "×", .danger, nil)
      return
    }
    time = durationText(seconds: seconds)
    (sign, style) = seconds <= Self.attention ? ("!", .warning) : ("", .plain)
    // The sign may come before the smallest unit that is shown changes.
    let toAttention = seconds > Self.attention ? seconds - Self.attention : .max
    changesIn = min(seconds % smallestUnit(of: seconds) + 1, toAttention)
  }

  /// Time and sign with a space between them.
  var text: String { sign.isEmpty ? time : "\(time) \(sign)" }

  /// In a column: the time ends where others end, and the sign stands behind it.
  ///
  /// - Parameter columns: at least 3.
  func text(columns: Int) -> String {
    fit(time, columns - 2, align: .trailing) + " " + fit(sign, 1)
  }
}

/// The seconds after which the last unit of a duration changes.
private func smallestUnit(of seconds: Int64) -> Int64 {
  switch seconds {
  case ..<3600: 1
  case ..<86_400: 60
  case ..<8_640_000: 3600
  default: 86_400
  }
}

// MARK: - Numbers

/// A number with a comma between thousands: `10,000`.
func grouped(_ number: Int) -> String {
  var digits = String(abs(number))
  var tail = ""
  while digits.count > 3 {
    tail = ",\(digits.suffix(3))\(tail)"
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

// MARK: - Moments

/// A moment in a time zone, with the zone: `2026-11-21 23:59:12 CET`.
func localText(of date: Date, in zone: TimeZone) -> String {
  let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: zone)
    .year().month().day().time(includingFractionalSeconds: false)
  return "\(date.formatted(style)) \(zoneText(zone, at: date))"
}

/// What a zone is called at a moment: `CET`, `GMT+9`, and `UTC`, which Foundation calls GMT.
func zoneText(_ zone: TimeZone, at date: Date) -> String {
  if ["GMT", "UTC", "Etc/UTC"].contains(zone.identifier) { return "UTC" }
  return zone.abbreviation(for: date) ?? zone.identifier
}
