import AccountModel
import Foundation
import Testing

struct ExpiryTests {
  @Test(arguments: [
    (100.0, 50.0, 50), (100, 99, 1), (100, 99.001, 1), (100, 99.999, 1), (100, 100, 0),
    (100, 100.5, 0), (100, 5_000, 0), (100, -100, 200),
  ])
  func `the seconds left are whole and reach 0 exactly at the end`(
    end: Double, now: Double, left: Int64
  ) {
    let expiry = Expiry(Date(timeIntervalSince1970: end))
    let now = Date(timeIntervalSince1970: now)
    #expect(expiry.secondsLeft(at: now) == left)
    #expect(expiry.hasPassed(at: now) == (left == 0))
  }

  @Test func `a fraction of a second is dropped, never added`() {
    #expect(Expiry(Date(timeIntervalSince1970: 99.9)).epochSeconds == 99)
    #expect(Expiry(Date(timeIntervalSince1970: -0.5)).epochSeconds == -1)
  }

  @Test(arguments: [Int64.min, Int64.max])
  func `a time beyond all calendars does no harm`(seconds: Int64) {
    let expiry = Expiry(epochSeconds: seconds)
    for now in [Date.distantPast, Date(timeIntervalSince1970: 0), .distantFuture] {
      #expect(expiry.hasPassed(at: now) == (seconds < 0))
    }
  }

  @Test(arguments: [Double.infinity, -.infinity, .nan, 1e300])
  func `a date beyond all numbers does no harm`(seconds: Double) {
    let expiry = Expiry(Date(timeIntervalSince1970: seconds))
    #expect(expiry.hasPassed(at: Date(timeIntervalSince1970: 0)) == !(seconds > 0))
  }

  @Test(arguments: [Int64.min, -62_135_769_601, 253_402_300_800, 9_404_041_804_800, .max])
  func `a time beyond the years 1 to 9999 is the first or the last`(seconds: Int64) {
    let expiry = Expiry(epochSeconds: seconds)
    #expect(
      expiry.epochSeconds == (seconds < 0 ? Expiry.range.lowerBound : Expiry.range.upperBound))
    #expect(expiry.iso8601.count == 20)
    #expect(expiry.secondsLeft(at: .distantPast) < 1 << 40)
  }

  @Test(arguments: [
    (0, "0s"), (59, "59s"), (60, "1m 00s"), (871, "14m 31s"), (3_599, "59m 59s"), (3_600, "1h 00m"),
    (86_399, "23h 59m"), (86_400, "1d 00h"), (273_600, "3d 04h"), (8_639_999, "99d 23h"),
    (8_640_000, "100d"), (-5, "0s"),
  ])
  func `a duration has its two largest units`(seconds: Int64, text: String) {
    #expect(durationText(seconds: seconds) == text)
  }
}

struct ServerClockTests {
  private let sent = Date(timeIntervalSince1970: 1_000)

  @Test(arguments: [
    // Within the second the header was cut to and half of the journey, clocks agree.
    (1_000.0, 0.2, 0.0), (999, 0.2, 0), (1_001, 0.2, 0), (1_002, 2, 0),
    (1_180, 0.2, 180), (820, 0.2, -180), (1_003, 0.2, 3),
  ])
  func `an answer tells how far ahead the store is`(
    header: Double, journey: Double, offset: Double
  ) {
    let clock = ServerClock(
      header: Date(timeIntervalSince1970: header), sent: sent,
      received: sent.addingTimeInterval(journey))
    #expect(clock.offset == offset)
    #expect(clock.now(local: sent) == sent.addingTimeInterval(offset))
  }

  @Test(arguments: [(0.0, false), (59, false), (-59, false), (60, true), (-60, true)])
  func `a minute is worth telling about`(offset: Double, isSkewed: Bool) {
    #expect(ServerClock(offset: offset).isSkewed == isSkewed)
  }

  @Test(arguments: [253_402_300_799.0, -62_135_596_800, 1e18, .infinity, .nan])
  func `a date of another century tells nothing`(header: Double) {
    let clock = ServerClock(
      header: Date(timeIntervalSince1970: header), sent: sent, received: sent)
    #expect(clock.offset == 0)
  }
}
