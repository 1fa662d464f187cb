package import AccountModel
import AccountVault
import CommerceAPI
import Foundation

/// Told how many accounts are loaded, and how many there will be where the store says so.
package typealias RosterProgress = @Sendable (_ loaded: Int, _ total: Int?) -> Void

// The one place where tokens are minted after a sign-in: switching, refreshing, renewing.
extension AccountService {
  /// Acts as another account from now on; switching to the chosen account renews its token.
  ///
  /// It mints first, checks that the account is still the member's, and writes last, tokens and
  /// selection in one transaction. It costs one request: the page on which the account stood. Only
  /// when it is not there any more, the whole roster is loaded.
  ///
  /// - Parameters:
  ///   - accountID: the account that was shown.
  ///   - sessionID: the session that was shown.
  ///   - reason: what the person gave as a reason; production asks for the one that is missing, unless
  ///     the account is acted as already.
  /// - Throws: ``AccountError``; nothing was changed then.
  package func switchAccount(
    to accountID: AccountID, in sessionID: SessionID, at selector: SessionSelector,
    reason: String? = nil, prompter: any Prompter, progress: @escaping RosterProgress = { _, _ in }
  ) async throws(AccountError) -> SessionSummary {
    let mint = try AccountMint(self, selector, sessionID, account: accountID)
    guard let saved = mint.state.account else {
      throw .accountNotFound(accountID.rawValue, at: selector, from: nil)
    }
    let reason =
      selector.isProduction && isActedAs(accountID, in: mint.state.summary)
      ? reason ?? variables.reason
      : try await self.reason(
        reason, for: .switch, in: mint.state.summary, toActAs: saved.account, at: selector,
        prompter)
    let recorder = AuditRecorder(
      self, .switch, mint.state.summary, account: saved.account, reason: reason)
    let switched = try await recorder.recordingFailure { () throws(AccountError) in
      let minted = try await mint.token(of: saved, progress: progress)
      return try inVault { () throws(VaultError) in
        switch minted.tokens {
        case .page(let accounts):
          try vault.saveSwitch(
            to: accountID, renewed: accounts, in: sessionID, clock: minted.clock,
            terminal: terminal(selector), recording: recorder.success)
        case .roster(let roster):
          try vault.saveRoster(
            roster, in: sessionID, selecting: accountID, terminal: terminal(selector),
            recording: recorder.success
          ).summary
        }
      }
    }
    let before = mint.state.summary.selected?.id
    changeListPreferences {
      $0.use(accountID, of: sessionID, in: variables.terminal, before: before)
    }
    return switched
  }

  /// Whether an account is the default and the one that commands in this terminal act as, so that to
  /// switch to it only renews its token.
  package func isActedAs(_ account: AccountID, in session: SessionSummary) -> Bool {
    // Of many accounts, only the one that is chosen is worth a look at the vault.
    guard session.selected?.id == account, let acting = try? actingAccount() else { return false }
    return acting.scope == .default && acting.session.id == session.id
      && acting.account.id == account
  }

  /// How a refresh ended.
  package struct RefreshOutcome: Sendable {
    package let session: Session

    /// What the person has to be told: the chosen account is gone, or the roster is incomplete.
    package let warning: UserMessage?

    /// The account that was chosen and is no longer one of the member's.
    package let lost: Account?
  }

  /// Mints the whole roster again with a token the member holds. An account that is no longer the
  /// member's goes, and with it the selection of it.
  package func refresh(
    _ sessionID: SessionID, at selector: SessionSelector, reason: String? = nil,
    progress: @escaping RosterProgress = { _, _ in }
  ) async throws(AccountError) -> RefreshOutcome {
    let mint = try AccountMint(self, selector, sessionID, account: nil)
    let before = mint.state.summary
    let recorder = AuditRecorder(
      self, .refresh, before, account: before.selected, reason: reason ?? variables.reason)
    return try await recorder.recordingFailure { () throws(AccountError) in
      let roster = try await mint.wholeRoster(progress: progress)
      let session = try inVault { () throws(VaultError) in
        try vault.saveRoster(
          roster, in: sessionID, terminal: terminal(selector), recording: recorder.success)
      }
      let lost = session.selected == nil ? before.selected : nil
      let gone = lost.map {
        UserMessage(
          "\($0.displayName) (\($0.id)) is no longer one of the member's accounts. No "
            + "account is chosen now.",
          recoverySuggestion: "Choose another account.")
      }
      return RefreshOutcome(
        session: session,
        warning: gone
          ?? session.roster.shortfallSummary.map {
            UserMessage(
              "\($0)", recoverySuggestion: "Refresh again, or ask the administrator of the store.")
          }, lost: lost)
    }
  }

