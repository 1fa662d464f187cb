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
  ])
  func `a text that can mean one account finds it`(text: String, id: String) throws {
    #expect(try roster.account(matching: text).id.rawValue == id)
  }

  @Test(arguments: [
    ("BOLT", ["11111111-0000", "22222222-0000"]),
    ("Twin", ["44444444-0000", "55555555-0000"]),
    ("33333333", ["33333333-0000", "33333333-1111"]),
    ("cm", ["9e227208-b592", "87acbe78-921f"]),
  ])
  func `a text that can mean several is a question, not a guess`(text: String, ids: [String]) {
    #expect {
      try roster.account(matching: text)
    } throws: { error in
      guard case .ambiguous(let accounts) = error as? AccountSearchError else { return false }
      return Set(accounts.map(\.id.rawValue)) == Set(ids)
    }
  }

  @Test(arguments: ["", "87a", "nobody", "9e227208-b592-x"])
  func `a text that means none says so`(text: String) {
    #expect(throws: AccountSearchError.notFound) { try roster.account(matching: text) }
  }
}
