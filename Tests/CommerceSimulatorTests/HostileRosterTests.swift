import Foundation
import Testing

@testable import CommerceSimulator

@Suite struct HostileRosterTests {
  /// Both pages of the hostile roster at the largest limit.
  private func pages(_ anonymous: StoreClient) async throws -> [JSONValue] {
    let client = try await anonymous.withAccessToken()
    return [
      try await client.signIn(query: "?page[limit]=100").json,
      try await client.signIn(query: "?page[limit]=100&page[offset]=100").json,
    ]
  }

  @Test func `expires takes every form`() async throws {
    try await withServer(SimulatedStore(scenario: .hostile)) { client in
      let rows = try await pages(client)[0].rows
      func expires(_ form: SimulatedAccount.ExpiresForm) throws -> JSONValue? {
        let index = try #require(
          client.server.store.roster.firstIndex { $0.expiresForm == form })
        return rows[index]["expires"]
      }
      #expect(try expires(.fraction)?.text?.wholeMatch(of: /\d{4}-\d\d-\d\dT.*\.500Z/) != nil)
      #expect(try expires(.offset)?.text?.hasSuffix("+01:00") == true)
      #expect(try expires(.epochNumber)?.wholeNumber != nil)
      #expect(try expires(.epochText)?.text.flatMap { Int($0) } != nil)
      #expect(try expires(.missing) == nil)
      #expect(try expires(.garbage) == "in a while")
    }
  }

  @Test func `every form of expires is the same moment`() {
    let now = TestClock().now
    #expect(now.isoText == "2026-01-02T03:04:05.500Z")
    #expect(now.isoOffsetText == "2026-01-02T04:04:05+01:00")
    #expect(now.epochSeconds == 1_767_323_045)
  }

  @Test func `meta, links and the member's ID come and go`() async throws {
    try await withServer(SimulatedStore(scenario: .hostile)) { client in
      let pages = try await pages(client)
      #expect(pages[0][path: "meta.results.total"] == 120)
      #expect(pages[0][path: "meta.account_member_id"] == nil)
      #expect(pages[0][path: "links.prev"] == .null)
      #expect(
        pages[0][path: "links.next"]?.text?.hasPrefix("http://other-origin.invalid/") == true)
      #expect(pages[1]["meta"] == nil)
      #expect(pages[1][path: "links.next"] == "null")
      #expect(pages[1][path: "links.first"]?.text?.contains("page%5Boffset%5D=0") == true)
    }
  }

  @Test func `an ID comes back on another page`() async throws {
    try await withServer(SimulatedStore(scenario: .hostile)) { client in
      let pages = try await pages(client)
      let first = try #require(pages[0].rows.first?["account_id"])
      #expect(pages[1].rows.last?["account_id"] == first)
    }
  }

  @Test(arguments: SimulatedAccount.ClaimsForm.allCases)
  func `a token with odd claims still works`(form: SimulatedAccount.ClaimsForm) async throws {
    try await withServer(SimulatedStore(scenario: .hostile)) { anonymous in
      let roster = anonymous.server.store.roster
      let index = try #require(roster.firstIndex { $0.claimsForm == form })
      let row = try await pages(anonymous)[0].rows[index]
      let client = try await anonymous.withAccessToken().holding(row)
      #expect(try await client.get("/v2/accounts/\(roster[index].id)").status == 200)
      #expect(try await client.switchAccount().status == 201)
    }
  }

  @Test func `the status of an error is a number, missing or text`() async throws {
    try await withServer(SimulatedStore(scenario: .hostile)) { anonymous in
      let unauthorized = try await anonymous.get("/v2/accounts").json
      #expect(unauthorized["errors"]?.elements.first?["status"] == nil)
      let client = try await anonymous.withAccessToken()
      let bad = try await client.signIn(query: "?page[limit]=101").json
      #expect(bad["errors"]?.elements.first?["status"] == 400)
      let forbidden = try await client.get("/v2/accounts").json
      #expect(forbidden["errors"]?.elements.first?["status"] == "403")
    }
  }

  @Test(arguments: [
    "\u{1b}]0;", "\u{1b}]52;", "\u{1b}[2J", "\u{9b}", "\u{202e}", "\n", "\t", "\u{0}", "\u{200b}",
    "\u{0351}", "$(touch x)", "\"", "'", "`",
  ])
  func `a name attacks with it, and arrives unharmed`(text: String) async throws {
    try await withServer(SimulatedStore(scenario: .hostile)) { client in
      let names = try await pages(client)[0].rows.compactMap { $0["account_name"]?.text }
      #expect(names.contains { $0.unicodeScalars.contains(text.unicodeScalars) })
    }
  }

  @Test func `names are empty, alike and very long`() {
    let names = SimulatedStore(scenario: .hostile).roster.map(\.name)
    #expect(names.contains(""))
    #expect(names.filter { $0 == "Acme Industrial" }.count == 2)
    #expect(names.contains { $0.count == 5_000 })
  }
}
