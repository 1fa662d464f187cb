import Foundation
import Testing

@testable import CommerceSimulator

/// `filter` and `sort` as the vendor's specification lists them.
@Suite struct FilterTests {
  private func encoded(_ text: String) -> String {
    FormFields.text([(name: "filter", value: text)])
  }

  @Test(arguments: [
    ("eq(name,Acme Industrial)", ["Acme Industrial"]),
    ("eq(name,\"Bolt & Nut Co\")", ["Bolt & Nut Co"]),
    ("like(name,*Industrial)", ["Acme Industrial"]),
    ("like(name,Acme*)", ["Acme Group", "Acme Industrial"]),
    ("like(name,*Nut*)", ["Bolt & Nut Co"]),
    ("like(name,*nut*)", []),
    ("like(name,Acme*):like(name,*Group)", ["Acme Group"]),
    ("eq(name,Acme Group)|eq(name,Zenith Hospitals)", ["Acme Group", "Zenith Hospitals"]),
    ("gt(created_at,2100-01-01)", []),
  ])
  func `accounts are filtered`(filter: String, names: [String]) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withStoreAccessToken()
      let answer = try await client.get("/v2/accounts?\(encoded(filter))&sort=name").json
      #expect(answer.rows.compactMap { $0["name"]?.text } == names)
      #expect(answer[path: "meta.results.total"] == JSONValue(names.count))
    }
  }

  @Test(arguments: [
    "filter=eq(colour,red)", "filter=ilike(name,*a*)", "filter=like(id,6*)", "filter=nonsense",
    "filter=eq(name", "filter=eq(name,a)eq(name,b)", "filter=frob(name,a)", "filter=",
    "sort=colour",
    "sort=--name", "sort=",
  ])
  func `an unknown field, operator or expression is 400`(query: String) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withStoreAccessToken()
      #expect(try await client.get("/v2/accounts?\(query)").status == 400)
    }
  }

  @Test func `sorting goes both ways, and pages keep filter and order`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withStoreAccessToken()
      let up = try await client.get("/v2/accounts?sort=name").json.rows.map { $0["name"] }
      let down = try await client.get("/v2/accounts?sort=-name").json.rows.map { $0["name"] }
      #expect(up == Array(down.reversed()))
      let first = try await client.get("/v2/accounts?sort=-name&page[limit]=2").json
      let next = try #require(first[path: "links.next"]?.text)
      #expect(try await client.get(next).json.rows.map { $0["name"] } == Array(down[2..<4]))
    }
  }

  @Test func `a desk finds a member by a part of the e-mail address or the name`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withStoreAccessToken()
      let users =
        "/v2/authentication-realms/\(client.server.store.realmID)/user-authentication-info"
      for path in ["/v2/account-members", users] {
        let byMail = try await client.get("\(path)?\(encoded("ilike(email,*DANA*)"))").json.rows
        #expect(byMail.compactMap { $0["email"]?.text } == ["dana.levi@buyers.example"])
        let byName = try await client.get("\(path)?\(encoded("ilike(name,'*ada buyer*')"))").json
          .rows
        #expect(byName.map { $0["id"]?.text } == [client.server.store.member.id])
      }
    }
  }
}
