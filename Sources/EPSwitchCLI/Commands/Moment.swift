import ArgumentParser
import Foundation

/// A moment as a person names it: a day, a moment, or how long ago.
struct Moment: ExpressibleByArgument, Equatable {
  private enum Kind: Equatable {
    /// From its midnight to the next.
    case day(start: Date, end: Date)
    case instant(Date)
    /// Seconds.
    case ago(TimeInterval)
  }

  private let kind: Kind

  init?(argument: String) { self.init(argument, zone: .current) }

  /// - Parameter zone: the one of a day and of a moment that names none.
  init?(_ text: String, zone: TimeZone) {
    guard let kind = Self.ago(text) ?? Self.date(text, zone) else { return nil }
    self.kind = kind
  }

  /// Where what is asked for begins: with a day, at its midnight.
  func start(now: Date) -> Date {
    switch kind {
    case .day(let start, _): start
    case .instant(let date): date
    case .ago(let seconds): now.addingTimeInterval(-seconds)
    }
  }

  /// Where what is asked for ends: with a day, at the midnight after it.
  func end(now: Date) -> Date {
    if case .day(_, let end) = kind { end } else { start(now: now) }
  }
}

// MARK: - Reading

extension Moment {
  private static func ago(_ text: String) -> Kind? {
    let units: [Character: TimeInterval] = [
      "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800,
    ]
    guard let unit = text.last.flatMap({ units[$0] }), let count = UInt32(text.dropLast()) else {
      return nil
    }
    return .ago(TimeInterval(count) * unit)
  }

  /// Reads `2026-11-21` and `2026-11-21T14:30:00+01:00`; a blank may stand for the T, and seconds and
  /// zone may be missing.
  private static func date(_ text: String, _ zone: TimeZone) -> Kind? {
    let form =
      #/(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?)?/#
    guard let match = text.wholeMatch(of: form)?.output else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    if let words = match.7 {
      guard let named = timeZone(words) else { return nil }
      calendar.timeZone = named
    }
    let parts = DateComponents(
      calendar: calendar, year: Int(match.1), month: Int(match.2), day: Int(match.3),
      hour: match.4.flatMap { Int($0) } ?? 0, minute: match.5.flatMap { Int($0) } ?? 0,
      second: match.6.flatMap { Int($0) } ?? 0)
    guard parts.isValidDate, let date = calendar.date(from: parts) else { return nil }
    guard match.4 == nil else { return .instant(date) }
    return calendar.date(byAdding: .day, value: 1, to: date).map { .day(start: date, end: $0) }
  }

  private static func timeZone(_ words: Substring) -> TimeZone? {
    if words == "Z" { return .gmt }
    let numbers = words.dropFirst().split(separator: ":").compactMap { Int($0) }
    guard numbers.count == 2, numbers[0] <= 18, numbers[1] < 60 else { return nil }
    let seconds = numbers[0] * 3600 + numbers[1] * 60
    return TimeZone(secondsFromGMT: words.hasPrefix("-") ? -seconds : seconds)
  }
}
