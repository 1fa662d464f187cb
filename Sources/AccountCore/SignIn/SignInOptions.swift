import AccountModel
import CommerceAPI
import ProfileSettings

/// How the store lets members sign in: its realm, its profiles, and the client its identity
/// providers know. Some stores do not show their settings to an implicit access token; the list of
/// realms, or an ID that was given, then leads on.
struct SignInOptions: Sendable {
  private let connection: StoreConnection

  /// The ID of the realm that was given, by an option or the profile.
  private let givenRealm: String?

  init(_ connection: StoreConnection, _ request: SignInRequest) {
    self.connection = connection
    givenRealm = request.realm ?? connection.selector.profile?.realm
  }

  func passwordProfiles() async throws(AccountError) -> [PasswordProfile] {
    try await connection.asking { client, accessToken throws(APIError) in
      let realm = try await realm(client, accessToken)
      return try await client.passwordProfiles(realm: realm.id, accessToken: accessToken)
    }
  }

  /// The ID of the members' realm, and its password profiles.
  func realmAndPasswordProfiles() async throws(AccountError) -> (String, [PasswordProfile]) {
    try await connection.asking { client, accessToken throws(APIError) in
      let realm = try await realm(client, accessToken).id
      return (realm, try await client.passwordProfiles(realm: realm, accessToken: accessToken))
    }
  }

  func openIDProfiles() async throws(AccountError) -> [OIDCProfile] {
    try await connection.asking { client, accessToken throws(APIError) in
      let realm = try await realm(client, accessToken)
      return try await client.oidcProfiles(realm: realm.id, accessToken: accessToken)
    }
  }

  /// Where the browser goes to sign in with an OpenID profile, and the client that the identity
  /// provider knows the store by.
  ///
  /// Rows of the list may lack the address: then the profile itself is asked, and last the discovery
  /// document of the realm.
  func authorization(
    ofProfile id: String
  ) async throws(AccountError) -> (endpoint: String, clientID: String) {
    try await connection.asking { client, accessToken throws(APIError) in
      let realm = try await realm(client, accessToken)
      let clientID = realm.clientID ?? client.store.clientID
      let listed = try? await client.oidcProfiles(realm: realm.id, accessToken: accessToken)
      if let endpoint = listed?.first(where: { $0.id == id })?.authorizationEndpoint {
        return (endpoint, clientID)
      }
      do throws(APIError) {
        let profile = try await client.oidcProfile(
          id: id, realm: realm.id, accessToken: accessToken)
        if let endpoint = profile.authorizationEndpoint { return (endpoint, clientID) }
      } catch {
        // A profile that is listed is there, even where the store does not show it by its ID.
        guard case .refused(let refusal) = error, refusal.status != 401,
          listed?.contains(where: { $0.id == id }) == true
        else { throw error }
      }
      guard let storeID = realm.storeID else {
        throw .unreadable("the OpenID profile names no authorization endpoint")
      }
      return (
        try await client.authorizationEndpoint(
          ofProfile: id, realm: realm.id, storeID: storeID), clientID
      )
    }
  }

  /// Has the store send the member a one-time password, which is valid for ten minutes.
  func requestOneTimePassword(
    profileID: String, username: String
  ) async throws(AccountError) {
    try await connection.asking { client, accessToken throws(APIError) in
      let realm = try await realm(client, accessToken)
      try await client.requestOneTimePassword(
        realm: realm.id, profileID: profileID, username: username, accessToken: accessToken)
    }
  }

  /// The realm of the account members.
  private struct Realm {
    let id: String
    var clientID: String?
    var storeID: String?
  }

  private func realm(
    _ client: CommerceClient, _ accessToken: Secret
  ) async throws(APIError) -> Realm {
    let closed: APIError
    do throws(APIError) {
      let settings = try await client.authenticationSettings(accessToken: accessToken)
      return Realm(
        id: givenRealm ?? settings.realmID, clientID: settings.clientID,
        storeID: settings.storeID)
    } catch {
      // A 401 is about the access token, which is then replaced.
      guard case .refused(let refusal) = error, refusal.status != 401 else { throw error }
      closed = error
    }
    let realms = (try? await client.authenticationRealms(accessToken: accessToken)) ?? []
    if let givenRealm {
      return Realm(id: givenRealm, storeID: realms.first { $0.id == givenRealm }?.storeID)
    }
    let ofMembers = realms.filter(\.isAccountManagement)
    guard let realm = ofMembers.first ?? (realms.count == 1 ? realms.first : nil) else {
      throw closed
    }
    return Realm(id: realm.id, storeID: realm.storeID)
  }
}
