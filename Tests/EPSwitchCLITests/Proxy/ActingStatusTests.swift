import AccountModel
import AccountViewModel
import Testing

@testable import EPSwitchCLI

struct ActingStatusTests {
  private func status(
    _ account: String = "Café Olé Roasters", left: Int64? = 86_340, isProduction: Bool = false,
    isPinned: Bool = false
  ) -> ActingStatus {
    ActingStatus(
      account: account, id: AccountID("32d94f45-8922-472f-82b4-5c5c472c052c"), secondsLeft: left,
      place: "staging", isProduction: isProduction, isPinned: isPinned)
  }

  @Test(arguments: [
    (
      120,
      "── Acting as Café Olé Roasters (32d94f45-8922-472f-82b4-5c5c472c052c) · 23h 59m left · staging"
    ),
    (86, "── Acting as Café Olé Roasters (32d94f45-8922-472f-82b4-5c5c472c052c) · 23h 59m left"),
    (79, "── Acting as Café Olé Roasters (32d94f45…052c) · 23h 59m left"),
    (50, "── Acting as Café … (32d94f45…052c) · 23h 59m left"),
  ])
  func `it fits the terminal`(columns: Int, line: String) {
    #expect(line.cellCount <= columns)
    #expect(status().line(columns: columns).string == line)
  }

  @Test func `time and ID stay where the name has no room`() {
    let line = status("東京金属株式会社 with a long name").line(columns: 60).string
    #expect(line.cellCount <= 60)
    #expect(line.hasSuffix("… (32d94f45…052c) · 23h 59m left"))
  }

  @Test func `production, one account only, and the end of the token are said`() {
    #expect(
      status(left: 0, isProduction: true, isPinned: true).line(columns: nil).string
        == "── PRODUCTION · Acting as Café Olé Roasters (32d94f45-8922-472f-82b4-5c5c472c052c) · "
        + "token expired · staging · switches are not followed")
    #expect(status(left: nil).line(columns: nil).contains(" · time left unknown · "))
    #expect(status(left: 31).line(columns: nil).contains(" · 31s left · "))
  }

  @Test func `names do not act on the terminal`() {
    #expect(!status("A\u{1B}[2Jb").line(columns: 80).contains("\u{1B}"))
  }
}
