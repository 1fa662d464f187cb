import Foundation
import Testing

@testable import CommerceSimulator

@Suite struct AccountResourceTests {
  @Test func `a token sees its own account and no other`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let rows = try await client.signIn().json.rows
      let acting = client.holding(rows[0])
      let ids = rows.compactMap { $0["account_id"]?.text }
      let own = try await acting.get("/v2/accounts/\(ids[0])")
      #expect(own.status == 200)
      #expect(own.json[path: "data.id"]?.text == ids[0])
      #expect(own.json[path: "data.name"] == rows[0]["account_name"])
      let other = try await acting.get("/v2/accounts/\(ids[1])")
      #expect(other.status == 404)
      #expect(other.json.errorDetail == "account not found")
      #expect(try await acting.get("/v2/accounts").json.rows.map { $0["id"]?.text } == [ids[0]])
    }
  }

  @Test(arguments: ["/v2/carts", "/v2/orders", "/v2/account-members"])
  func `lists differ by account and not by time`(path: String) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let rows = try await client.signIn().json.rows
      let first = try await client.holding(rows[0]).get(path)
      let again = try await client.holding(rows[0]).get(path)
      let other = try await client.holding(rows[1]).get(path)
      #expect(first.status == 200)
      #expect(!first.json.rows.isEmpty)
      #expect(first.json == again.json)
      #expect(first.json.rows != other.json.rows)
      #expect(
        first.json[path: "meta.results.total"]?.wholeNumber == first.json.rows.count)
    }
  }

  @Test func `carts and orders belong to the account and have a price`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let row = try #require(await client.signIn().json.rows.first)
      let acting = client.holding(row)
      let order = try #require(await acting.get("/v2/orders").json.rows.first)
      #expect(order["type"] == "order")
      #expect(order[path: "relationships.account.data.id"] == row["account_id"])
      let price = try #require(order[path: "meta.display_price.with_tax"])
      #expect(price["currency"] == "USD")
      #expect(price["formatted"]?.text?.wholeMatch(of: /\$[\d,]+\.\d\d/) != nil)
      let cart = try #require(await acting.get("/v2/carts").json.rows.first)
      #expect(cart["type"] == "cart")
      #expect(
        cart[path: "relationships.accounts.data"]?.elements.first?["id"] == row["account_id"])
    }
  }

  @Test func `an implicit access token sees nothing without an account token`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      #expect(try await client.get("/v2/orders").status == 403)
    }
  }

  @Test func `a store-wide access token sees every account`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withStoreAccessToken()
      #expect(try await client.get("/v2/accounts").json.rows.count == 13)
      for account in client.server.store.roster.prefix(2) {
        #expect(try await client.get("/v2/accounts/\(account.id)").status == 200)
      }
      #expect(try await client.get("/v2/accounts/unknown").status == 404)
    }
  }

  @Test func `an account token that is expired is 401`() async throws {
    let clock = TestClock()
    try await withServer(clock: clock) { anonymous in
      let client = try await anonymous.withAccessToken()
      let rows = try await client.signIn().json.rows
      let index = try #require(client.server.store.roster.firstIndex { $0.lifetime < 1_800 })
      let holder = client.holding(rows[index])
      #expect(try await holder.get("/v2/accounts").status == 200)
      clock.advance(by: 1_800)
      #expect(try await holder.get("/v2/accounts").status == 401)
    }
  }

  @Test func `an unknown path is 404 in the shape of the API`() async throws {
    try await withServer { client in
      let answer = try await client.get("/v2/nothing")
      #expect(answer.status == 404)
      #expect(answer.json["errors"]?.elements.first?["status"] == "404")
    }
  }
}
