import AccountModel
import Testing

@testable import AccountViewModel

/// The dashboard of somebody who works with it, at the sizes it is designed for: a favourite, recents,
/// names of many scripts, a token that expires soon and one that has expired.
struct GoldenFrameTests {
  @Test func `at 200 by 60 the pane has what the list has no use for`() {
    expectNoDifference(
      picture(200, 60),
      """
       epswitch   Acme staging · useast · Bea Buyer <buyer@acme.example>                                                                                                           9 accounts · by recent use
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0                                                                                                                              23h 59m
      ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────┬──────────────────────────────────────────────────────────────────────────────────────
            NAME                                                                              ID              EXPIRES  │ Bolt & Nut Co
       1  ★ Café Olé Roasters                                                                 32d94f45…052c   23h 59m  │ 87acbe78-921f-4a25-84db-09dc276754ba
       2 ●  Acme Industrial                                                                   9e227208…34b0   23h 59m  │
      ▌3    Bolt & Nut Co                                              87acbe78-921f-4a25-84db-09dc276754ba   14m 59s !│ Expires in    14m 59s !
       4    Harbour Light Marine Supply                                                       1f257b7a…cfcc   23h 53m  │ Expires at    2023-11-14 22:28:19 UTC
       5    The Very Long Name of an Association of Cooperative Dairy Farmers of the North    8c1d7b52…9c0d   unknown  │
       6    Zenith Hospitals                                                                  c0ffee00…89ab   expired ×│ Legal name    Bolt & Nut Company Ltd
       7    Łódź Precyzja Sp. z o.o.                                                          43dd9bf6…8c1b    3d 11h  │ Registration  HRB 86786
       8    חברת שלום\u{2800}                                                                        70d0a4c5…6a11   11h 06m  │ External ref  C-204711
       9    東京金属株式会社                                                                  1f0c2d3e…e0f9   23h 58m  │ Parent        5a1e0c11…9e01 (none of yours) › Acme Industrial
                                                                                                                       │ Tags          Export, Net 30
                                                                                                                       │ Members       14
                                                                                                                       │ Orders        3 · the last 2023-11-13 · PO-31337 · €1,204.00
                                                                                                                       │ Carts         1 · changed 2023-11-14 · Spare parts · €99.50
                                                                                                                       │
                                                                                                                       │ Token
                                                                                                                       │ Member     member-1
                                                                                                                       │ Issued at  2023-11-14 21:28:19 UTC
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
                                                                                                                       │
      ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────┴──────────────────────────────────────────────────────────────────────────────────────
       Enter switch   / find   y copy ID   f favourite   H history   r refresh   i details   ? help   q quit
      """)
  }

  @Test func `at 120 by 40 a pane stands beside the list`() {
    expectNoDifference(
      picture(120, 40),
      """
       epswitch   Acme staging · useast · Bea Buyer <buyer@acme.example>                           9 accounts · by recent use
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0                                              23h 59m
      ─────────────────────────────────────────────────────────────────────┬──────────────────────────────────────────────────
            NAME                                  ID              EXPIRES  │ Bolt & Nut Co
       1  ★ Café Olé Roasters                     32d94f45…052c   23h 59m  │ 87acbe78-921f-4a25-84db-09dc276754ba
       2 ●  Acme Industrial                       9e227208…34b0   23h 59m  │
      ▌3    Bolt & Nut Co  87acbe78-921f-4a25-84db-09dc276754ba   14m 59s !│ Expires in    14m 59s !
       4    Harbour Light Marine Supply           1f257b7a…cfcc   23h 53m  │ Expires at    2023-11-14 22:28:19 UTC
       5    The Very Long Name of an Associatio…  8c1d7b52…9c0d   unknown  │
       6    Zenith Hospitals                      c0ffee00…89ab   expired ×│ Legal name    Bolt & Nut Company Ltd
       7    Łódź Precyzja Sp. z o.o.              43dd9bf6…8c1b    3d 11h  │ Registration  HRB 86786
       8    חברת שלום\u{2800}                            70d0a4c5…6a11   11h 06m  │ External ref  C-204711
       9    東京金属株式会社                      1f0c2d3e…e0f9   23h 58m  │ Parent        5a1e0c11…9e01 (none of yours) ›
                                                                           │               Acme Industrial
                                                                           │ Tags          Export, Net 30
                                                                           │ Members       14
                                                                           │ Orders        3 · the last 2023-11-13 · PO-31337
                                                                           │               · €1,204.00
                                                                           │ Carts         1 · changed 2023-11-14 · Spare
                                                                           │               parts · €99.50
                                                                           │
                                                                           │ Token
                                                                           │ Member     member-1
                                                                           │ Issued at  2023-11-14 21:28:19 UTC
                                                                           │
                                                                           │
                                                                           │
                                                                           │
                                                                           │
                                                                           │
                                                                           │
                                                                           │
                                                                           │
                                                                           │
                                                                           │
                                                                           │
                                                                           │
                                                                           │
      ─────────────────────────────────────────────────────────────────────┴──────────────────────────────────────────────────
       Enter switch   / find   y copy ID   f favourite   H history   r refresh   i details   ? help   q quit
      """)
  }

