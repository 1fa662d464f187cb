package import Foundation

/// The moment a token expires, by the store's clock, in whole seconds since 1970.
///
/// The API writes it in three forms of different precision, so all are compared in seconds. It lies
/// between the years 1 and 9999, which every calendar and every sum of such seconds can hold; what
/// is beyond is the first or the last moment there is.
package struct Expiry: Hashable, Sendable, Comparable {
  package let epochSeconds: Int64

  /// From `Date.distantPast` to the end of the year 9999.
  package static let range: ClosedRange<Int64> = -62_135_769_600...253_402_300_799

  package init(epochSeconds: Int64) {
    self.epochSeconds = min(max(epochSeconds, Self.range.lowerBound), Self.range.upperBound)
  }

  package init(_ date: Date) {
    self.init(epochSeconds: wholeSeconds(of: date))
  }

  package var date: Date { Date(timeIntervalSince1970: TimeInterval(epochSeconds)) }

  /// In UTC, to the second: `2021-03-16T19:36:11Z`.
  package var iso8601: String { date.formatted(.iso8601) }

  package static func < (one: Self, other: Self) -> Bool {
    one.epochSeconds < other.epochSeconds
  }

  /// Whole seconds until the token expires, rounded up so that it is 0 exactly when it has
  /// expired; never negative.
  ///
  /// - Parameter now: the store's time, see ``ServerClock``.
  package func secondsLeft(at now: Date) -> Int64 {
    max(0, epochSeconds - Expiry(now).epochSeconds)
  }

  package func hasPassed(at now: Date) -> Bool { secondsLeft(at: now) == 0 }
}

extension Expiry {
  /// How long a token should still live to be worth using or keeping, in seconds: a request made
  /// with less could arrive too late.
  package static let margin: Int64 = 30
}

/// Seconds since 1970, rounded down; a date beyond all numbers, which a hostile answer can hold, is
/// the last or the first there is.
private func wholeSeconds(of date: Date) -> Int64 {
  let seconds = date.timeIntervalSince1970.rounded(.down)
  return Int64(exactly: seconds) ?? (seconds > 0 ? .max : .min)
}

/// Seconds as a duration in its two largest units, the one style of the whole program: `31s`,
/// `14m 31s`, `23h 59m`, `3d 04h`, and `120d` from a hundred days on.
package func durationText(seconds: Int64) -> String {
  let seconds = max(0, seconds)
  let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400)
  return switch seconds {
  case ..<60: "\(seconds)s"
  case ..<3600: "\(minutes)m \(padded(seconds % 60))s"
  case ..<86_400: "\(hours)h \(padded(minutes % 60))m"
  case ..<8_640_000: "\(days)d \(padded(hours % 24))h"
  default: "\(days)d"
  }
}

private func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