  /// The token of an account that lives long enough to be used, renewed first where it has to be:
  /// with one request, and one renewal for however many processes wait for it.
  ///
  /// - Parameters:
  ///   - refused: a token the store refused although it should live: it is not used again.
  ///   - margin: how many seconds it has to live longer than.
  /// - Throws: ``AccountError`` of the kind `signInNeeded` when no token of the session can renew it.
  nonisolated(nonsending) func liveToken(
    of account: Account, in session: SessionSummary, at selector: SessionSelector,
    refused: Secret? = nil, margin: Int64 = Expiry.margin
  ) async throws(AccountError) -> HeldToken {
    let id = session.id
    if let held = try savedToken(of: account, in: session, at: selector, margin),
      held.token.secret != refused
    {
      return held
    }
    guard !session.isCustomer else {
      throw .sessionExpired(session, login: selector.loginCommand)
    }
    return try await renewing(id) { () throws(AccountError) in
      // Whoever waited finds what the one before renewed.
      let newer = try self.summary(of: id)
      if let held = try self.savedToken(of: account, in: newer, at: selector, margin),
        held.token.secret != refused
      {
        return held
      }
      let mint = try AccountMint(self, selector, id, account: account.id)
      guard let saved = mint.state.account else { throw .accountGone(account, at: selector) }
      let minted = try await mint.token(of: saved)
      try inVault { () throws(VaultError) in
        try self.vault.saveRenewal(minted.tokens.accounts, in: id, clock: minted.clock)
      }
      return HeldToken(
        account: minted.target.account,
        token: AccountToken(
          secret: minted.target.token, expiry: minted.target.account.expiry))
    }
  }

  /// Seconds a process waits for another one that renews: longer than a request may take.
  private static let renewalLimit = Duration.seconds(45)

  private func renewing<Value: Sendable>(
    _ id: SessionID, _ work: () async throws(AccountError) -> Value
  ) async throws(AccountError) -> Value {
    do {
      return try await vault.withRenewalLock(for: id, waitingAtMost: Self.renewalLimit, work)
    } catch {
      switch error {
      case .vault(let error): throw AccountError(error)
      case .cancelled: throw .cancelled
      case .work(let error): throw error
      }
    }
  }

  /// The saved token of an account, when it lives longer than a margin, in seconds.
  private func savedToken(
    of account: Account, in session: SessionSummary, at selector: SessionSelector, _ margin: Int64
  ) throws(AccountError) -> HeldToken? {
    let saved = try inVault(login: selector.loginCommand) { () throws(VaultError) in
      try vault.token(of: account.id, in: session.id)
    }
    guard let saved else {
      _ = try summary(of: session.id)
      throw .accountGone(account, at: selector)
    }
    guard let expiry = saved.expiry else { return HeldToken(account: account, token: saved) }
    let left = expiry.secondsLeft(at: session.clock.now(local: now))
    // A customer token cannot be renewed, so it is used to its end.
    return left > (session.isCustomer ? 0 : margin)
      ? HeldToken(account: account, token: saved) : nil
  }
}

extension AccountService {
  /// Fails when the token of an account has expired and no other token of its session can renew it.
  ///
  /// - Throws: ``AccountError`` of the kind `signInNeeded`.
  package func requireUsable(_ acting: ActingAccount) throws(AccountError) {
    let serverNow = acting.serverNow(now)
    guard acting.account.expiry?.hasPassed(at: serverNow) == true else { return }
    let roster = try session(acting.session.id).roster
    let canRenew =
      !acting.session.isCustomer
      && roster.accounts.contains { $0.expiry?.hasPassed(at: serverNow) != true }
    guard canRenew else {
      throw .sessionExpired(acting.session, login: acting.selector.loginCommand)
    }
  }
}
