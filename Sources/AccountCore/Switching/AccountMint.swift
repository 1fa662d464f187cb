import AccountModel
import AccountVault
import CommerceAPI
import Foundation

/// Mints account tokens of one session with a token that its member holds (the switch mechanism).
///
/// The token of an account that was taken from the member is refused while others still mint, so a
/// refusal is followed by one more attempt with another token before it counts.
struct AccountMint: Sendable {
  /// What the vault had when it began, read at once.
  let state: MintingState

  private let connection: StoreConnection

  /// - Parameter account: the account that is to be renewed; `nil` for the whole roster.
  /// - Throws: ``AccountError`` of the kind `changedElsewhere` when the session was signed out.
  init(
    _ service: AccountService, _ selector: SessionSelector, _ sessionID: SessionID,
    account: AccountID?
  ) throws(AccountError) {
    guard sessionID.store == selector.store, sessionID.grantType == selector.grantType else {
      throw AccountError(
        .changedElsewhere, "The profile \(selector.label) now means another store or grant type.",
        unchanged: AccountError.nothingChanged,
        recoverySuggestion: "Open it again, and sign in there.")
    }
    let connection = try service.connection(to: selector)
    let state = try inVault(login: selector.loginCommand) { () throws(VaultError) in
      try service.vault.mintingState(
        of: sessionID, account: account, accessTokenKey: connection.accessTokenKey,
        now: service.now)
    }
    guard let state else { throw .sessionGone("The session", at: selector) }
    guard !state.summary.isCustomer else { throw .customerHasOneIdentity }
    self.connection = connection
    self.state = state
  }

  /// A token of one account, and those that came with it.
  struct Minted {
    let target: MintedAccount
    let tokens: Tokens
    let clock: ServerClock

    enum Tokens {
      /// Of the page on which the account stood.
      case page([MintedAccount])
      /// Of every account: it stands there no more.
      case roster(RosterSnapshot)

      var accounts: [MintedAccount] {
        switch self {
        case .page(let accounts): accounts
        case .roster(let roster): roster.minted
        }
      }
    }
  }

  /// Mints the page on which an account stood, and the whole roster only where it is not there.
  ///
  /// - Throws: ``AccountError``, when the account is no longer the member's, and when its token has
  ///   expired already, so that it would be worth nothing.
  func token(
    of saved: SavedAccount, progress: @escaping RosterProgress = { _, _ in }
  ) async throws(AccountError) -> Minted {
    let page = try await page(holding: saved.position)
    var minted = page.accounts.first { $0.account.id == saved.account.id }.map {
      Minted(
        target: $0, tokens: .page(page.accounts), clock: page.clock ?? state.summary.clock)
    }
    if minted == nil {
      let roster = try await wholeRoster(progress: progress)
      minted = roster.minted.first { $0.account.id == saved.account.id }.map {
        Minted(target: $0, tokens: .roster(roster), clock: roster.clock)
      }
    }
    guard let minted else { throw .accountGone(saved.account, at: connection.selector) }
    let serverNow = minted.clock.now(local: connection.now())
    guard minted.target.account.expiry?.hasPassed(at: serverNow) != true else {
      throw .expiredOnArrival(minted.target.account)
    }
    return minted
  }

  private func page(holding position: Int) async throws(AccountError) -> TokenPage {
    try await minting { client, accessToken, held throws(APIError) in
      try await client.mintAccountTokens(
        .heldToken(held), accessToken: accessToken, page: PageRequest(holding: position))
    }
  }

  /// Every account of the member.
  func wholeRoster(
    progress: @escaping RosterProgress = { _, _ in }
  ) async throws(AccountError) -> RosterSnapshot {
    let loaded = try await minting { client, accessToken, held throws(APIError) in
      try await RosterLoader(client: client, accessToken: accessToken, progress: progress)
        .load(.heldToken(held))
    }
    let roster = loaded.snapshot(clock: state.summary.clock, now: connection.now())
    try roster.requireLiveToken()
    return roster
  }

  private func minting<Value>(
    _ mint: (CommerceClient, Secret, Secret) async throws(APIError) -> Value
  ) async throws(AccountError) -> Value {
    guard let held = state.held else {
      let roster = try? connection.vault.session(state.summary.id)?.roster
      guard roster?.isEmpty != true else {
        throw AccountError(
          .signInNeeded,
          "\(state.summary.member.displayName) is a member of no account, so there is no token to "
            + "renew.", unchanged: AccountError.nothingChanged,
          recoverySuggestion: "Once an administrator of the store added the member to an account, "
            + "\(action: .signInAgain(connection.selector.loginCommand)).")
      }
      throw .sessionExpired(state.summary, login: connection.selector.loginCommand)
    }
    do throws(APIError) {
      return try await minting(with: held.token, mint)
    } catch {
      guard case .refused = error, let other = try tokenOtherThan(held.account.id) else {
        throw connection.error(error)
      }
      do throws(APIError) {
        return try await minting(with: other, mint)
      } catch {
        throw connection.error(error)
      }
    }
  }

  private func minting<Value>(
    with held: AccountToken,
    _ mint: (CommerceClient, Secret, Secret) async throws(APIError) -> Value
  ) async throws(APIError) -> Value {
    try await connection.withAccessToken(saved: state.accessToken, clock: state.summary.clock) {
      accessToken throws(APIError) in
      try await mint(connection.client, accessToken, held.secret)
    }
  }

  private func tokenOtherThan(_ refused: AccountID) throws(AccountError) -> AccountToken? {
    try inVault(login: connection.selector.loginCommand) { () throws(VaultError) in
      try connection.vault.mintingState(
        of: state.summary.id, account: nil, accessTokenKey: connection.accessTokenKey,
        now: connection.now(), otherThan: refused)
    }?.held?.token
  }
}
