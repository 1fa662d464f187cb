import AccountModel
import AccountVault
import CommerceAPI
import Foundation
import Synchronization

/// One impersonation from the plan to the saved session.
///
/// The order makes it safe to fail anywhere: the vault knows of the user name before the store does,
/// and forgets it after the store has.
struct Impersonation: Sendable {
  let service: AccountService
  let selector: SessionSelector
  let plan: ImpersonationPlan
  let prompter: any Prompter

  func run() async throws(AccountError) -> SignInOutcome {
    let impersonator = CleanText(service.configuration.personName())
    let attempt = AuditRecorder(
      service, .impersonate, store: selector.store, member: AuditEvent.Party(plan.member),
      account: nil, reason: plan.reason, impersonator: impersonator)
    let desk = try service.deskConnection(to: selector, secret: plan.newSecret)
    // The tokens of the accounts are minted, used and renewed under the implicit grant.
    let connection = try service.connection(to: selector)
    var request = SignInRequest(mechanism: .password, username: plan.request.username)
    request.account = plan.request.account
    request.reason = plan.reason
    let flow = SignInFlow(service, selector, request, prompter)
    var warnings: [UserMessage] = []
    let roster = try await attempt.recordingFailure { () throws(AccountError) in
      let roster: LoadedRoster
      if let username = plan.request.username {
        roster = try await signIn(flow, connection, with: username)
      } else {
        (roster, warnings) = try await signInOnce(flow, connection, desk)
      }
      try requireMember(roster)
      return roster
    }
    let outcome = try await flow.save(
      SignInFlow.SignedIn(
        method: .impersonation(plan.profile.id), username: plan.request.username, roster: roster,
        profile: StoreProfile(id: plan.profile.id, name: plan.profile.name),
        impersonator: impersonator),
      connection, secret: plan.newSecret)
    return SignInOutcome(session: outcome.session, warnings: warnings + outcome.warnings)
  }

  /// Makes sure that the store signed in who was chosen.
  private func requireMember(_ roster: LoadedRoster) throws(AccountError) {
    let claimed = roster.accounts.first.flatMap { TokenClaims($0.token)?["sub"] }
    let signedIn = roster.memberID ?? claimed
    // A user name that epswitch made belongs to the member it was made for.
    if signedIn == nil, plan.request.username == nil { return }
    guard signedIn == plan.member.id else {
      throw AccountError(
        .failure,
        signedIn.map { "The user name belongs to another member (\($0, limit: 80))." }
          ?? "The store does not say whose the user name is.",
        unchanged: "Nobody was signed in.",
        recoverySuggestion: "Impersonate that member, or leave --username out.")
    }
  }

  /// Signs in with a user name that the desk has already; it is neither changed nor deleted.
  private func signIn(
    _ flow: SignInFlow, _ connection: StoreConnection, with username: String
  ) async throws(AccountError) -> LoadedRoster {
    let password = try await flow.secret(
      .password, "The password", option: "--password-stdin")
    return try await flow.load(
      .password(profileID: plan.profile.id, username: username, password: password), connection)
  }

  // MARK: - With a user name made for it

  private func signInOnce(
    _ flow: SignInFlow, _ connection: StoreConnection, _ desk: StoreConnection
  ) async throws(AccountError) -> (LoadedRoster, [UserMessage]) {
    let keeper = TemporaryCredentialKeeper(
      service: service, desk: desk,
      credential: TemporaryCredential(
        store: selector.store, realmID: plan.realmID, memberID: plan.member.id,
        profileID: plan.profile.id,
        username: TemporaryCredentialKeeper.randomUsername(
          isEmail: plan.profile.usernameIsEmail),
        created: service.now))
    do throws(RenewalLockError<AccountError>) {
      let result = try await service.vault.owning(keeper.credential) {
        () async throws(AccountError) -> (LoadedRoster, [UserMessage]) in
        // Whoever cleans up needs the secret too.
        if let secret = plan.newSecret {
          try inVault { () throws(VaultError) in
            try service.vault.saveClientSecret(secret, for: selector.store)
          }
        }
        try inVault { () throws(VaultError) in
          try service.vault.saveTemporaryCredential(keeper.credential)
        }
        return try await signIn(flow, connection, keeper)
      }
      guard let result else {
        throw .work(
          AccountError(
            .failure, "Another process uses the same random user name.",
            unchanged: AccountError.nothingChanged, recoverySuggestion: "Try again."))
      }
      return result
    } catch {
      switch error {
      case .work(let error): throw error
      case .vault(let error): throw AccountError(error, login: selector.loginCommand)
      case .cancelled: throw .cancelled
      }
    }
  }

