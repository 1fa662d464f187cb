import AccountModel
import Foundation
import Testing

@testable import AccountViewModel

struct DashboardTimeTests {
  @Test func `the next tick is the store's next second`() {
    let offset = ServerClock(offset: 180)
    let dashboard = Sample.dashboard(Sample.session(clock: offset))
    let next = dashboard.nextTick(after: Sample.now.addingTimeInterval(0.25))
    #expect(next == Sample.now.addingTimeInterval(1))
  }

  @Test func `a picture without seconds waits for nothing`() {
    #expect(Sample.dashboard(nil).nextTick(after: Sample.now) == nil)
    let expired = Sample.dashboard(Sample.session([Sample.zenith], selected: Sample.zenith.id))
    #expect(expired.nextTick(after: Sample.now) == nil)
    let unknown = Sample.account("1", "Unknown", nil)
    #expect(Sample.dashboard(Sample.session([unknown])).nextTick(after: Sample.now) == nil)
  }

  @Test func `behind the help only the header ticks`() {
    var dashboard = Sample.dashboard(Sample.session(selected: Sample.zenith.id))
    #expect(dashboard.nextTick(after: Sample.now) == Sample.now.addingTimeInterval(1))
    dashboard.press(.character("?"))
    // The last token to run out changes what is said above the footer.
    #expect(dashboard.nextTick(after: Sample.now) == Sample.acme.expiry?.date)
  }

  @Test func `the picture changes with a tick and with the store's clock`() {
    var dashboard = Sample.dashboard()
    dashboard.receive(.ticked(Sample.now.addingTimeInterval(12)))
    #expect(dashboard.picture.contains("23:59:00"))
    let ahead = Sample.session(clock: ServerClock(offset: 180))
    let picture = Sample.dashboard(ahead).picture
    #expect(picture.contains("23:56:12"))
    #expect(
      picture.contains(
        "This machine's clock is 3 min behind the store; countdowns use the store's."))
    let behind = Sample.dashboard(Sample.session(clock: ServerClock(offset: -120)), 80, 24)
    #expect(behind.picture.contains("2 min ahead of the store"))
  }

  @Test(
    arguments: [
      (nil, "unknown"), (0, "× expired"), (-1, "× expired"), (1, "! 0:00:01"), (900, "! 0:15:00"),
      (901, "0:15:01"), (86_400, "1d 00:00:00"), (40_000_000, "462d 23h"),
    ] as [(Int64?, String)])
  func `what needs attention has a sign`(seconds: Int64?, text: String) {
    let expiry = Sample.account("1", "", seconds).expiry
    #expect(Countdown(expiry, at: Sample.now, columns: 12).text == text)
  }
}
