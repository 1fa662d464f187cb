package import AccountModel
import AccountVault
import CommerceAPI
import Foundation
import ProfileSettings

extension AccountService {
  /// What account credentials are handed out for.
  package enum CredentialUse: Sendable {
    /// To a shell, a file or standard output.
    case export
    /// To a program that epswitch runs.
    case exec

    var eventKind: AuditEvent.Kind {
      switch self {
      case .export: .export
      case .exec: .exec
      }
    }
  }

  /// Everything a program needs to act as an account. The token is renewed first where it has to be;
  /// in production another account than the chosen one needs a reason; and the event is recorded
  /// before anything leaves.
  ///
  /// - Parameters:
  ///   - action: what is done with them, for the history: the name of the program that gets them.
  ///   - check: looks at the credentials before the event is recorded, and refuses what the wanted
  ///     format cannot hold.
  package func credentials(
    for acting: ActingAccount, use: CredentialUse, action: String? = nil, reason: String?,
    prompter: any Prompter, check: (AccountCredentials) throws -> Void = { _ in }
  ) async throws -> AccountCredentials {
    let recorder = try await recorder(
      use.eventKind, acting, action: action, reason: reason, prompter)
    let credentials = try await recorder.recordingFailure { () throws(AccountError) in
      try await liveCredentials(of: acting.account, in: acting.session, at: acting.selector)
    }
    try check(credentials)
    try recorder.record()
    return credentials
  }

  /// Everything a request as an account needs, the token renewed first where it has to be.
  ///
  /// - Parameter refused: credentials that the store refused although they should live: their tokens
  ///   are replaced.
  func liveCredentials(
    of account: Account, in session: SessionSummary, at selector: SessionSelector,
    refused: AccountCredentials? = nil
  ) async throws(AccountError) -> AccountCredentials {
    let held = try await liveToken(
      of: account, in: session, at: selector,
      // A customer token cannot be replaced.
      refused: session.isCustomer ? nil : refused?.held.token.secret)
    let connection = try connection(to: selector)
    let accessToken: Secret
    do throws(APIError) {
      // Minting has replaced an access token that the store refuses; a customer mints nothing.
      if session.isCustomer, refused != nil {
        accessToken = try await connection.withNewAccessToken { token throws(APIError) in token }
      } else {
        accessToken = try await connection.withAccessToken(clock: session.clock) {
          token throws(APIError) in token
        }
      }
    } catch {
      throw connection.error(error)
    }
    let credentials = AccountCredentials(
      account: held.account, token: held.token, accessToken: accessToken, sessionID: session.id,
      profileHeaders: selector.profile?.headers ?? [])
    guard credentials.headers != nil else { throw .unsendableToken(login: selector.loginCommand) }
    return credentials
  }

  /// Keeps the tokens of an account alive while they are listened to: the credentials each time one
  /// of their tokens was renewed, or why that failed; it is tried again then.
  package func renewals(
    of acting: ActingAccount, after first: AccountCredentials
  ) -> AsyncStream<Result<AccountCredentials, AccountError>> {
    AsyncStream { continuation in
      let task = Task {
        var told = first
        while !Task.isCancelled {
          do { try await Task.sleep(for: Self.renewalInterval) } catch { break }
          do throws(AccountError) {
            let current = try await liveCredentials(
              of: acting.account, in: try summary(of: acting.session.id), at: acting.selector)
            guard current != told else { continue }
            told = current
            continuation.yield(.success(current))
          } catch {
            continuation.yield(.failure(error))
          }
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  /// How often it is looked whether a token has to be renewed: often enough for the margin that
  /// ``AccountModel/Expiry`` keeps, also after this machine was suspended.
  private static let renewalInterval = Duration.seconds(5)

  /// The token of an account alone, for a pipe; see
  /// ``credentials(for:use:action:reason:prompter:check:)``.
  package nonisolated(nonsending) func token(
    for acting: ActingAccount, reason: String?, prompter: any Prompter
  ) async throws(AccountError) -> Secret {
    let recorder = try await recorder(.export, acting, reason: reason, prompter)
    let held = try await recorder.recordingFailure { () throws(AccountError) in
      try await liveToken(of: acting.account, in: acting.session, at: acting.selector)
    }
    try recorder.record()
    return held.token.secret
  }

  /// The other accounts of a session whose tokens live, with these tokens.
  package func otherHeldTokens(
    than credentials: AccountCredentials
  ) throws(AccountError) -> [HeldToken] {
    let session = try session(credentials.sessionID)
    let tokens = try inVault { () throws(VaultError) in
      try vault.liveTokens(in: session.id, at: session.clock.now(local: now))
    }
    return session.roster.accounts.filter { $0.id != credentials.held.account.id }
      .compactMap { account in tokens[account.id].map { HeldToken(account: account, token: $0) } }
  }

  /// What an account's token says about itself; `nil` when it says nothing that can be read.
  package func claims(
    of account: AccountID, in session: SessionID
  ) throws(AccountError) -> TokenClaims? {
    let saved = try inVault { () throws(VaultError) in try vault.token(of: account, in: session) }
    return saved.flatMap { TokenClaims($0.secret) }
  }

  /// Asks for the reason, where one is needed, and prepares the event.
  nonisolated(nonsending) func recorder(
    _ kind: AuditEvent.Kind, _ acting: ActingAccount, action: String? = nil, reason: String?,
    _ prompter: any Prompter
  ) async throws(AccountError) -> AuditRecorder {
    try requireSafeSettings()
    let isChosen = acting.account.id == acting.session.selected?.id
    let reason =
      isChosen
      ? reason ?? variables.reason
      : try await self.reason(
        reason, for: kind, in: acting.session, toActAs: acting.account, at: acting.selector,
        prompter)
    return AuditRecorder(
      self, kind, acting.session, account: acting.account, reason: reason, action: action)
  }
}
