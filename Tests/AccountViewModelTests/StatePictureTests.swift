import AccountModel
import Testing

@testable import AccountViewModel

/// The dashboard as a person sees it, in each of its states.
struct StatePictureTests {
  @Test func `a filter shows what it finds, best first`() {
    var dashboard = Sample.dashboard(80, 12)
    dashboard.press(.character("/"))
    dashboard.type("ol")
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example               4 accounts
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0      23h 59m
      ────────────────────────────────────────────────────────────────────────────────
           NAME                                              ID              EXPIRES
      ▌    Bolt & Nut Co              87acbe78-921f-4a25-84db-09dc276754ba   14m 59s !
           Zenith Hospitals                                  c0ffee00…89ab   expired ×




       Filter: ol                                                              2 of 4
       Enter switch   Esc clear filter   ↑↓ move   Tab keep filter
      """)
  }

  @Test func `a filter that finds nothing says so`() {
    var dashboard = Sample.dashboard(80, 12)
    dashboard.press(.character("/"))
    dashboard.type("olxx")
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example               4 accounts
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0      23h 59m
      ────────────────────────────────────────────────────────────────────────────────
           NAME                                              ID              EXPIRES


                      No name or ID of your 4 accounts matches “olxx”.
            Press Esc to see all accounts, or F5 to ask the store for new ones.


       Filter: olxx                                                            0 of 4
       Enter switch   Esc clear filter   ↑↓ move   Tab keep filter
      """)
  }

  @Test func `a picker begins with its filter`() {
    let dashboard = Sample.dashboard(purpose: .picker(query: "o"), 80, 10)
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example               4 accounts
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0      23h 59m
      ▌    Bolt & Nut Co              87acbe78-921f-4a25-84db-09dc276754ba   14m 59s !
           Zenith Hospitals                                  c0ffee00…89ab   expired ×




       Filter: o                                                               2 of 4
       Enter switch   Esc cancel   ↑↓ move   Tab keep filter
      """)
  }

  @Test func `a switch under way is seen in its row and below the list`() {
    var dashboard = Sample.dashboard(80, 12)
    dashboard.press(.down, .enter)
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example               4 accounts
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0      23h 59m
      ────────────────────────────────────────────────────────────────────────────────
           NAME                                              ID              EXPIRES
       1 ● Acme Industrial                                   9e227208…34b0   23h 59m
      ▌2 → Bolt & Nut Co              87acbe78-921f-4a25-84db-09dc276754ba  switching…
       3   Zenith Hospitals                                  c0ffee00…89ab   expired ×
       4   東京金属株式会社                                  1f0c2d3e…e0f9   23h 58m


       Switching to Bolt & Nut Co …
       Esc cancel   Enter switch   / find   r refresh   i details   ? help   q quit
      """)
  }

  @Test func `a refresh tells how far it is`() {
    var dashboard = Sample.dashboard(80, 12)
    dashboard.press(.character("r"))
    dashboard.receive(.rosterProgressed(loaded: 2_300, total: 10_000))
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example               4 accounts
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0      23h 59m
      ────────────────────────────────────────────────────────────────────────────────
           NAME                                              ID              EXPIRES
      ▌1 ● Acme Industrial            9e227208-b592-49c0-8c8f-043b66c634b0   23h 59m
       2   Bolt & Nut Co                                     87acbe78…54ba   14m 59s !
       3   Zenith Hospitals                                  c0ffee00…89ab   expired ×
       4   東京金属株式会社                                  1f0c2d3e…e0f9   23h 58m


       Loading accounts … 2,300 of 10,000 ━━━━────────────────
       Esc cancel   Enter switch   / find   r refresh   i details   ? help   q quit
      """)
  }

  @Test func `a failure says what summary, what was kept, and what to do`() {
    var dashboard = Sample.dashboard(80, 12)
    dashboard.receive(.failed(Sample.failure, signInNeeded: false))
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example               4 accounts
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0      23h 59m
      ▌1 ● Acme Industrial            9e227208-b592-49c0-8c8f-043b66c634b0   23h 59m
       2   Bolt & Nut Co                                     87acbe78…54ba   14m 59s !
       3   Zenith Hospitals                                  c0ffee00…89ab   expired ×
       4   東京金属株式会社                                  1f0c2d3e…e0f9   23h 58m


       × The store useast.api.elasticpath.com did not answer within 10 seconds.
         You still act as Acme Industrial and the accounts are as they were. Check the
         network, then press r to try again.
       Esc dismiss   Enter switch   / find   r refresh   i details   ? help   q quit
      """)
  }

  @Test func `a production store says so`() {
    let dashboard = Sample.dashboard(isProduction: true, 80, 10)
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   PRODUCTION · Acme staging · useast · buyer@acme.example  4 accounts
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0      23h 59m
           NAME                                              ID              EXPIRES
      ▌1 ● Acme Industrial            9e227208-b592-49c0-8c8f-043b66c634b0   23h 59m
       2   Bolt & Nut Co                                     87acbe78…54ba   14m 59s !
       3   Zenith Hospitals                                  c0ffee00…89ab   expired ×
       4   東京金属株式会社                                  1f0c2d3e…e0f9   23h 58m


       Enter switch   / find   y copy ID   r refresh   i details   ? help   q quit
      """)
  }

  @Test func `without a choice the header says how to make one`() {
    let dashboard = Sample.dashboard(Sample.session(selected: nil), 80, 10)
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example               4 accounts
       Acting as  nobody yet – choose an account and press Enter
           NAME                                              ID              EXPIRES
      ▌1   Acme Industrial            9e227208-b592-49c0-8c8f-043b66c634b0   23h 59m
       2   Bolt & Nut Co                                     87acbe78…54ba   14m 59s !
       3   Zenith Hospitals                                  c0ffee00…89ab   expired ×
       4   東京金属株式会社                                  1f0c2d3e…e0f9   23h 58m


       Enter switch   / find   y copy ID   r refresh   i details   ? help   q quit
      """)
  }

  @Test func `an account that is gone is not acted as`() {
    let dashboard = Sample.dashboard(Sample.session(selected: AccountID("gone-1")), 80, 10)
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example               4 accounts
       Acting as  nobody – gone-1 is no longer among your accounts
           NAME                                              ID              EXPIRES
      ▌1   Acme Industrial            9e227208-b592-49c0-8c8f-043b66c634b0   23h 59m
       2   Bolt & Nut Co                                     87acbe78…54ba   14m 59s !
       3   Zenith Hospitals                                  c0ffee00…89ab   expired ×
       4   東京金属株式会社                                  1f0c2d3e…e0f9   23h 58m


       Enter switch   / find   y copy ID   r refresh   i details   ? help   q quit
      """)
  }

  @Test func `hostile names stay in their cells`() {
    let dashboard = Sample.dashboard(Sample.session(Sample.hostile, selected: nil), 80, 12)
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example               4 accounts
       Acting as  nobody yet – choose an account and press Enter
      ────────────────────────────────────────────────────────────────────────────────
           NAME                                              ID              EXPIRES
      ▌1   (no name)                                                         unknown
       2   Red�[31m�evil                                     1�[2J-aaaa        1157d
       3   שלום עולם\u{2800}                                        eeeeeeee…1111    1h 23m
       4   👩 Dev DE ❤ with a name that goes on and on       dddddddd…1111    3d 11h


      ────────────────────────────────────────────────────────────────────────────────
       Enter switch   / find   y copy ID   r refresh   i details   ? help   q quit
      """)
  }

  @Test func `the whole header of a production store looks like one`() {
    let lines = Sample.dashboard(isProduction: true).render().lines.prefix(2)
    #expect(lines.allSatisfy { $0.spans.allSatisfy { $0.style == .production } })
    #expect(lines.allSatisfy { $0.text.cellCount == 80 })
  }

  @Test func `the cursor row looks like one from edge to edge, matches included`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("/"))
    dashboard.type("bolt")
    let row = dashboard.render().lines[4]
    #expect(row.text.cellCount == 80)
    #expect(row.spans.filter { $0.style == .cursorRowMatch }.map(\.text) == ["Bolt"])
    #expect(row.spans.allSatisfy { [.cursorRow, .cursorRowMatch].contains($0.style) })
  }

  @Test func `the text cursor stands where letters go`() {
    var dashboard = Sample.dashboard()
    #expect(dashboard.render().cursor == nil)
    dashboard.press(.character("/"))
    dashboard.type("東a")
    #expect(dashboard.render().cursor == Frame.Position(column: 12, row: 22))
  }
}
