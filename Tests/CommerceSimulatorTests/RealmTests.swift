import Foundation
import Testing

@testable import CommerceSimulator

/// How a client finds the ways to sign in when the settings are hidden or links are missing.
@Suite struct RealmTests {
  private func store() -> SimulatedStore {
    var store = SimulatedStore(scenario: .desk)
    store.hidesSettings = true
    store.omitsOpenIDLinks = true
    return store
  }

  @Test func `hidden settings are 403 to an implicit access token`() async throws {
    try await withServer(store()) { anonymous in
      let path = "/v2/settings/account-authentication"
      let implicit = try await anonymous.withAccessToken().get(path)
      #expect(implicit.status == 403)
      let storeWide = try await anonymous.withStoreAccessToken().get(path)
      #expect(storeWide.status == 200)
    }
  }

  @Test func `realms are listed, the one of account members not first`() async throws {
    try await withServer(store()) { anonymous in
      #expect(try await anonymous.get("/v2/authentication-realms").status == 401)
      let client = try await anonymous.withAccessToken()
      let rows = try await client.get("/v2/authentication-realms").json.rows
      #expect(rows.map { $0["type"] } == ["authentication-realm", "authentication-realm"])
      #expect(rows.map { $0["name"]?.text } == ["Buyer Organization", "Account Management Realm"])
      #expect(
        rows.map { $0[path: "relationships.origin.data.type"]?.text }
          == ["customer-authentication-settings", "account_authentication_settings"])
      #expect(rows.last?["id"]?.text == client.server.store.realmID)
      let one = try await client.get("/v2/authentication-realms/\(client.server.store.realmID)")
      #expect(one.json["data"] == rows.last)
      #expect(try await client.get("/v2/authentication-realms/another").status == 404)
    }
  }

  @Test func `each realm has its own profiles`() async throws {
    try await withServer(store()) { anonymous in
      let client = try await anonymous.withAccessToken()
      for realm in client.server.store.realms {
        let path = "/v2/authentication-realms/\(realm.id)"
        let passwords = try await client.get("\(path)/password-profiles").json.rows
        #expect(passwords.map { $0["id"]?.text } == realm.passwordProfiles.map(\.id))
        let openIDs = try await client.get("\(path)/oidc-profiles").json.rows
        #expect(openIDs.map { $0["id"]?.text } == realm.openIDProfiles.map(\.id))
        #expect(openIDs.map { $0["type"] } == ["oidc-profile"])
        #expect(openIDs.allSatisfy { $0["links"] == nil })
      }
    }
  }

  @Test func `a profile by its ID has the links that the list lacks`() async throws {
    try await withServer(store()) { anonymous in
      let client = try await anonymous.withAccessToken()
      let store = client.server.store
      let profiles = "/v2/authentication-realms/\(store.realmID)/oidc-profiles"
      let answer = try await client.get("\(profiles)/\(store.openIDProfileID)").json
      #expect(
        answer[path: "data.links.authorization-endpoint"]?.text
          == "\(client.server.baseURL)\(client.authorizationPath)"
          + "?elasticpath_commerce_cloud_profile_id=\(store.openIDProfileID)")
      #expect(answer["links"] == answer[path: "data.links"])
      // A profile of the other realm is not found in this one.
      let foreign = store.realms[0].openIDProfiles[0].id
      #expect(try await client.get("\(profiles)/\(foreign)").status == 404)
    }
  }

  @Test func `the discovery document names the endpoint, without an access token`() async throws {
    try await withServer(store()) { client in
      let store = client.server.store
      func document(_ storeID: String, _ realmID: String) async throws -> StoreClient.Answer {
        try await client.get(
          "/oidc-idp/stores/\(storeID)/authentication-realms/\(realmID)"
            + "/.well-known/openid-configuration")
      }
      let answer = try await document(store.storeID, store.realmID)
      #expect(answer.status == 200)
      #expect(
        answer.json["authorization_endpoint"]?.text
          == client.server.baseURL + client.authorizationPath)
      #expect(try await document("another", store.realmID).status == 404)
      #expect(try await document(store.storeID, "another").status == 404)
    }
  }

  @Test func `an authorization request that cannot be sent back is an OAuth error`() async throws {
    try await withServer { client in
      let answer = try await client.get(
        "\(client.authorizationPath)?client_id=another&elasticpath_commerce_cloud_profile_id="
          + client.server.store.openIDProfileID)
      #expect(answer.status == 400)
      #expect(answer.json["error"] == "invalid_request")
      #expect(answer.json["error_description"]?.text?.contains("client_id") == true)
    }
  }
}
