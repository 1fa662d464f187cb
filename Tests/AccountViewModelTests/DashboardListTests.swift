import AccountModel
import Foundation
import Testing

@testable import AccountViewModel

/// The list as a person likes it, and what is taken from it.
struct DashboardListTests {
  @Test func `f gives the account a star, keeps it at the top, and takes it again`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.down)
    #expect(dashboard.list.current == Sample.bolt)
    #expect(
      dashboard.press(.character("f"))
        == [.keepFavourite(true, Sample.bolt.id, in: Sample.sessionID)])
    #expect(dashboard.list.current == Sample.bolt)
    #expect(dashboard.list.cursor == 0)
    #expect(dashboard.picture.contains("▌1  ★ Bolt & Nut Co"))
    #expect(
      dashboard.press(.character("f"))
        == [.keepFavourite(false, Sample.bolt.id, in: Sample.sessionID)])
    #expect(dashboard.list.cursor == 1)
    #expect(!dashboard.picture.contains("★"))
  }

  @Test func `S lists by name, and by recent use again`() {
    var preferences = ListPreferences()
    preferences.use(Sample.zenith.id, of: Sample.sessionID)
    var dashboard = Sample.dashboard(preferences: preferences, 100, 24)
    #expect(dashboard.list.account(atRow: 0) == Sample.zenith)
    #expect(dashboard.picture.contains("4 accounts · by recent use"))
    #expect(dashboard.press(.character("S")) == [.keepOrder(.name)])
    #expect(dashboard.list.account(atRow: 0) == Sample.acme)
    #expect(dashboard.picture.contains("4 accounts · by name"))
    dashboard.press(.character("S"))
    #expect(dashboard.list.account(atRow: 0) == Sample.zenith)
  }

  @Test func `a switch moves no row until the list is put in order again`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("2"))
    dashboard.receive(.switched(Sample.session(selected: Sample.bolt.id)))
    #expect(dashboard.list.account(atRow: 0) == Sample.acme)
    dashboard.press(.character("S"), .character("S"))
    #expect(dashboard.list.account(atRow: 0) == Sample.bolt)
  }

  @Test func `- acts as the account before, and says where there is none`() {
    var dashboard = Sample.dashboard()
    #expect(dashboard.press(.character("-")) == [])
    #expect(dashboard.notice == .hint("There is no account before this one."))
    dashboard.press(.character("2"))
    let summary = Sample.session(selected: Sample.bolt.id).summary
    let after = Session(
      summary: SessionSummary(
        id: summary.id, member: summary.member, mechanism: summary.mechanism,
        selected: Sample.bolt, previous: Sample.acme.id, clock: summary.clock,
        fetchedAt: summary.fetchedAt),
      roster: Sample.session().roster)
    dashboard.receive(.switched(after))
    #expect(
      dashboard.press(.character("-")) == [.switchAccount(Sample.acme.id, in: Sample.sessionID)])
  }

  @Test func `y and Y copy and say what was done, no more`() {
    var dashboard = Sample.dashboard()
    #expect(dashboard.press(.character("y")) == [.copy(Sample.acme.id.rawValue)])
    #expect(
      dashboard.notice
        == .success("Sent the ID to the terminal's clipboard: \(Sample.acme.id.rawValue)"))
    #expect(dashboard.press(.character("Y")) == [.copy("Acme Industrial")])
  }

  @Test func `a ticket that is pasted leads to its account`() {
    var dashboard = Sample.dashboard()
    dashboard.press(
      .paste("Ticket 4711: \(String(repeating: "please ", count: 60))\n(\(Sample.bolt.id))\n"))
    #expect(dashboard.list.current == Sample.bolt)
    #expect(dashboard.list.rowCount == 1)
    #expect(dashboard.list.filter.query == Sample.bolt.id.rawValue)
  }

  @Test func `a click puts the cursor on a row, and a second one acts as its account`() {
    var dashboard = Sample.dashboard(usesMouse: true, 80, 24)
    // Two lines of the header, a rule and the headings stand above the rows.
    #expect(dashboard.press(.click(column: 10, row: 5)) == [])
    #expect(dashboard.list.current == Sample.bolt)
    #expect(dashboard.press(.click(column: 40, row: 6)) == [])
    #expect(dashboard.list.current == Sample.zenith)
    #expect(
      dashboard.press(.click(column: 10, row: 6))
        == [.switchAccount(Sample.zenith.id, in: Sample.sessionID)])
  }

  @Test func `two slow clicks are no double click, and none beside the rows counts`() {
    var dashboard = Sample.dashboard(usesMouse: true, 80, 24)
    dashboard.press(.click(column: 10, row: 5))
    dashboard.receive(.ticked(Sample.now.addingTimeInterval(2)))
    #expect(dashboard.press(.click(column: 10, row: 5)) == [])
    for row in [0, 1, 2, 3, 8, 22, 23] {
      #expect(dashboard.press(.click(column: 10, row: row)) == [])
      #expect(dashboard.list.current == Sample.bolt)
    }
    dashboard.press(.wheelDown)
    #expect(dashboard.list.current == Sample.zenith)
  }

  @Test func `a mouse that another program left on does nothing`() {
    var dashboard = Sample.dashboard(80, 24)
    let before = dashboard
    dashboard.press(.click(column: 10, row: 5), .click(column: 10, row: 5), .wheelDown)
    expectNoDifference(dashboard, before)
  }

  @Test func `beside a wide list stands what is known of the account under the cursor`() {
    var dashboard = Sample.dashboard(120, 24)
    let first = dashboard.update(.resized(Size(columns: 120, rows: 24)))
    #expect(first == [.loadDetails(Sample.acme.id, in: Sample.sessionID, afterRest: true)])
    #expect(dashboard.update(.ticked(Sample.now)) == [])
    #expect(
      dashboard.press(.down)
        == [.loadDetails(Sample.bolt.id, in: Sample.sessionID, afterRest: true)])
    dashboard.receive(
      Sample.details(
        AccountDetails(id: Sample.acme.id, .loading), claims: [.init(name: "sub", value: "late")]))
    #expect(!dashboard.picture.contains("late"))
    dashboard.receive(
      Sample.details(Sample.boltDetails, claims: [.init(name: "exp", value: "1700000899")]))
    #expect(dashboard.picture.contains("Expires at    2023-11-14 22:28:19 UTC"))
  }

  @Test func `H shows what was done, which typing filters`() {
    var dashboard = Sample.dashboard(100, 16)
    #expect(dashboard.press(.character("H")) == [.loadHistory])
    dashboard.receive(.historyLoaded(Self.events))
    #expect(dashboard.picture.contains("times in UTC"))
    #expect(dashboard.picture.contains("2 of 2"))
    dashboard.type("4711")
    #expect(dashboard.picture.contains("1 of 2"))
    #expect(dashboard.picture.contains("2023-11-14 22:13:20  switch"))
    #expect(!dashboard.picture.contains("Zenith"))
    dashboard.press(.control("u"))
    #expect(dashboard.picture.contains("Zenith Hospitals"))
    dashboard.press(.escape)
    #expect(dashboard.panel == nil)
  }

  @Test(arguments: [40, 60, 80, 100, 119, 120, 160])
  func `the history says who did it and why at every width`(columns: Int) {
    var dashboard = Sample.dashboard(columns, 16)
    dashboard.press(.character("H"))
    dashboard.receive(.historyLoaded(Self.events))
    #expect(dashboard.picture.contains("Bea · “ticket 4711”"))
    #expect(dashboard.picture.contains("× "))
    #expect(dashboard.render().lines.allSatisfy { $0.cellCount <= columns })
  }

  @Test(arguments: [40, 80, 120, 200])
  func `the history says who impersonated the member`(columns: Int) {
    var dashboard = Sample.dashboard(columns, 24)
    dashboard.press(.character("H"))
    dashboard.receive(
      .historyLoaded([
        AuditEvent(
          kind: .switch, time: Sample.now, storeKey: "s", member: .init(id: "m", name: "Bea"),
          account: .init(Sample.acme), result: .succeeded, reason: "ticket 4711",
          impersonator: "sam")
      ]))
    let words = dashboard.picture.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("Bea (impersonated by sam) · “ticket 4711”"), "\(dashboard.picture)")
  }

  @Test(arguments: [30, 60, 80, 120, 200])
  func `a long reason is whole in the history`(columns: Int) {
    var dashboard = Sample.dashboard(columns, 24)
    dashboard.press(.character("H"))
    let reason =
      "ticket 4711: the customer cannot see the second page of their orders since Tuesday"
    dashboard.receive(
      .historyLoaded([
        AuditEvent(
          kind: .switch, time: Sample.now, storeKey: "s", member: .init(id: "m", name: "Bea"),
          account: .init(Sample.acme), result: .succeeded, reason: CleanText(reason))
      ]))
    let words = dashboard.picture.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("Bea · “\(reason)”"), "\(dashboard.picture)")
  }

  @Test func `every event of a long history can be scrolled to, with its reason`() {
    var dashboard = Sample.dashboard(80, 12)
    dashboard.press(.character("H"))
    let events = (0..<50).map { number in
      AuditEvent(
        kind: .switch, time: Sample.now, storeKey: "s", member: .init(id: "m", name: "Bea"),
        account: .init(Sample.acme), result: .succeeded, reason: CleanText("ticket \(number).")
      )
    }
    dashboard.receive(.historyLoaded(events))
    for number in 0..<50 {
      #expect(dashboard.picture.contains("“ticket \(number).”"), "\(number)")
      dashboard.press(.down, .down)
    }
    dashboard.press(.end)
    #expect(dashboard.picture.contains("“ticket 49.”"))
  }

  @Test(arguments: [40, 60, 80, 119, 120, 160])
  func `a long name gives way to the ID of who is acted as, and to the label`(columns: Int) {
    let long = Sample.account(
      "32d94f45-8922-472f-82b4-5c5c472c052c",
      "Consolidated Industrial Supplies and Maintenance of the Northern Hemisphere, Incorporated "
        + "under the Laws of a State whose Name is Long as Well",
      50_000)
    for length in [20, 30, 40, 60, 80, 100, 140] {
      let account = Account(
        id: long.id, name: String(long.name.prefix(length)), expiry: long.expiry)
      let dashboard = Sample.dashboard(
        Sample.session([account, Sample.acme], selected: account.id), columns, 24)
      let line = dashboard.render().lines[1].text
      #expect(line.contains(long.id.rawValue) || line.contains("32d94f45…052c"), "\(line)")
      #expect(line.contains(columns >= 60 ? "Acting as  Consolid" : "As Consolid"), "\(line)")
      #expect(line.contains("13h 53m"), "\(line)")
      #expect(line.cellCount <= columns)
    }
  }

  @Test func `an ID beside a name in Hebrew stays in one piece`() {
    let hebrew = Sample.account("32d94f45-8922-472f-82b4-5c5c472c052c", "שלום עולם", 50_000)
    let dashboard = Sample.dashboard(
      Sample.session([hebrew, Sample.acme], selected: hebrew.id), 80, 24)
    let lines = dashboard.render().lines.map(\.text)
    let boundary = String(Direction.boundary)
    #expect(lines[1].contains("שלום עולם\(boundary)  32d94f45-"))
    #expect(lines.contains { $0.contains("שלום עולם\(boundary) ") && $0.contains("13h 53m") })
    // Nothing else is changed, and no cell moves.
    #expect(lines.filter { $0.contains(boundary) }.count == 2)
    #expect(lines.allSatisfy { $0.cellCount <= 80 })
  }

  private static let events = [
    AuditEvent(
      kind: .switch, time: Sample.now, storeKey: "s", member: .init(id: "m", name: "Bea"),
      account: .init(Sample.acme), result: .succeeded, reason: "ticket 4711"),
    AuditEvent(
      kind: .exec, time: Sample.now.addingTimeInterval(-60), storeKey: "s",
      member: .init(id: "m", name: "Bea"), account: .init(Sample.zenith), result: .failed,
      reason: nil),
  ]
}
