import Foundation
import Testing

@testable import CommerceSimulator

/// The support desk: several members, profiles and user names in one store.
@Suite struct DeskTests {
  private let store = SimulatedStore(scenario: .desk)

  private func credential(_ profile: String, _ username: String) throws
    -> Member.PasswordCredential
  {
    let id = try #require(store.passwordProfiles.first { $0.name == profile }).id
    let credentials = store.members.flatMap(\.credentials)
    return try #require(
      credentials.first { $0.passwordProfileID == id && $0.username == username })
  }

  @Test func `one user name is two members in two profiles`() async throws {
    let members = try credential("Members", "buyer@acme.example")
    let impersonation = try credential("Impersonation", "buyer@acme.example")
    try await withServer(store) { anonymous in
      let client = try await anonymous.withAccessToken()
      let first = try await client.mint(members.signIn).json
      let second = try await client.mint(impersonation.signIn).json
      #expect(first[path: "meta.account_member_id"]?.text == store.members[0].id)
      #expect(second[path: "meta.account_member_id"]?.text == store.members[1].id)
      #expect(second.rows.map { $0["account_id"]?.text } == store.members[1].accounts.map(\.id))
      let firstIDs = Set(first.rows.map { $0["account_id"] })
      let shared = second.rows.filter { firstIDs.contains($0["account_id"]) }
      #expect(shared.count == 2)
      #expect(second.rows.count == 5)
    }
  }

  @Test func `an agent's user name is the buyer in the other profile`() async throws {
    let own = try credential("Members", "buyer@acme.example")
    let agent = try credential("Impersonation", "agent")
    try await withServer(store) { anonymous in
      let client = try await anonymous.withAccessToken()
      let first = try await client.mint(own.signIn).json
      let second = try await client.mint(agent.signIn).json
      #expect(
        first[path: "meta.account_member_id"] == second[path: "meta.account_member_id"])
      #expect(first.rows.map { $0["account_id"] } == second.rows.map { $0["account_id"] })
    }
  }

  @Test func `a password of one profile is refused in the other`() async throws {
    var mixed = try credential("Members", "buyer@acme.example").signIn
    mixed["password"] = .string(
      try credential("Impersonation", "buyer@acme.example").password)
    try await withServer(store) { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer = try await client.mint(mixed)
      #expect(answer.status == 400)
      #expect(answer.json.errorDetail == "authentication failed")
    }
  }

  @Test func `a customer has the e-mail address of a member and a password of its own`()
    async throws
  {
    #expect(store.customer.email == store.member.email)
    #expect(store.customer.password != store.member.password)
    try await withServer(store) { anonymous in
      let client = try await anonymous.withAccessToken()
      func status(_ password: String) async throws -> Int {
        try await client.post(
          "/v2/customers/tokens",
          [
            "data": [
              "type": "token", "email": .string(store.customer.email),
              "password": .string(password),
            ]
          ]
        ).status
      }
      #expect(try await status(store.customer.password) == 200)
      #expect(try await status(store.member.password) == 401)
    }
  }

  @Test func `a member reads its own name and e-mail address`() async throws {
    try await withServer(store) { anonymous in
      let client = try await anonymous.withAccessToken()
      let (buyer, support) = (store.members[0], store.members[1])
      let row = try #require(await client.mint(buyer.passwordCredential).json.rows.last)
      let acting = client.holding(row)
      let answer = try await acting.get("/v2/account-members/\(buyer.id)")
      #expect(answer.status == 200)
      #expect(answer.json[path: "data.name"]?.text == buyer.name)
      #expect(answer.json[path: "data.email"]?.text == buyer.email)
      #expect(try await acting.get("/v2/account-members/\(support.id)").status == 404)
      #expect(try await client.get("/v2/account-members/\(buyer.id)").status == 403)
      #expect(try await anonymous.get("/v2/account-members/\(buyer.id)").status == 401)
      let storeWide = try await anonymous.withStoreAccessToken()
      #expect(try await storeWide.get("/v2/account-members/\(support.id)").status == 200)
    }
  }
}
