import AccountModel
import Testing

@testable import AccountViewModel

struct DashboardDetailsTests {
  private static let partial: AccountDetails = {
    var details = AccountDetails(id: Sample.bolt.id, .loading)
    details.record = Sample.boltDetails.record
    details.ancestors = Sample.boltDetails.ancestors
    details.tags = .notPermitted
    return details
  }()

  @Test func `details are asked for when they are looked at, and cancelled when left`() {
    var dashboard = Sample.dashboard()
    #expect(
      dashboard.press(.character("i"))
        == [.loadDetails(Sample.acme.id, in: Sample.sessionID, afterRest: false)])
    #expect(dashboard.picture.contains("reading …"))
    dashboard.receive(
      Sample.details(
        AccountDetails(id: Sample.acme.id, .loading),
        claims: [.init(name: "scope", value: "a\u{1B}[31mb")]))
    #expect(dashboard.activity == nil)
    #expect(dashboard.picture.contains("scope"))
    #expect(dashboard.press(.escape) == [.cancelDetails])
    #expect(dashboard.panel == nil)
  }

  @Test func `the pane asks again only for another account, or after a change of the session`() {
    var dashboard = Sample.dashboard(120, 24)
    dashboard.receive(.resized(Size(columns: 120, rows: 24)))
    #expect(dashboard.receive(Sample.details(Self.partial)) == [])
    #expect(
      dashboard.press(.down)
        == [.loadDetails(Sample.bolt.id, in: Sample.sessionID, afterRest: true)])
    dashboard.receive(Sample.details(Sample.boltDetails))
    #expect(
      dashboard.receive(.sessionChanged(Sample.session(), nil))
        == [.loadDetails(Sample.bolt.id, in: Sample.sessionID, afterRest: true)])
    // What is known stays on the screen meanwhile.
    #expect(dashboard.picture.contains("HRB 86786"))
    // Below 120 columns nobody looks at them.
    #expect(dashboard.receive(.resized(Size(columns: 119, rows: 24))) == [.cancelDetails])
  }

  @Test func `the pane names the keys that show the rest, also while letters are typed`() {
    var dashboard = Sample.dashboard(120, 14)
    dashboard.press(.down)
    dashboard.receive(Sample.details(Sample.boltDetails, claims: Sample.boltClaims))
    #expect(dashboard.picture.contains("… i shows the rest"))
    dashboard.press(.character("/"))
    dashboard.type("bolt")
    #expect(dashboard.picture.contains("… Tab, then i shows the rest"))
    dashboard.press(.tab, .character("i"))
    #expect(dashboard.picture.contains("Registration  HRB 86786"))
  }

  @Test func `details never keep anybody from giving an order`() {
    var dashboard = Sample.dashboard(120, 24)
    dashboard.receive(.resized(Size(columns: 120, rows: 24)))
    #expect(
      dashboard.press(.enter) == [.switchAccount(Sample.acme.id, in: Sample.sessionID)])
  }

  @Test func `while some parts are still read, the others stand there`() {
    let pane = pane(Self.partial)
    #expect(pane.contains("Legal name    Bolt & Nut Company Ltd"))
    #expect(pane.contains("Orders        …"))
    #expect(pane.contains("Not permitted: tags."))
    #expect(!pane.contains("Tags"))
  }

  @Test func `why the store was not asked is said once`() {
    #expect(
      pane(AccountDetails(id: Sample.bolt.id, .tokenExpired))
        .contains("The store was not asked: the token has expired."))
    #expect(
      pane(AccountDetails(id: Sample.bolt.id, .notPermitted)).contains(
        "Not permitted: legal name and references, tags,"))
    let failed = pane(AccountDetails(id: Sample.bolt.id, .failed("The store did not answer.")))
    #expect(failed.contains("Could not be read:"))
    #expect(failed.ranges(of: "The store did").count == 1)
  }

  @Test func `details of another account or session are not shown`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("i"))
    let before = dashboard
    dashboard.receive(Sample.details(Sample.boltDetails))
    dashboard.receive(
      .detailsLoaded(
        ShownDetails(
          in: Sample.sessionID(.heldToken), claims: [],
          store: AccountDetails(id: Sample.acme.id, .loading))))
    expectNoDifference(dashboard, before)
  }

  // MARK: - References

  @Test func `a reference that details told of is found by the next filter`() {
    var dashboard = Sample.dashboard(120, 24)
    dashboard.press(.down)
    dashboard.receive(Sample.details(Sample.boltDetails))
    dashboard.press(.character("/"))
    dashboard.type("c-2047")
    #expect(dashboard.list.rowCount == 1)
    #expect(dashboard.list.current?.id == Sample.bolt.id)
  }

  @Test func `a pasted reference is looked for at the store on Enter`() {
    var dashboard = Sample.dashboard(80, 16)
    dashboard.press(.character("/"), .paste("HRB 86786"))
    #expect(dashboard.list.rowCount == 0)
    #expect(dashboard.picture.contains("Press Enter to look for it among the references"))
    #expect(
      dashboard.press(.enter) == [.searchReference("HRB 86786", in: Sample.sessionID)])
    #expect(dashboard.picture.contains("Looking for “HRB 86786” among the references …"))
    guard let record = Sample.boltDetails.record.value else { return }
    dashboard.receive(
      .referenceSearched("HRB 86786", AccountDirectory([record]), of: Sample.sessionID))
    #expect(dashboard.list.current?.id == Sample.bolt.id)
    #expect(
      dashboard.press(.enter) == [.switchAccount(Sample.bolt.id, in: Sample.sessionID)])
  }

  @Test func `a reference that the store does not know is not asked for twice`() {
    var dashboard = Sample.dashboard(100, 16)
    dashboard.press(.character("/"), .paste("C-99"), .enter)
    dashboard.receive(.referenceSearched("C-99", AccountDirectory(), of: Sample.sessionID))
    #expect(
      dashboard.picture.contains(
        "No name, ID, external reference or registration ID of your 4 accounts matches"))
    #expect(dashboard.press(.enter) == [])
    #expect(dashboard.picture.contains("There is no account under the cursor."))
  }

  @Test func `words that no reference has are not asked for`() {
    var dashboard = Sample.dashboard(80, 16)
    dashboard.press(.character("/"), .paste("qqqq"))
    #expect(dashboard.press(.enter) == [])
    #expect(!dashboard.picture.contains("references at the store"))
  }

  // MARK: - Many accounts

  @Test func `a key costs what is on the screen, however many accounts load their details`() {
    var dashboard = Sample.dashboard(
      Sample.session(Sample.accounts(10_000), selected: nil), 200, 60)
    dashboard.receive(.resized(Size(columns: 200, rows: 60)))
    var effects = 0
    for _ in 0..<500 {
      guard let id = dashboard.list.current?.id else { break }
      // Each account is left while its details arrive; nothing of the list is made anew by them.
      dashboard.receive(Sample.details(AccountDetails(id: id, .loading)))
      var known = AccountDetails(id: id, .notPermitted)
      known.record = .known(AccountRecord(id: id, externalReference: "C-1"))
      dashboard.receive(Sample.details(known))
      #expect(dashboard.list.accounts[0].externalReference == nil)
      effects += dashboard.press(.down).count
    }
    #expect(effects == 500)
    #expect(dashboard.render().lines.count == 60)
  }

  private func pane(_ details: AccountDetails) -> String {
    var dashboard = Sample.dashboard(120, 30)
    dashboard.press(.down)
    dashboard.receive(Sample.details(details))
    return dashboard.picture
  }
}