  @Test func `at 80 by 24 names have the room`() {
    expectNoDifference(
      picture(80, 24),
      """
       epswitch   Acme staging · useast · Bea Buyer <buyer@acme.example>   9 accounts
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0      23h 59m
      ────────────────────────────────────────────────────────────────────────────────
            NAME                                             ID              EXPIRES
       1  ★ Café Olé Roasters                                32d94f45…052c   23h 59m
       2 ●  Acme Industrial                                  9e227208…34b0   23h 59m
      ▌3    Bolt & Nut Co             87acbe78-921f-4a25-84db-09dc276754ba   14m 59s !
       4    Harbour Light Marine Supply                      1f257b7a…cfcc   23h 53m
       5    The Very Long Name of an Association of Cooper…  8c1d7b52…9c0d   unknown
       6    Zenith Hospitals                                 c0ffee00…89ab   expired ×
       7    Łódź Precyzja Sp. z o.o.                         43dd9bf6…8c1b    3d 11h
       8    חברת שלום\u{2800}                                       70d0a4c5…6a11   11h 06m
       9    東京金属株式会社                                 1f0c2d3e…e0f9   23h 58m









      ────────────────────────────────────────────────────────────────────────────────
       Enter switch   / find   y copy ID   r refresh   i details   ? help   q quit
      """)
  }

  @Test func `at 60 by 20 the ID under the cursor is short as well`() {
    expectNoDifference(
      picture(60, 20),
      """
       epswitch   Acme stagin… · Bea Buyer <buyer@ac…  9 accounts
       Acting as  Acme Industrial   9e227208…34b0         23h 59m
      ────────────────────────────────────────────────────────────
            NAME                         ID              EXPIRES
       1  ★ Café Olé Roasters            32d94f45…052c   23h 59m
       2 ●  Acme Industrial              9e227208…34b0   23h 59m
      ▌3    Bolt & Nut Co                87acbe78…54ba   14m 59s !
       4    Harbour Light Marine Supply  1f257b7a…cfcc   23h 53m
       5    The Very Long Name of an A…  8c1d7b52…9c0d   unknown
       6    Zenith Hospitals             c0ffee00…89ab   expired ×
       7    Łódź Precyzja Sp. z o.o.     43dd9bf6…8c1b    3d 11h
       8    חברת שלום\u{2800}                   70d0a4c5…6a11   11h 06m
       9    東京金属株式会社             1f0c2d3e…e0f9   23h 58m





      ────────────────────────────────────────────────────────────
       Enter switch   / find   r refresh   ? help   q quit
      """)
  }

  @Test func `at 40 by 10 names and times are left`() {
    expectNoDifference(
      picture(40, 10),
      """
       Acme stagin… · Bea Buyer …  9 accounts
       As Acme Indus…  9e227208…34b0  23h 59m
           NAME                      EXPIRES
       1 ★ Café Olé Roasters         23h 59m
       2 ● Acme Industrial           23h 59m
      ▌3   Bolt & Nut Co             14m 59s !
       4   Harbour Light Marine S…   23h 53m
       5   The Very Long Name of …   unknown
       6   Zenith Hospitals          expired ×
       Enter switch  / find  ? help  q quit
      """)
  }

  @Test func `at 20 by 5 accounts can be chosen`() {
    expectNoDifference(
      picture(20, 5),
      """
      Acme Indust… 23h 59m
       ★ Café O… 23h 59m
       ● Acme I… 23h 59m
      ▌  Bolt &… 14m 59s !
      ? help  q quit
      """)
  }

  private func picture(_ columns: Int, _ rows: Int) -> String {
    let accounts = [
      Sample.acme, Sample.bolt, Sample.tokyo, Sample.zenith,
      Sample.account("32d94f45-8922-472f-82b4-5c5c472c052c", "Café Olé Roasters", 86_390),
      Sample.account("1f257b7a-46c1-4fd1-9d9f-4d1d7d00cfcc", "Harbour Light Marine Supply", 86_000),
      Sample.account("43dd9bf6-beee-4178-b5ca-dbec9e858c1b", "Łódź Precyzja Sp. z o.o.", 300_000),
      Sample.account("70d0a4c5-2b0a-4b0e-8c57-3f0a4a0a6a11", "חברת שלום", 40_000),
      Sample.account(
        "8c1d7b52-1d2f-4f0c-9a3b-5e6f7a8b9c0d",
        "The Very Long Name of an Association of Cooperative Dairy Farmers of the North", nil),
    ]
    let member = AccountMember(
      id: "member-1", username: "bea", name: "Bea Buyer", email: "buyer@acme.example")
    let session = Sample.session(accounts, member: member)
    var preferences = ListPreferences()
    preferences.setFavourite(true, accounts[4].id, of: session.id)
    preferences.use(Sample.bolt.id, of: session.id)
    preferences.use(Sample.acme.id, of: session.id)
    var dashboard = Sample.dashboard(session, preferences: preferences, columns, rows)
    dashboard.press(.down)
    dashboard.receive(Sample.details(Sample.boltDetails, claims: Sample.boltClaims))
    return dashboard.picture
  }
}
