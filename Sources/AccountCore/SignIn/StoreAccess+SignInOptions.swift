import AccountModel
import AccountVault
package import CommerceAPI
import Foundation

// How the store lets members in.
extension StoreAccess {
  /// The password profile to sign in with: the given one, else the store's only one. A password is
  /// never sent to a guessed profile.
  ///
  /// - Parameter oneTime: whether it must send one-time passwords.
  /// - Throws: ``Failure/passwordProfileNeeded(_:)`` when there are several,
  ///   ``Failure/passwordProfileUnknown`` when the store has none or does not tell.
  package func passwordProfileID(
    given: String?, oneTime: Bool = false
  ) async throws(Failure) -> String {
    if let given { return given }
    let profiles = try await passwordProfiles().filter { !oneTime || $0.offersOneTimePasswords }
    if profiles.count == 1 { return profiles[0].id }
    throw profiles.isEmpty ? .passwordProfileUnknown : .passwordProfileNeeded(profiles)
  }

  /// The password profiles the store tells of.
  ///
  /// - Throws: ``Failure/passwordProfileUnknown`` when it refuses to tell.
  package func passwordProfiles() async throws(Failure) -> [PasswordProfile] {
    try await asking(else: .passwordProfileUnknown) { client, bearer throws(APIError) in
      let settings = try await client.authenticationSettings(bearer: bearer)
      return try await client.passwordProfiles(realm: settings.realmID, bearer: bearer)
    }
  }

  /// The OpenID profile to sign in with, the given one or the store's only one, and the client the
  /// provider knows the store by.
  ///
  /// - Throws: ``Failure/oidcProfileNeeded(_:)`` when there are several,
  ///   ``Failure/oidcProfileUnknown`` when the store has none such or does not tell.
  package func oidcProfile(
    given: String?
  ) async throws(Failure) -> (profile: OIDCProfile, clientID: String) {
    let (profiles, clientID) = try await asking(else: .oidcProfileUnknown) {
      client, bearer throws(APIError) in
      let settings = try await client.authenticationSettings(bearer: bearer)
      let profiles = try await client.oidcProfiles(realm: settings.realmID, bearer: bearer)
      return (profiles, settings.clientID)
    }
    let fitting = profiles.filter { given == nil || $0.id == given || $0.name == given }
    guard let first = fitting.first, let clientID else { throw .oidcProfileUnknown }
    guard fitting.count == 1 else { throw .oidcProfileNeeded(fitting) }
    return (first, clientID)
  }

  /// Has the store send the member a one-time password, which lives ten minutes.
  ///
  /// - Throws: ``Failure/passwordProfileUnknown`` when the store does not tell its realm.
  package func requestOneTimePassword(
    profileID: String, username: String
  ) async throws(Failure) {
    let realm = try await asking(else: .passwordProfileUnknown) {
      client, bearer throws(APIError) in
      try await client.authenticationSettings(bearer: bearer).realmID
    }
    let client = self.client
    do throws(APIError) {
      try await withBearer(clock: ServerClock()) { bearer throws(APIError) in
        try await client.requestOneTimePassword(
          realm: realm, profileID: profileID, username: username, bearer: bearer)
      }
    } catch {
      throw Failure(error, at: store) { .signInRefused(status: $0, reason: $1) }
    }
  }

  /// Asks for settings that some stores close to an implicit bearer.
  ///
  /// - Parameter closed: what it means when they are closed.
  private func asking<Value>(
    else closed: Failure,
    _ question: (CommerceClient, Secret) async throws(APIError) -> Value
  ) async throws(Failure) -> Value {
    let client = self.client
    do throws(APIError) {
      return try await withBearer(clock: ServerClock()) { bearer throws(APIError) in
        try await question(client, bearer)
      }
    } catch {
      throw Failure(error, at: store) { status, reason in
        // 401 is about the client itself; the rest means these pages are closed to it.
        status == 401 ? .signInRefused(status: status, reason: reason) : closed
      }
    }
  }
}
