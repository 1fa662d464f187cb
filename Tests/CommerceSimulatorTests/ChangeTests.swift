import Foundation
import Testing

@testable import CommerceSimulator

/// Rosters, lifetimes and tokens that change while a store runs, in this process and over HTTP.
@Suite struct ChangeTests {
  /// Where a change is made from.
  enum Caller: CaseIterable { case process, http }

  @Test(arguments: Caller.allCases)
  func `the tokens of one account are ended, the others and later ones live`(
    caller: Caller
  ) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let rows = try await client.signIn().json.rows
      let id = try #require(rows[0]["account_id"]?.text)
      switch caller {
      case .process: client.server.expireTokens(ofAccount: id)
      case .http:
        let answer = try await client.post("/_simulator/accounts/\(id)/expire", [:])
        #expect(answer.status == 204)
      }
      #expect(try await client.holding(rows[0]).get("/v2/accounts").status == 401)
      #expect(try await client.holding(rows[0]).switchAccount().status == 401)
      let renewed = try await client.holding(rows[1]).switchAccount().json.rows
      #expect(renewed[0]["account_id"]?.text == id)
      #expect(try await client.holding(renewed[0]).get("/v2/accounts").status == 200)
      #expect(try await client.holding(rows[0]).get("/v2/accounts").status == 401)
    }
  }

  @Test(arguments: Caller.allCases)
  func `a lifetime counts for tokens minted from now on`(caller: Caller) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let rows = try await client.signIn().json.rows
      let id = try #require(rows[0]["account_id"]?.text)
      switch caller {
      case .process: #expect(client.server.setLifetime(-60, ofAccount: id))
      case .http:
        let answer = try await client.post(
          "/_simulator/accounts/\(id)/lifetime", ["seconds": -60])
        #expect(answer.status == 204)
      }
      #expect(try await client.holding(rows[0]).get("/v2/accounts").status == 200)
      let later = try await client.holding(rows[1]).switchAccount().json.rows
      #expect(later[0]["expires"]?.text == TestClock().now.addingTimeInterval(-60).isoText)
      #expect(try await client.holding(later[0]).get("/v2/accounts").status == 401)
      #expect(try await client.holding(later[1]).get("/v2/accounts").status == 200)
    }
  }

  @Test(arguments: Caller.allCases)
  func `an account is taken from one member and stays the other's`(caller: Caller) async throws {
    try await withServer(SimulatedStore(scenario: .desk)) { anonymous in
      let client = try await anonymous.withAccessToken()
      let members = client.server.store.members
      let shared = members[0].accounts[0].id
      let first = try await client.mint(members[0].passwordCredential).json.rows
      let second = try await client.mint(members[1].passwordCredential).json.rows
      switch caller {
      case .process: #expect(client.server.removeAccount(shared, fromMember: members[0].id))
      case .http:
        let path = "/_simulator/members/\(members[0].id)/accounts/\(shared)"
        #expect(try await client.delete(path).status == 204)
        #expect(try await client.delete(path).status == 404)
      }
      #expect(try await client.holding(first[0]).get("/v2/accounts/\(shared)").status == 404)
      #expect(try await client.holding(first[0]).switchAccount().status == 404)
      let left = try await client.holding(first[1]).switchAccount().json
      #expect(left.rows.count == 11)
      #expect(left[path: "meta.results.total"] == 11)
      let others = try #require(second.first { $0["account_id"]?.text == shared })
      #expect(try await client.holding(others).get("/v2/accounts/\(shared)").status == 200)

      let account = members[0].accounts[0]
      #expect(client.server.add(account, toMember: members[0].id))
      #expect(try await client.holding(first[0]).get("/v2/accounts/\(shared)").status == 200)
    }
  }

  @Test(arguments: Caller.allCases)
  func `an account is added to a member`(caller: Caller) async throws {
    try await withServer(SimulatedStore(scenario: .empty)) { anonymous in
      let client = try await anonymous.withAccessToken()
      let member = client.server.store.member
      switch caller {
      case .process:
        let account = SimulatedAccount(id: "new-account", name: "New Account")
        #expect(client.server.add(account, toMember: member.id))
        #expect(!client.server.add(account, toMember: member.id))
        #expect(!client.server.add(account, toMember: "nobody"))
      case .http:
        let path = "/_simulator/members/\(member.id)/accounts"
        let body: JSONValue = ["name": "New Account", "id": "new-account"]
        let answer = try await client.post(path, body)
        #expect(answer.status == 201)
        #expect(answer.json["id"] == "new-account")
        #expect(try await client.post(path, body).status == 422)
        #expect(try await client.post(path, [:]).status == 400)
        #expect(
          try await client.post("/_simulator/members/nobody/accounts", body).status == 404)
      }
      let rows = try await client.signIn().json.rows
      #expect(rows.map { $0["account_name"] } == ["New Account"])
      #expect(
        try await client.holding(rows[0]).get("/v2/accounts/new-account").status == 200)
      #expect(client.server.members[0].accounts.map(\.id) == ["new-account"])
    }
  }

  @Test(arguments: Caller.allCases)
  func `access tokens are revoked`(caller: Caller) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      switch caller {
      case .process: client.server.revokeAccessTokens()
      case .http:
        #expect(try await client.post("/_simulator/access-tokens/revoke", [:]).status == 204)
      }
      #expect(try await client.signIn().status == 401)
      let renewed = try await client.withAccessToken().signIn()
      #expect(renewed.status == 201)
    }
  }

  @Test func `members are readable with their user names and accounts`() async throws {
    try await withServer(SimulatedStore(scenario: .desk)) { client in
      let members = try await client.get("/_simulator/members").json["members"]?.elements ?? []
      #expect(members.map { $0["id"]?.text } == client.server.store.members.map(\.id))
      #expect(
        members.first?["credentials"]?.elements.map { $0["username"] }
          == ["buyer@acme.example", "agent"])
      #expect(members.map { $0["accounts"]?.elements.count } == [12, 5])
    }
  }

  @Test func `an unknown account cannot be changed`() async throws {
    try await withServer { client in
      #expect(try await client.post("/_simulator/accounts/none/expire", [:]).status == 404)
      let answer = try await client.post("/_simulator/accounts/none/lifetime", ["seconds": 1])
      #expect(answer.status == 404)
      #expect(!client.server.setLifetime(1, ofAccount: "none"))
    }
  }
}
