import AccountModel
import Testing

@testable import AccountViewModel

/// Profiles, production stores and terminals of their own, as a person sees them.
struct StorePictureTests {
  @Test func `profiles are listed with store, member and a warning`() {
    var dashboard = Sample.dashboard(profiles: .listed(Sample.profiles), 80, 12)
    dashboard.press(.character("p"))
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example               4 accounts
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0      23h 59m
      ────────────────────────────────────────────────────────────────────────────────
       Profiles

      ▌1    staging  useast.api.elasticpath.com · buyer@acme.example
       2    live     PRODUCTION · euwest.api.elasticpath.com



      ────────────────────────────────────────────────────────────────────────────────
       Enter choose   Esc close   ↑↓ move
      """)
  }

  @Test func `profiles in a narrow window`() {
    var dashboard = Sample.dashboard(profiles: .listed(Sample.profiles), 40, 10)
    dashboard.press(.character("p"))
    expectNoDifference(
      dashboard.picture,
      """
       Acme stagin… · buyer@acme…  4 accounts
       As Acme Indus…  9e227208…34b0  23h 59m
      ────────────────────────────────────────
       Profiles

      ▌1    staging  useast.api.elasticpath.c…
       2    live     PRODUCTION · euwest.api.…


       Enter choose  Esc close  ↑↓ move
      """)
  }

  private let asked = DashboardMessage.promptRequested(
    .reason(ReasonPrompt(profile: "live", account: Sample.bolt)))

  @Test func `a production store asks why below the list`() {
    var dashboard = Sample.dashboard(isProduction: true, 80, 12)
    dashboard.press(.down, .enter)
    dashboard.receive(asked)
    dashboard.type("ticket 17")
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   PRODUCTION · Acme staging · useast · buyer@acme.example  4 accounts
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0      23h 59m
       1 ● Acme Industrial                                   9e227208…34b0   23h 59m
      ▌2   Bolt & Nut Co              87acbe78-921f-4a25-84db-09dc276754ba   14m 59s !
       3   Zenith Hospitals                                  c0ffee00…89ab   expired ×
       4   東京金属株式会社                                  1f0c2d3e…e0f9   23h 58m


       Reason to act as Bolt & Nut Co (87acbe78-921f-4a25-84db-09dc276754ba) in live,
       which is production:
       Reason: ticket 17
       Esc cancel   Enter switch
      """)
  }

  @Test func `a production store asks why in a small window`() {
    var dashboard = Sample.dashboard(isProduction: true, 20, 5)
    dashboard.press(.down, .enter)
    dashboard.receive(asked)
    dashboard.type("ticket 17")
    expectNoDifference(
      dashboard.picture,
      """
      PROD Acme I… 23h 59m
      ▌  Bolt &… 14m 59s !
      Bolt & N… (87acbe78)
      Why? ticket 17
      Enter switch
      """)
  }

  @Test func `a terminal with an account of its own says whom others act as`() {
    let dashboard = Sample.dashboard(terminalChoice: "bolt", 80, 12)
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example               4 accounts
       Acting as  Bolt & Nut Co   87acbe78-921f-4a25-84db-09dc276754ba      14m 59s !
       Set by EPSWITCH_ACCOUNT for this terminal; others act as Acme Industrial.
      ────────────────────────────────────────────────────────────────────────────────
           NAME                                              ID              EXPIRES
       1 ○ Acme Industrial                                   9e227208…34b0   23h 59m
      ▌2 ● Bolt & Nut Co              87acbe78-921f-4a25-84db-09dc276754ba   14m 59s !
       3   Zenith Hospitals                                  c0ffee00…89ab   expired ×
       4   東京金属株式会社                                  1f0c2d3e…e0f9   23h 58m


       Enter switch   / find   y copy ID   r refresh   i details   ? help   q quit
      """)
  }

  @Test func `a terminal with an account of its own says so in a narrow window`() {
    let dashboard = Sample.dashboard(terminalChoice: "bolt", 40, 10)
    expectNoDifference(
      dashboard.picture,
      """
       Acme stagin… · buyer@acme…  4 accounts
       Here Bolt &…  87acbe78…54ba  14m 59s !
       Here only; else Acme Industrial
       1 ○ Acme Industrial           23h 59m
      ▌2 ● Bolt & Nut Co             14m 59s !
       3   Zenith Hospitals          expired ×
       4   東京金属株式会社          23h 58m


       Enter switch  / find  ? help  q quit
      """)
  }

  @Test func `a customer is one identity`() {
    let customer = Sample.account("customer-1", "ada@shop.example", 3_600)
    let session = Sample.session([customer], selected: customer.id, method: .customer)
    expectNoDifference(
      Sample.dashboard(session, 80, 10).picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example                 customer
       Acting as  ada@shop.example   customer-1                                1h 00m
           NAME                                              ID              EXPIRES
      ▌1 ● ada@shop.example                                  customer-1       1h 00m





       Enter switch   / find   y copy ID   r refresh   i details   ? help   q quit
      """)
  }

  @Test(arguments: Tint.allCases)
  func `a profile's colour is on its label and the rule`(tint: Tint) {
    let dashboard = Dashboard(
      session: Sample.session(), store: ShownStore(label: "Staging", tint: tint, signIn: nil),
      profiles: .listed([]), now: Sample.now, size: Size(columns: 80, rows: 24))
    let lines = dashboard.render().lines
    let tinted = lines.flatMap(\.spans).filter { $0.style == tint.style }.map(\.text)
    #expect(tinted == ["Staging", String(repeating: "─", count: 80)])
  }
}
