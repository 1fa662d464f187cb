import AccountCore
import AccountModel
import AccountVault
import Foundation
import ShellBridge

/// An account about to be handed to another program.
struct Handover: Sendable {
  let grant: AccountGrant
  let summary: SessionSummary
  private let vault: Vault

  fileprivate init(grant: AccountGrant, summary: SessionSummary, vault: Vault) {
    self.grant = grant
    self.summary = summary
    self.vault = vault
  }

  /// Writes the handing out into the history; it comes before anything leaves.
  func record(_ kind: HistoryEvent.Kind, reason: String?) throws(Failure) {
    try vault.recordHandingOut(
      kind, of: grant.held.account, in: summary, reason: reason, now: .now)
  }

  /// The other accounts of the member whose tokens live.
  func otherAccounts() throws(Failure) -> [HeldToken] {
    let tokens = try vault.liveTokens(in: summary, now: .now)
    return try vault.requireSession(at: summary.place).roster.accounts
      .filter { $0.id != grant.held.account.id }
      .compactMap { account in tokens[account.id].map { HeldToken(account: account, token: $0) } }
  }
}

extension CommandContext {
  /// Gathers what a program needs to act as an account: the one given, else the acting one.
  ///
  /// - Throws: ``AccountCore/Failure/tokenExpired(_:)`` before the network is touched, and whatever
  ///   asking for a bearer may bring.
  func handover(of given: String?) async throws -> Handover {
    let access = try access(to: target())
    let summary = try access.summary()
    let account = try actingAccount(given, in: summary)
    let token = try vault.liveToken(of: account, in: summary, now: .now)
    let grant = AccountGrant(
      account: account, token: token, bearer: try await access.bearer(clock: summary.clock),
      store: summary.store, memberID: summary.member.id, kind: .init(summary.mechanism))
    return Handover(grant: grant, summary: summary, vault: vault)
  }
}
