import Foundation
import Testing

@testable import CommerceSimulator

/// What an account is besides a name: parents, tags, members.
@Suite struct HierarchyTests {
  @Test func `an account names its parent and those above it`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withStoreAccessToken()
      let rows = try await client.get("/v2/accounts").json.rows
      func row(_ name: String) throws -> JSONValue {
        try #require(rows.first { $0["name"]?.text == name })
      }
      let (group, acme, bolt) = (
        try row("Acme Group"), try row("Acme Industrial"), try row("Bolt & Nut Co")
      )
      #expect(group["parent_id"] == .null)
      #expect(acme["parent_id"] == group["id"])
      #expect(bolt["parent_id"] == acme["id"])
      let ancestors = bolt[path: "relationships.ancestors"]?.elements.map { $0[path: "data.id"] }
      #expect(ancestors == [group["id"], acme["id"]])
      for name in ["legal_name", "registration_id", "external_ref"] {
        #expect(bolt[name]?.text?.isEmpty == false)
      }
    }
  }

  @Test func `tags and members of an account are found from it`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      for row in try await client.signIn().json.rows {
        let acting = client.holding(row)
        let path = "/v2/accounts/\(row["account_id"]?.text ?? "")"
        for tag in try await acting.get("\(path)/relationships/account-tags").json.rows {
          let answer = try await acting.get("/v2/account-tags/\(tag["id"]?.text ?? "")")
          #expect(answer.json[path: "data.name"]?.text?.isEmpty == false)
        }
        let memberships = try await acting.get(
          "\(path)/account-memberships?include=account_member"
        ).json
        let names = memberships[path: "included.account_members"]?.elements.map { $0["name"] }
        #expect(names?.count == 3)
        #expect(names?.first == "Ada Buyer")
      }
    }
  }

  @Test func `a large store has hierarchies too, at every size`() {
    for count in [1, 2, 9, 200] {
      let roster = SimulatedStore(scenario: .large, accounts: count).roster
      let ids = Set(roster.map(\.id))
      #expect(roster.allSatisfy { $0.parentID.map(ids.contains) ?? true })
      #expect((roster.contains { $0.parentID != nil }) == (count > 1))
    }
  }
}
