import Foundation
import Testing

@testable import CommerceSimulator

@Suite struct SettingsTests {
  @Test func `the settings name realm, OpenID client and lifetime`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let store = client.server.store
      let answer = try await client.get("/v2/settings/account-authentication")
      #expect(answer.status == 200)
      let data = try #require(answer.json["data"])
      #expect(
        data[path: "relationships.authentication_realm.data.id"]?.text == store.realmID)
      #expect(data[path: "meta.client_id"]?.text == store.openIDClientID)
      #expect(data["enable_self_signup"] == true)
      #expect(data["auto_create_account_for_account_members"] == true)
      #expect(data["account_management_authentication_token_timeout_secs"] == 86_400)
    }
  }

  @Test func `a realm lists its password profiles`() async throws {
    try await withServer(SimulatedStore(scenario: .showcase, impersonation: true)) { anonymous in
      let client = try await anonymous.withAccessToken()
      let store = client.server.store
      let path = "/v2/authentication-realms/\(store.realmID)/password-profiles"
      let answer = try await client.get(path).json
      #expect(answer.rows.map { $0["name"]?.text } == ["Buyers", "Impersonation Profile"])
      #expect(answer.rows.map { $0["id"]?.text } == store.passwordProfiles.map(\.id))
      #expect(answer.rows.map { $0["username_format"]?.text } == ["email", "any"])
      #expect(answer.rows.map { $0["enable_one_time_password_token"] } == [true, false])
      let page = try await client.get("\(path)?page[limit]=1&page[offset]=1").json
      #expect(page.rows == [answer.rows[1]])
    }
  }

  @Test(arguments: ["password-profiles", "oidc-profiles"])
  func `another realm is 404`(kind: String) async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let answer = try await client.get("/v2/authentication-realms/another/\(kind)")
      #expect(answer.status == 404)
    }
  }

  @Test func `an authorization endpoint already holds a query`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      let store = client.server.store
      let rows = try await client.get(
        "/v2/authentication-realms/\(store.realmID)/oidc-profiles"
      ).json.rows
      #expect(
        rows.first?[path: "links.authorization-endpoint"]?.text
          == "\(client.server.baseURL)\(client.authorizationPath)"
          + "?elasticpath_commerce_cloud_profile_id=\(store.openIDProfileID)")
    }
  }
}
