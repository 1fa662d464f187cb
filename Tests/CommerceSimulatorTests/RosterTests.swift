import Foundation
import Testing

@testable import CommerceSimulator

@Suite struct RosterTests {
  @Test(arguments: ["?page[limit]=5&page[offset]=10", "?page%5Blimit%5D=5&page%5Boffset%5D=10"])
  func `a page is asked for plainly or percent-encoded`(query: String) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer = try await client.signIn(query: query).json
      #expect(answer.rows.count == 2)
      #expect(
        answer["meta"]?["page"] == ["limit": 5, "offset": 10, "current": 2, "total": 3])
      #expect(answer[path: "meta.results.total"] == 12)
      let url = client.server.baseURL + "/v2/account-members/tokens"
      #expect(
        answer["links"] == [
          "current": "\(url)?page[offset]=10&page[limit]=5",
          "first": "\(url)?page[offset]=0&page[limit]=5",
          "last": "\(url)?page[offset]=10&page[limit]=5",
          "next": .null,
          "prev": "\(url)?page[offset]=5&page[limit]=5",
        ])
    }
  }

  @Test func `a page has 25 rows unless asked otherwise`() async throws {
    try await withServer(SimulatedStore(scenario: .large, accounts: 60)) { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer = try await client.signIn().json
      #expect(answer.rows.count == 25)
      #expect(
        answer["meta"]?["page"] == ["limit": 25, "offset": 0, "current": 1, "total": 3])
    }
  }

  @Test(arguments: [
    "?page[limit]=101", "?page[limit]=0", "?page[limit]=-1", "?page[limit]=ten",
    "?page[offset]=-1", "?page[offset]=", "?page[offset]=9223372036854775807",
  ])
  func `an impossible page is 400`(query: String) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      #expect(try await client.signIn(query: query).status == 400)
      #expect(try await client.signIn().status == 201)
    }
  }

  @Test func `a page behind the end is empty`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer = try await client.signIn(query: "?page[offset]=1000")
      #expect(answer.status == 201)
      #expect(answer.json["data"] == [])
      #expect(answer.json[path: "meta.results.total"] == 12)
    }
  }

  @Test func `the pages of a large roster make it up exactly`() async throws {
    try await withServer(SimulatedStore(scenario: .large, accounts: 230)) { anonymous in
      var client = try await anonymous.withAccessToken()
      let first = try await client.signIn(query: "?page[limit]=100").json.rows
      client = client.holding(try #require(first.first))
      let second = try await client.switchAccount(query: "?page[limit]=100&page[offset]=100")
      let third = try await client.switchAccount(query: "?page[limit]=100&page[offset]=200")
      let ids = (first + second.json.rows + third.json.rows).map { $0["account_id"]?.text }
      #expect(ids == client.server.store.roster.map(\.id))
      #expect(third.json[path: "links.next"] == .null)
    }
  }

  @Test func `a member of no account is signed in with nothing`() async throws {
    try await withServer(SimulatedStore(scenario: .empty)) { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer = try await client.signIn()
      #expect(answer.status == 201)
      #expect(answer.json["data"] == [])
      #expect(answer.json[path: "meta.results.total"] == 0)
      #expect(
        answer.json[path: "meta.account_member_id"]?.text == client.server.store.member.id)
    }
  }

  @Test func `a single account is an object and nothing else`() async throws {
    try await withServer(SimulatedStore(scenario: .single)) { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer = try await client.signIn().json
      #expect(answer[path: "data.account_id"]?.text == client.server.store.roster[0].id)
      #expect(answer["meta"] == nil)
      #expect(answer["links"] == nil)
      #expect(try await client.signIn(query: "?page[offset]=1").json["data"] == [])
    }
  }

  @Test func `a token tells member, account, store, realm and times`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let store = client.server.store
      let row = try #require(await client.signIn().json.rows.first)
      #expect(row["type"] == "account_management_authentication_token")
      let parts = try #require(row["token"]?.text).split(separator: ".")
      #expect(parts.count == 3)
      let header = try #require(Data(base64URL: parts[0]))
      #expect(JSONValue(parsing: header) == ["alg": "HS256", "typ": "JWT"])
      let payload = try #require(Data(base64URL: parts[1]))
      let claims = try #require(JSONValue(parsing: payload))
      let issued = TestClock().now.epochSeconds
      #expect(claims["scope"]?.text == store.roster[0].id)
      #expect(claims["sub"]?.text == store.member.id)
      #expect(claims["store_id"]?.text == store.storeID)
      #expect(claims["realm_id"]?.text == store.realmID)
      #expect(claims["iat"] == .integer(issued))
      #expect(claims["exp"] == .integer(issued + 86_400))
      #expect(row["expires"] == "2026-01-03T03:04:05.500Z")
    }
  }
}
