import AccountModel
import Testing

@testable import AccountViewModel

/// The dashboard as a person sees it, from large to tiny.
struct SizePictureTests {
  @Test func `at 100 by 30 names have room`() {
    let dashboard = Sample.dashboard(100, 30)
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example                   4 accounts · by recent use
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0                          23h 59m
      ────────────────────────────────────────────────────────────────────────────────────────────────────
           NAME                                                                  ID              EXPIRES
      ▌1 ● Acme Industrial                                9e227208-b592-49c0-8c8f-043b66c634b0   23h 59m
       2   Bolt & Nut Co                                                         87acbe78…54ba   14m 59s !
       3   Zenith Hospitals                                                      c0ffee00…89ab   expired ×
       4   東京金属株式会社                                                      1f0c2d3e…e0f9   23h 58m




















      ────────────────────────────────────────────────────────────────────────────────────────────────────
       Enter switch   / find   y copy ID   f favourite   r refresh   i details   ? help   q quit
      """)
  }

  @Test func `at 80 by 24 whole IDs are shown`() {
    let dashboard = Sample.dashboard(80, 24)
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














      ────────────────────────────────────────────────────────────────────────────────
       Enter switch   / find   y copy ID   r refresh   i details   ? help   q quit
      """)
  }

  @Test func `at 60 by 12 IDs are cut in the middle`() {
    let dashboard = Sample.dashboard(60, 12)
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging … · buyer@acme.example  4 accounts
       Acting as  Acme Industrial   9e227208…34b0         23h 59m
      ────────────────────────────────────────────────────────────
           NAME                          ID              EXPIRES
      ▌1 ● Acme Industrial               9e227208…34b0   23h 59m
       2   Bolt & Nut Co                 87acbe78…54ba   14m 59s !
       3   Zenith Hospitals              c0ffee00…89ab   expired ×
       4   東京金属株式会社              1f0c2d3e…e0f9   23h 58m


      ────────────────────────────────────────────────────────────
       Enter switch   / find   r refresh   ? help   q quit
      """)
  }

  @Test func `at 40 by 10 the beginnings of IDs are left`() {
    let dashboard = Sample.dashboard(40, 10)
    expectNoDifference(
      dashboard.picture,
      """
       Acme stagin… · buyer@acme…  4 accounts
       As Acme Indus…  9e227208…34b0  23h 59m
           NAME                      EXPIRES
      ▌1 ● Acme Industrial           23h 59m
       2   Bolt & Nut Co             14m 59s !
       3   Zenith Hospitals          expired ×
       4   東京金属株式会社          23h 58m


       Enter switch  / find  ? help  q quit
      """)
  }

  @Test func `at 20 by 5 accounts can still be chosen`() {
    let dashboard = Sample.dashboard(20, 5)
    expectNoDifference(
      dashboard.picture,
      """
      Acme Indust… 23h 59m
      ▌● Acme I… 23h 59m
         Bolt &… 14m 59s !
         Zenith… expired ×
      ? help  q quit
      """)
  }

  @Test func `at 10 by 3 names are left`() {
    let dashboard = Sample.dashboard(10, 3)
    expectNoDifference(
      dashboard.picture,
      """
      Acme Indu…
      ▌●Acme In…
      q quit
      """)
  }

  @Test func `at 1 by 1 there is something`() {
    let dashboard = Sample.dashboard(1, 1)
    expectNoDifference(
      dashboard.picture,
      """
      …
      """)
  }

  @Test func `a sign is never alone in its line`() {
    var dashboard = Sample.dashboard(20, 5)
    let message = UserMessage("https://useast.api.elasticpath.com cannot be reached.")
    dashboard.receive(.failed(message, signInNeeded: false))
    expectNoDifference(
      dashboard.picture,
      """
      Acme Indust… 23h 59m
      ▌● Acme I… 23h 59m
      × https://useast.api
      .elasticpath.com …
      Esc dismiss  q quit
      """)
  }

  @Test func `the filter in a small window has room for what is typed`() {
    var dashboard = Sample.dashboard(20, 5)
    dashboard.press(.character("/"))
    dashboard.type("industrial")
    #expect(dashboard.picture.contains("/industrial       1"))
  }

  @Test func `a long failure in a small window tells that there is more`() {
    var dashboard = Sample.dashboard(20, 5)
    dashboard.receive(.failed(Sample.failure, signInNeeded: false))
    expectNoDifference(
      dashboard.picture,
      """
      Acme Indust… 23h 59m
      ▌● Acme I… 23h 59m
      × The store
      useast.api.elasticp…
      Esc dismiss  q quit
      """)
  }

  @Test func `a small window says PRODUCTION as well`() {
    let dashboard = Sample.dashboard(isProduction: true, 40, 5)
    expectNoDifference(
      dashboard.picture,
      """
       PROD As Acme …  9e227208…34b0  23h 59m
      ▌1 ● Acme Industrial           23h 59m
       2   Bolt & Nut Co             14m 59s !
       3   Zenith Hospitals          expired ×
       Enter switch  / find  ? help  q quit
      """)
  }
}
