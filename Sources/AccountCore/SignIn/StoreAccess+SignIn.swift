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
  ///   - reason: why, in the person's words, for the history.
  ///   - progress: told how many accounts are in, and how many there will be.
  package func signIn(
    _ proof: SignInProof, mechanism: Mechanism, username: String?, reason: String? = nil,
    progress: @escaping @Sendable (Int, Int?) -> Void = { _, _ in }
  ) async throws(Failure) -> Session {
    let client = self.client
    let attempt = Trail(
      self, .signIn, member: .init(id: username ?? "", name: username ?? "unknown member"),
      account: nil, reason: reason)
    return try await attempt.following { () throws(Failure) in
      let loaded: (accounts: [MintedAccount], first: TokenPage)
      do throws(APIError) {
        loaded = try await withNewBearer { bearer throws(APIError) in
          try await RosterLoader(client: client, bearer: bearer, progress: progress).load(proof)
        }
      } catch {
        throw Failure(error, at: store) { .signInRefused(status: $0, reason: $1) }
      }
      let member = AccountMember(
        id: loaded.first.memberID
          ?? loaded.accounts.first.flatMap { TokenClaims($0.token)?["sub"] }
          ?? username ?? "unknown member",
        username: username)
      return try saveSignIn(
        member, mechanism: mechanism, minted: loaded.accounts,
        clock: loaded.first.clock ?? ServerClock(), reason: reason)
    }
  }

  /// Signs a customer in (legacy): one identity, kept as a session with one account.
  ///
  /// - Parameters:
  ///   - email: what the customer is known by, and called.
  ///   - reason: why, in the person's words, for the history.
  package func signInCustomer(
    email: String, password: Secret, reason: String? = nil
  ) async throws(Failure) -> Session {
    let client = self.client
    let attempt = Trail(
      self, .signIn, member: .init(id: email, name: email), account: nil, reason: reason)
    return try await attempt.following { () throws(Failure) in
      let identity: CustomerIdentity
      do throws(APIError) {
        identity = try await withNewBearer { bearer throws(APIError) in
          try await client.mintCustomerToken(email: email, password: password, bearer: bearer)
        }
      } catch {
        throw Failure(error, at: store) { .signInRefused(status: $0, reason: $1) }
      }
      let account = Account(
        id: AccountID(identity.customerID), name: cleanText(email), expiry: identity.token.expiry)
      let minted = MintedAccount(account: account, token: identity.token.secret, position: 0)
      return try saveSignIn(
        AccountMember(id: identity.customerID, username: email), mechanism: .customer,
        minted: [minted], clock: identity.clock ?? ServerClock(), reason: reason)
    }
  }

  private func saveSignIn(
    _ member: AccountMember, mechanism: Mechanism, minted: [MintedAccount], clock: ServerClock,
    reason: String?
  ) throws(Failure) -> Session {
    let only = minted.count == 1 ? minted[0].account : nil
    let trail = Trail(
      self, .signIn, member: .init(member), account: only.map { .init($0) }, reason: reason)
    return try inVault { () throws(VaultError) in
      try vault.saveSignIn(
        store: store, member: member, mechanism: mechanism, minted: minted, clock: clock,
        fetchedAt: clock.now(local: now()), selecting: only?.id, recording: trail.success)
    }
  }
}
