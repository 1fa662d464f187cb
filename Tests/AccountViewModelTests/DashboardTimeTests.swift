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
    #expect(dashboard.picture.contains("23h 59m"))
    dashboard.receive(.ticked(Sample.now.addingTimeInterval(13)))
    #expect(dashboard.picture.contains("23h 58m"))
    let ahead = Sample.session(clock: ServerClock(offset: 180))
    let picture = Sample.dashboard(ahead).picture
    #expect(picture.contains("23h 56m"))
    #expect(
      picture.contains(
        "This machine's clock is 3 min behind the store; countdowns use the store's."))
    let behind = Sample.dashboard(Sample.session(clock: ServerClock(offset: -120)), 80, 24)
    #expect(behind.picture.contains("2 min ahead of the store"))
  }

  @Test(
    arguments: [
      (nil, "unknown", nil), (0, "expired ×", nil), (-1, "expired ×", nil), (1, "1s !", 1),
      (900, "15m 00s !", 1), (901, "15m 01s", 1), (3_600, "1h 00m", 1), (3_601, "1h 00m", 2),
      (7_199, "1h 59m", 60), (86_399, "23h 59m", 60), (86_400, "1d 00h", 1),
      (90_000, "1d 01h", 1), (40_000_000, "462d", 83_201),
    ] as [(Int64?, String, Int64?)])
  func `seconds are counted in the last hour only`(
    seconds: Int64?, text: String, change: Int64?
  ) {
    let expiry = Sample.account("1", "", seconds).expiry
    let countdown = Countdown(expiry, at: Sample.now)
    #expect(countdown.text == text)
    #expect(countdown.changesIn == change)
  }

  @Test func `the bell rings once before the token of the account in use expires`() {
    let soon = Sample.account("1", "Soon", 400)
    var dashboard = Sample.dashboard(Sample.session([soon, Sample.acme], selected: soon.id))
    #expect(dashboard.update(.ticked(Sample.now.addingTimeInterval(99))) == [])
    #expect(dashboard.update(.ticked(Sample.now.addingTimeInterval(100))) == [.ringBell])
    #expect(dashboard.picture.contains("! The token of Soon expires in 5m 00s."))
    #expect(dashboard.picture.contains("Press Enter on its row to renew it"))
    #expect(dashboard.update(.ticked(Sample.now.addingTimeInterval(200))) == [])
    dashboard.press(.escape)
    #expect(!dashboard.picture.contains("The token of Soon"))
    #expect(dashboard.update(.ticked(Sample.now.addingTimeInterval(300))) == [])
  }

  @Test func `without a header that counts, the next tick is when a row changes`() {
    let slow = Sample.account("1", "Slow", 7_230)
    let slower = Sample.account("2", "Slower", 7_259)
    let dashboard = Sample.dashboard(Sample.session([slow, slower], selected: nil))
    let next = dashboard.nextTick(after: Sample.now)
    #expect(next == Sample.now.addingTimeInterval(31))
    var later = dashboard
    later.receive(.ticked(Sample.now.addingTimeInterval(30)))
    #expect(later.picture == dashboard.picture)
    later.receive(.ticked(Sample.now.addingTimeInterval(31)))
    #expect(later.picture != dashboard.picture)
  }
}
