package import AccountModel
import AccountVault
package import CommerceAPI
import Foundation

extension StoreAccess {
  /// Signs a member in: mints the whole roster by the proof and keeps it as the active session.
  ///
  /// A member of no account is signed in with an empty roster. The only account of a member is
  /// selected; of several, the one selected before stays so.
  ///
  /// - Parameters:
  ///   - username: what the member typed, where something was typed.
  ///   - progress: told how many accounts are in, and how many there will be.
  package func signIn(
    _ proof: SignInProof, mechanism: Mechanism, username: String?,
    progress: @escaping @Sendable (Int, Int?) -> Void = { _, _ in }
  ) async throws(Failure) -> Session {
    let client = self.client
    let loaded: (accounts: [MintedAccount], first: TokenPage)
    do throws(APIError) {
      loaded = try await withBearer(clock: ServerClock()) { bearer throws(APIError) in
        try await RosterLoader(client: client, bearer: bearer, progress: progress).load(proof)
      }
    } catch {
      throw Failure(error, at: store) { .signInRefused(status: $0, reason: $1) }
    }
    let clock = loaded.first.clock ?? ServerClock()
    let member = AccountMember(
      id: loaded.first.memberID
        ?? loaded.accounts.first.flatMap { TokenClaims($0.token)?["sub"] }
        ?? username ?? "unknown member",
      username: username)
    return try inVault { () throws(VaultError) in
      try vault.saveSignIn(
        store: store, member: member, mechanism: mechanism, minted: loaded.accounts, clock: clock,
        fetchedAt: clock.now(local: now()),
        selecting: loaded.accounts.count == 1 ? loaded.accounts[0].account.id : nil)
    }
  }

  /// The password profile to sign in with: the given one, else the store's only one. A password is
  /// never sent to a guessed profile.
  ///
  /// - Throws: ``Failure/passwordProfileNeeded(_:)`` when there are several,
  ///   ``Failure/passwordProfileUnknown`` when the store does not tell.
  package func passwordProfileID(given: String?) async throws(Failure) -> String {
    if let given { return given }
    let profiles = try await passwordProfiles()
    if profiles.count == 1 { return profiles[0].id }
    throw profiles.isEmpty ? .passwordProfileUnknown : .passwordProfileNeeded(profiles)
  }

  /// The password profiles the store tells of.
  ///
  /// - Throws: ``Failure/passwordProfileUnknown`` when it refuses to tell.
  package func passwordProfiles() async throws(Failure) -> [PasswordProfile] {
    let client = self.client
    do throws(APIError) {
      return try await withBearer(clock: ServerClock()) { bearer throws(APIError) in
        let settings = try await client.authenticationSettings(bearer: bearer)
        return try await client.passwordProfiles(realm: settings.realmID, bearer: bearer)
      }
    } catch {
      throw Failure(error, at: store) { status, reason in
        // 401 is about the client itself; the rest means these pages are closed to it.
        status == 401 ? .signInRefused(status: status, reason: reason) : .passwordProfileUnknown
      }
    }
  }
}
