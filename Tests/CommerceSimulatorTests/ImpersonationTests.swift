import Foundation
import NIOHTTP1
import Testing

@testable import CommerceSimulator

/// The user names of a member, as a support desk's backend makes and removes them.
@Suite struct ImpersonationTests {
  private let store = SimulatedStore(scenario: .showcase, impersonation: true)

  private func infos(_ store: SimulatedStore, of memberID: String) -> String {
    "/v2/authentication-realms/\(store.realmID)/user-authentication-info/\(memberID)"
      + "/user-authentication-password-profile-info"
  }

  private func info(
    _ profile: String, _ username: String, password: String = "long-enough"
  ) throws -> JSONValue {
    let id = try #require(store.passwordProfiles.first { $0.name == profile }).id
    return [
      "data": [
        "type": "user_authentication_password_profile_info", "password_profile_id": .string(id),
        "username": .string(username), "password": .string(password),
      ]
    ]
  }

  @Test func `a user name that is made signs in as the member until it is removed`() async throws {
    try await withServer(store) { anonymous in
      let client = try await anonymous.withStoreAccessToken()
      let member = store.member
      let path = infos(store, of: member.id)
      let body = try info("Impersonation Profile", "desk-4711")
      let created = try await client.post(path, body)
      #expect(created.status == 201)
      #expect(created.json[path: "data.username"] == "desk-4711")
      #expect(created.json[path: "data.password"] == nil)
      #expect(try await client.get(path).json.rows.count == 2)

      let implicit = try await anonymous.withAccessToken()
      let credential: [String: JSONValue] = [
        "authentication_mechanism": "password", "username": "desk-4711", "password": "long-enough",
        "password_profile_id": body[path: "data.password_profile_id"] ?? .null,
      ]
      let signedIn = try await implicit.mint(credential)
      #expect(signedIn.json[path: "meta.account_member_id"]?.text == member.id)

      let one = "\(path)/\(created.json[path: "data.id"]?.text ?? "")"
      #expect(try await client.delete(one).status == 204)
      #expect(try await client.delete(one).status == 404)
      #expect(try await implicit.mint(credential).status == 400)
      // What was minted lives on.
      let row = try #require(signedIn.json.rows.first)
      #expect(try await implicit.holding(row).get("/v2/accounts").status == 200)
    }
  }

  @Test func `every member can be impersonated, one that never signed in too`() async throws {
    try await withServer(store) { anonymous in
      let client = try await anonymous.withStoreAccessToken()
      let dana = try #require(store.colleagues().first { $0.name == "Dana Levi" })
      let body = try info("Impersonation Profile", "desk-1")
      #expect(try await client.post(infos(store, of: dana.id), body).status == 201)
      let answer = try await anonymous.withAccessToken().mint([
        "authentication_mechanism": "password", "username": "desk-1", "password": "long-enough",
        "password_profile_id": body[path: "data.password_profile_id"] ?? .null,
      ])
      #expect(answer.json[path: "meta.account_member_id"]?.text == dana.id)
      #expect(answer.json.rows.map { $0["account_id"]?.text } == dana.accounts.map(\.id))
    }
  }

  @Test(arguments: [
    ("Buyers", "no-address", "long-enough", 400),
    ("Impersonation Profile", "desk", "short", 400),
    ("Impersonation Profile", "support", "long-enough", 422),
    ("Buyers", "other@acme.example", "long-enough", 422),
  ])
  func `what does not fit the profile, is taken or is the second one is refused`(
    profile: String, username: String, password: String, status: Int
  ) async throws {
    try await withServer(store) { anonymous in
      let client = try await anonymous.withStoreAccessToken()
      let path = infos(store, of: store.member.id)
      let answer = try await client.post(path, try info(profile, username, password: password))
      #expect(answer.status == status)
      #expect(try await client.get(path).json.rows.count == 1)
    }
  }

  @Test func `an info is changed by what the body names`() async throws {
    try await withServer(store) { anonymous in
      let client = try await anonymous.withStoreAccessToken()
      let path = infos(store, of: store.member.id)
      let id = try #require(await client.get(path).json.rows.first?["id"]?.text)
      let body: JSONValue = [
        "data": [
          "type": "user_authentication_password_profile_info", "id": .string(id),
          "password": "another-password",
        ]
      ]
      #expect(try await client.send(.PUT, "\(path)/\(id)", body: body.data).status == 200)
      let implicit = try await anonymous.withAccessToken()
      #expect(try await implicit.signIn().status == 400)
      var credential = store.member.passwordCredential
      credential["password"] = "another-password"
      #expect(try await implicit.mint(credential).status == 201)
      #expect(try await client.get(path).json.rows.map { $0["id"]?.text } == [id])
    }
  }

  @Test func `it needs a store-wide access token, whoever acts`() async throws {
    try await withServer(store) { anonymous in
      let implicit = try await anonymous.withAccessToken()
      let row = try #require(await implicit.signIn().json.rows.first)
      let path = infos(store, of: store.member.id)
      #expect(try await implicit.get(path).status == 403)
      #expect(try await implicit.holding(row).get(path).status == 403)
      let body = try info("Impersonation Profile", "desk-1")
      #expect(try await implicit.holding(row).post(path, body).status == 403)
      #expect(try await anonymous.get(path).status == 401)
    }
  }
}
