import Foundation

extension Date {
  /// Whole seconds since 1970.
  var epochSeconds: Int64 { Int64(timeIntervalSince1970.rounded(.down)) }

  /// `2021-03-16T19:36:11.070Z`
  var isoText: String { formatted(isoFraction) }

  /// `2021-03-16T20:36:11+01:00`, an hour east of Greenwich.
  var isoOffsetText: String { formatted(isoOffset) }

  /// `Tue, 16 Mar 2021 19:36:11 GMT`, as the `Date` header wants it.
  var httpText: String { formatted(httpDate) }

  init?(isoText: String) {
    guard let date = try? isoFraction.parse(isoText) else { return nil }
    self = date
  }
}

private let isoFraction = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

private let isoOffset = Date.ISO8601FormatStyle(
  timeZoneSeparator: .colon, timeZone: TimeZone(secondsFromGMT: 3_600) ?? .gmt)

private let httpDate = Date.VerbatimFormatStyle(
  format: """
    \(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \
    \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\
    \(second: .twoDigits) GMT
    """,
  locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt,
  calendar: Calendar(identifier: .gregorian))
