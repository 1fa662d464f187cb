import Foundation
import Testing

@testable import EPSwitchCLI

/// Moments as people write them.
struct MomentTests {
  private let now = Date(timeIntervalSince1970: 1_795_000_000)
  private let zone = TimeZone(secondsFromGMT: -5 * 3600)!

  @Test(arguments: [
    ("30s", 30), ("30m", 1800), ("2h", 7200), ("3d", 259_200), ("1w", 604_800), ("0s", 0),
  ])
  func `how long ago counts back from now`(text: String, seconds: Int) throws {
    let moment = try #require(Moment(text, zone: zone))
    #expect(moment.start(now: now) == now.addingTimeInterval(-Double(seconds)))
    #expect(moment.end(now: now) == moment.start(now: now))
  }

  @Test(arguments: [
    ("2026-11-21T14:30", "2026-11-21T19:30:00Z"), ("2026-11-21 14:30:15", "2026-11-21T19:30:15Z"),
    ("2026-11-21T14:30Z", "2026-11-21T14:30:00Z"),
    ("2026-11-21T14:30:15+01:00", "2026-11-21T13:30:15Z"),
    ("2026-11-21T14:30-09:30", "2026-11-22T00:00:00Z"),
  ])
  func `a moment without a zone is one of here`(text: String, utc: String) throws {
    let moment = try #require(Moment(text, zone: zone))
    #expect(moment.start(now: now).formatted(.iso8601) == utc)
    #expect(moment.end(now: now) == moment.start(now: now))
  }

  @Test func `a day goes from its midnight to the next`() throws {
    let day = try #require(Moment("2026-11-21", zone: zone))
    #expect(day.start(now: now).formatted(.iso8601) == "2026-11-21T05:00:00Z")
    #expect(day.end(now: now).formatted(.iso8601) == "2026-11-22T05:00:00Z")
  }

  @Test func `a day on which the clocks change has its own length`() throws {
    let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
    let day = try #require(Moment("2026-10-25", zone: berlin))
    #expect(day.end(now: now).timeIntervalSince(day.start(now: now)) == 25 * 3600)
  }

  @Test(arguments: [
    "", "h", "2", "2y", "-2h", "2.5h", "99999999999h", "2026", "2026-11", "2026-13-01",
    "2026-02-30", "2026-11-21T", "2026-11-21T24:00", "2026-11-21T14:61", "2026-11-21T14:30+99:00",
    "21.11.2026", "now",
  ])
  func `anything else is none`(text: String) {
    #expect(Moment(text, zone: zone) == nil)
  }
}
