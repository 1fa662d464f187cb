package import AccountModel
package import AccountVault
import CommerceAPI
import Foundation

/// The one place where a switch happens.
///
/// A switch mints first, checks that the account is still the member's, and writes last, tokens and
/// selection in one transaction: one that fails changes nothing.
package struct AccountSwitcher: Sendable {
  let access: StoreAccess
  /// Why, in the person's words, for the history.
  let reason: String?

  package init(_ access: StoreAccess, reason: String? = nil) {
    self.access = access
    self.reason = reason
  }

  /// Acts as another account from now on; switching to the present one renews its token.
  ///
  /// It costs one request: the page on which the account stood. Only when it is not there any more,
  /// the whole roster is asked for.
  ///
  /// - Parameter progress: told how many accounts are in when the whole roster is needed.
  /// - Throws: ``Failure``; nothing was changed then.
  package func switchTo(
    _ id: AccountID, in summary: SessionSummary,
    progress: @escaping @Sendable (Int, Int?) -> Void = { _, _ in }
  ) async throws(Failure) -> SessionSummary {
    guard summary.mechanism != .customer else { throw .customerHasOneIdentity }
    let key = summary.key
    let saved = try inVault { () throws(VaultError) in try access.vault.account(id, in: key) }
    guard let saved else { throw .accountNotFound(id.rawValue) }
    let trail = Trail(access, .switch, summary, account: saved.account, reason: reason)
    return try await trail.following { () throws(Failure) in
      try await mintAndSave(saved, in: summary, trail: trail, progress: progress)
    }
  }

  private func mintAndSave(
    _ saved: SavedAccount, in summary: SessionSummary, trail: Trail,
    progress: @escaping @Sendable (Int, Int?) -> Void
  ) async throws(Failure) -> SessionSummary {
    let key = summary.key
    let id = saved.account.id
    let page = try await renewing(summary) { client, bearer, held throws(APIError) in
      try await client.mintAccountTokens(
        .heldToken(held), bearer: bearer, page: PageRequest(holding: saved.position))
    }
    let clock = page.clock ?? summary.clock
    if let target = page.accounts.first(where: { $0.account.id == id }) {
      try requireAlive(target, clock)
      return try inVault { () throws(VaultError) in
        try access.vault.saveSwitch(
          to: id, renewed: page.accounts, in: key, clock: clock, recording: trail.success)
      }
    }
    let roster = try await wholeRoster(summary, progress: progress)
    guard let target = roster.accounts.first(where: { $0.account.id == id }) else {
      throw .accountGone(saved.account)
    }
    try requireAlive(target, roster.clock)
    try inVault { () throws(VaultError) in
      _ = try access.vault.saveRoster(
        roster.accounts, in: key, clock: roster.clock,
        fetchedAt: roster.clock.now(local: access.now()), selecting: id, recording: trail.success)
    }
    return try access.vault.requireSummary(at: summary.place)
  }

  /// Acts as an account whose token was minted just now, at sign-in.
  package func choose(_ account: Account, in summary: SessionSummary) throws(Failure) {
    let trail = Trail(access, .switch, summary, account: account, reason: reason)
    try inVault { () throws(VaultError) in
      try access.vault.saveChoice(of: account.id, in: summary.key, recording: trail.success)
    }
  }

  /// Mints the whole roster anew with a token the member holds. An account that is no longer the
  /// member's goes, and with it the selection of it.
  package func refresh(
    _ summary: SessionSummary,
    progress: @escaping @Sendable (Int, Int?) -> Void = { _, _ in }
  ) async throws(Failure) -> Session {
    guard summary.mechanism != .customer else { throw .customerHasOneIdentity }
    let trail = Trail(access, .refresh, summary, account: summary.selected, reason: reason)
    return try await trail.following { () throws(Failure) in
      let roster = try await wholeRoster(summary, progress: progress)
      return try inVault { () throws(VaultError) in
        try access.vault.saveRoster(
          roster.accounts, in: summary.key, clock: roster.clock,
          fetchedAt: roster.clock.now(local: access.now()), recording: trail.success)
      }
    }
  }

  private func wholeRoster(
    _ summary: SessionSummary, progress: @escaping @Sendable (Int, Int?) -> Void
  ) async throws(Failure) -> (accounts: [MintedAccount], clock: ServerClock) {
    let loaded = try await renewing(summary) { client, bearer, held throws(APIError) in
      try await RosterLoader(client: client, bearer: bearer, progress: progress)
        .load(.heldToken(held))
    }
    return (loaded.accounts, loaded.first.clock ?? summary.clock)
  }

  /// Mints with a token that still lives. The token of an account that was taken from the member is
  /// refused while others are good, so a refusal is met with one other token before it counts.
  private func renewing<Value>(
    _ summary: SessionSummary,
    _ mint: (CommerceClient, Secret, Secret) async throws(APIError) -> Value
  ) async throws(Failure) -> Value {
    guard let first = try heldToken(in: summary) else { throw .sessionExpired }
    do throws(APIError) {
      return try await minting(summary, first.token, mint)
    } catch .refused(let status, let reason) {
      guard let other = try heldToken(in: summary, otherThan: first.account) else {
        throw .tokenRefused(status: status, reason: reason)
      }
      do throws(APIError) {
        return try await minting(summary, other.token, mint)
      } catch {
        throw Failure(error, at: access.store) { .tokenRefused(status: $0, reason: $1) }
      }
    } catch {
      throw Failure(error, at: access.store) { .tokenRefused(status: $0, reason: $1) }
    }
  }

  private func heldToken(
    in summary: SessionSummary, otherThan refused: AccountID? = nil
  ) throws(Failure) -> (account: AccountID, token: AccountToken)? {
    let serverNow = summary.clock.now(local: access.now())
    return try inVault { () throws(VaultError) in
      try access.vault.tokenToRenewWith(in: summary.key, at: serverNow, otherThan: refused)
    }
  }

  private func minting<Value>(
    _ summary: SessionSummary, _ held: AccountToken,
    _ mint: (CommerceClient, Secret, Secret) async throws(APIError) -> Value
  ) async throws(APIError) -> Value {
    let client = access.client
    return try await access.withBearer(clock: summary.clock) { bearer throws(APIError) in
      try await mint(client, bearer, held.secret)
    }
  }

  /// A token that has run out already would make the switch a trap.
  private func requireAlive(_ minted: MintedAccount, _ clock: ServerClock) throws(Failure) {
    guard let expiry = minted.account.expiry else { return }
    if expiry.hasPassed(at: clock.now(local: access.now())) {
      throw .tokenDeadOnArrival(minted.account)
    }
  }
}