  private func signIn(
    _ flow: SignInFlow, _ connection: StoreConnection, _ keeper: TemporaryCredentialKeeper
  ) async throws(AccountError) -> (LoadedRoster, [UserMessage]) {
    let password = TemporaryCredentialKeeper.randomPassword()
    let created: Result<String, TemporaryCredentialKeeper.CreationFailure>
    do throws(TemporaryCredentialKeeper.CreationFailure) {
      created = .success(try await keeper.create(password, for: plan.member))
    } catch {
      created = .failure(error)
    }
    if case .failure(let failure) = created {
      throw await keeper.remove(created).map { failure.error.adding($0) } ?? failure.error
    }
    let removal = Removal()
    let roster: Result<LoadedRoster, AccountError>
    do throws(AccountError) {
      roster = .success(
        try await load(flow, connection, keeper.credential.username, password) {
          await removal.once { await keeper.remove(created) }
        })
    } catch {
      roster = .failure(error)
    }
    let left = await removal.once { await keeper.remove(created) }
    switch roster {
    case .success(let roster): return (roster, left.map { [$0] } ?? [])
    case .failure(let error): throw left.map { error.adding($0) } ?? error
    }
  }

  /// Signs in with the new user name, a few times when the store does not know it yet.
  private func load(
    _ flow: SignInFlow, _ connection: StoreConnection, _ username: String, _ password: Secret,
    afterFirstPage: @escaping @Sendable () async -> Void
  ) async throws(AccountError) -> LoadedRoster {
    var attempt = 1
    while true {
      do throws(AccountError) {
        return try await flow.load(
          .password(profileID: plan.profile.id, username: username, password: password),
          connection, afterFirstPage: afterFirstPage)
      } catch {
        guard error.kind == .signInNeeded, attempt < Self.attempts else {
          guard error.kind == .signInNeeded else { throw error }
          let refusal: CleanText =
            "The store does not accept the user name that epswitch made for "
            + "\(plan.member.displayName): "
          throw AccountError(
            .failure,
            UserMessage(
              refusal + error.userMessage.summary, unchanged: "Nobody was signed in.",
              recoverySuggestion: "Check that members may sign in with the password profile "
                + "\(plan.profile.name)."),
            auditSummary: refusal + error.auditSummary)
        }
        do {
          try await service.configuration.retry.sleep(Double(attempt) * 0.5)
        } catch { throw .cancelled }
        attempt += 1
      }
    }
  }

  private static let attempts = 3
}

/// Something that is done once, whoever asks first.
private actor Removal {
  private var work: Task<UserMessage?, Never>?

  /// - Returns: what could not be done.
  @discardableResult
  func once(_ remove: @escaping @Sendable () async -> UserMessage?) async -> UserMessage? {
    // Apart from the caller's task, whose cancellation must not leave anything at the store.
    if work == nil { work = Task { await remove() } }
    return await work?.value
  }
}

extension AccountError {
  /// The same failure, with something else that a person has to know.
  fileprivate func adding(_ message: UserMessage) -> AccountError {
    AccountError(
      kind,
      UserMessage(
        "\(userMessage.summary) \(message.summary)", unchanged: nil,
        recoverySuggestion: userMessage.recoverySuggestion.joined(to: message.recoverySuggestion)),
      auditSummary: auditSummary)
  }
}
