import AccountModel
import Foundation
import Testing

struct RosterTests {
  private let fetchedAt = Date(timeIntervalSince1970: 1_000)

  @Test func `accounts are in order of name, whatever its case, then of ID`() {
    let roster = roster(("3", "beta"), ("2", "Alpha"), ("1", "alpha"), ("4", ""))
    #expect(roster.accounts.map(\.id.rawValue) == ["4", "1", "2", "3"])
  }

  @Test func `of records with one ID the first stays`() {
    let roster = roster(("1", "First"), ("1", "Second"), ("2", "Other"))
    #expect(roster.accounts.map(\.name) == ["First", "Other"])
  }

  @Test func `an account is found by its ID and not by another spelling of it`() {
    let roster = roster(("aB", "Alpha"))
    #expect(roster[AccountID("aB")]?.name == "Alpha")
    #expect(roster[AccountID("ab")] == nil)
  }

  @Test(
    arguments: [
      (nil, 0, nil), (2, 0, nil), (1, 0, nil),
      (5, 0, "The list is incomplete: 2 of 5 accounts."),
      (5, 1, "The list is incomplete: 2 of 5 accounts; 1 was not valid."),
      (nil, 1, "The list is incomplete: 1 account the store sent was not valid."),
      (2, 3, "The list is incomplete: 3 accounts the store sent were not valid."),
    ] as [(Int?, Int, String?)])
  func `what is missing is said`(expected: Int?, unusable: Int, summary: String?) {
    let accounts = ["1", "2"].map { Account(id: AccountID($0), name: $0, expiry: nil) }
    let roster = Roster(
      accounts, fetchedAt: fetchedAt,
      shortfall: Roster.Shortfall(expected: expected, unusable: unusable, loaded: 2))
    #expect(roster.shortfallSummary == summary)
  }

  @Test func `an account without a name is called something`() {
    #expect(roster(("1", "")).accounts[0].displayName == "(no name)")
  }

  private func roster(_ accounts: (id: String, name: String)...) -> Roster {
    Roster(
      accounts.map { Account(id: AccountID($0.id), name: $0.name, expiry: nil) },
      fetchedAt: fetchedAt)
  }
}

struct AccountSearchTests {
  private let roster = Roster(
    [
      ("9e227208-b592", "Acme"), ("87acbe78-921f", "Acme Industrial"), ("11111111-0000", "bolt"),
      ("22222222-0000", "Bolt"), ("33333333-0000", "Nut"), ("33333333-1111", "Screw"),
      ("44444444-0000", "Twin"), ("55555555-0000", "Twin"), ("66666666-0000", ""),
      ("6ceb1bc5-76d5-467b-8dc1-2e0673bfbc83", "Café Olé Straße"),
      ("cafe0000-9999-4999-8999-000000000000", "Tokyo Metals"),
    ].map { Account(id: AccountID($0), name: $1, expiry: nil) }, fetchedAt: .distantPast)

  @Test(arguments: [
    ("9e227208-b592", "9e227208-b592"),
    // An exact name wins over names that hold it.
    ("Acme", "9e227208-b592"),
    ("acme", "9e227208-b592"),
    ("industrial", "87acbe78-921f"),
    // The exact case wins over another.
    ("bolt", "11111111-0000"), ("Bolt", "22222222-0000"),
    // The start of an ID, from four characters on, in any case.
    ("87ac", "87acbe78-921f"), ("87ACBE", "87acbe78-921f"), ("33333333-1", "33333333-1111"),
    // The end of an ID, and the short form in which lists show it.
    ("921f", "87acbe78-921f"), ("6ceb1bc5…bc83", "6ceb1bc5-76d5-467b-8dc1-2e0673bfbc83"),
    // Words in any order, whatever accents.
    ("ole cafe", "6ceb1bc5-76d5-467b-8dc1-2e0673bfbc83"),
    ("STRASSE", "6ceb1bc5-76d5-467b-8dc1-2e0673bfbc83"),
    ("metals toky", "cafe0000-9999-4999-8999-000000000000"), ("(industrial)", "87acbe78-921f"),
    ("“metals”", "cafe0000-9999-4999-8999-000000000000"),
    ("metals cafe", "cafe0000-9999-4999-8999-000000000000"),
    // A UUID in what a ticket has.
    ("6CEB1BC5-76D5-467B-8DC1-2E0673BFBC83", "6ceb1bc5-76d5-467b-8dc1-2e0673bfbc83"),
    ("6ceb1bc576d5467b8dc12e0673bfbc83", "6ceb1bc5-76d5-467b-8dc1-2e0673bfbc83"),
    (
      "ticket 4711 (6ceb1bc5-76d5-467b-8dc1-2e0673bfbc83): no order",
      "6ceb1bc5-76d5-467b-8dc1-2e0673bfbc83"
    ),
    ("'6ceb1bc5-76d5-467b-8dc1-2e0673bfbc83'", "6ceb1bc5-76d5-467b-8dc1-2e0673bfbc83"),
    (
      "https://console.example/store/0f0f0f0f-76d5-467b-8dc1-2e0673bfbc83/accounts/6ceb1bc5-76d5-467b-8dc1-2e0673bfbc83?tab=orders",
      "6ceb1bc5-76d5-467b-8dc1-2e0673bfbc83"
    ),
  ])
  func `a text that can mean one account finds it`(text: String, id: String) throws {
    #expect(try roster.account(matching: text).id.rawValue == id)
  }

  @Test(arguments: [
    ("BOLT", ["11111111-0000", "22222222-0000"]),
    ("Twin", ["44444444-0000", "55555555-0000"]),
    ("33333333", ["33333333-0000", "33333333-1111"]),
    ("cm", ["9e227208-b592", "87acbe78-921f"]),
    // A name and the start of an ID: neither is more exact.
    ("cafe", ["6ceb1bc5-76d5-467b-8dc1-2e0673bfbc83", "cafe0000-9999-4999-8999-000000000000"]),
  ])
  func `a text that can mean several is a question, not a guess`(text: String, ids: [String]) {
    #expect {
      try roster.account(matching: text)
    } throws: { error in
      guard case .ambiguous(let accounts) = error as? AccountSearchError else { return false }
      return Set(accounts.map(\.id.rawValue)) == Set(ids)
    }
  }

  @Test(arguments: [
    "", "87a", "nobody", "9e227208-b592-x",
    // Letters apart are for a person who sees what they find.
    "amndstrl", "tkyo",
    // Another account of a UUID that is not among them is not meant, whatever words stand beside it.
    "tokyo 0f0f0f0f-76d5-467b-8dc1-2e0673bfbc83",
    "6ceb1bc5-76d5-467b-8dc1-2e0673bfbc83a",
  ])
  func `a text that means none says so`(text: String) {
    #expect(throws: AccountSearchError.notFound) { try roster.account(matching: text) }
  }

  @Test(arguments: ["C-204711", "c-2047", "HRB 86786", "hrb86786"])
  func `an account is found by its references where they are known`(text: String) {
    var acme = Account(id: AccountID("1"), name: "Acme", expiry: nil)
    acme.externalReference = "C-204711"
    acme.registrationID = "HRB 86786"
    let roster = Roster(
      [acme, Account(id: AccountID("2"), name: "Bolt", expiry: nil)], fetchedAt: .distantPast)
    let isWritten = text != "hrb86786"
    #expect(roster.accounts(matching: text).map(\.name) == (isWritten ? ["Acme"] : []))
  }
}
