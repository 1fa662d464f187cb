import AccountModel
import AccountVault
import CommerceAPI
import Foundation
import ProfileSettings

// What happens once the store accepted the credential: from here on the member is signed in, and
// whatever else fails is a warning.
extension SignInFlow {
  func save(
    _ signedIn: SignedIn, _ connection: StoreConnection, secret: Secret?
  ) async throws(AccountError) -> SignInOutcome {
    let roster = signedIn.roster.snapshot(clock: ServerClock(), now: service.now)
    let member = await member(signedIn, connection)
    let id = SessionID(
      store: selector.store, grantType: selector.grantType, method: signedIn.method,
      memberID: member.id)
    var warnings: [UserMessage] = []
    let choice = await choice(in: roster, of: id)
    // An account that was chosen for another ticket is not acted as for this one.
    let forgetsChoice = signedIn.impersonator != nil && choice.account == nil
    let kept = forgetsChoice ? nil : keptChoice(in: roster, of: id)
    let recorder = AuditRecorder(
      service, signedIn.impersonator == nil ? .signIn : .impersonate, store: selector.store,
      member: AuditEvent.Party(member), account: choice.account ?? kept, reason: choice.reason,
      impersonator: signedIn.impersonator)
    let session = try inVault(login: selector.loginCommand) { () throws(VaultError) in
      try service.vault.saveSignIn(
        id, member: member, mechanism: mechanism, roster: roster,
        profileName: signedIn.profile?.name, impersonator: signedIn.impersonator,
        clientSecret: secret, selecting: choice.account?.id, forgetsChoice: forgetsChoice,
        terminal: service.terminal(selector), recording: recorder.success)
    }
    if let shortfall = session.roster.shortfallSummary {
      warnings.append(
        UserMessage(
          "\(shortfall)", recoverySuggestion: "Load it again with `\(selector.command("refresh"))`."
        ))
    }
    if let failure = remember(signedIn.profile) { warnings.append(failure) }
    if let failure = choice.failure {
      guard request.account == nil else {
        throw AccountError(
          failure.kind,
          UserMessage(
            "\(member.displayName) is signed in, but no account was chosen: "
              + failure.userMessage.summary,
            recoverySuggestion: failure.userMessage.recoverySuggestion))
      }
      warnings.append(
        UserMessage(
          "No account is chosen yet. \(failure.userMessage.summary)",
          recoverySuggestion: "\(action: .chooseAccount(selector.command("switch")))."))
    }
    return SignInOutcome(session: session, warnings: warnings)
  }

  /// The account that was chosen before and stays chosen.
  private func keptChoice(in snapshot: RosterSnapshot, of id: SessionID) -> Account? {
    let before = try? service.vault.summary(of: id)?.selected?.id
    return snapshot.minted.first { $0.account.id == before }?.account
  }

  /// The account to act as from now on, and why; or why there is none.
  private func choice(
    in snapshot: RosterSnapshot, of id: SessionID
  ) async -> (account: Account?, reason: String?, failure: AccountError?) {
    let given = request.reason ?? service.variables.reason
    let account: Account
    if let text = request.account {
      let roster = Roster(snapshot.minted.map(\.account), fetchedAt: snapshot.fetchedAt)
      do throws(AccountSearchError) {
        account = try roster.account(matching: text)
      } catch {
        return switch error {
        case .notFound:
          (
            nil, given,
            .accountNotFound(text, at: selector, from: "--account", searched: roster.count)
          )
        case .ambiguous(let accounts):
          (nil, given, .accountAmbiguous(text, accounts, from: "--account"))
        }
      }
    } else if snapshot.minted.count == 1 {
      account = snapshot.minted[0].account
      // It was chosen, and explained, before.
      if let before = try? service.vault.summary(of: id), before.selected?.id == account.id {
        return (account, given, nil)
      }
    } else {
      return (nil, given, nil)
    }
    do throws(AccountError) {
      let reason = try await service.reason(
        request.reason, toActAs: account, at: selector, prompter)
      return (account, reason, nil)
    } catch {
      return (nil, given, error)
    }
  }

  /// Who signed in, with name and e-mail address where the store tells them. A store that is slow
  /// or refuses only costs the name.
  private func member(
    _ signedIn: SignedIn, _ connection: StoreConnection
  ) async -> AccountMember {
    let token = signedIn.roster.accounts.first?.token
    let claimed = token.flatMap { TokenClaims($0)?["sub"] }
    let id =
      signedIn.customerID ?? signedIn.roster.memberID ?? claimed ?? signedIn.username
      ?? "unknown member"
    guard signedIn.customerID == nil, let token, let known = signedIn.roster.memberID else {
      return AccountMember(id: id, username: signedIn.username)
    }
    let details = await withTaskGroup(of: MemberDetails?.self) { group in
      group.addTask {
        try? await connection.withAccessToken { accessToken throws(APIError) in
          try await connection.client.member(id: known, accessToken: accessToken, token: token)
        }
      }
      group.addTask {
        try? await Task.sleep(for: Self.memberLimit)
        return nil
      }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
    return AccountMember(
      id: id, username: signedIn.username, name: details?.name, email: details?.email)
  }

  /// How long to wait for the member's name.
  private static let memberLimit = Duration.seconds(5)

  /// Writes the chosen profile of the store into the settings, so that it is not asked for again.
  ///
  /// - Returns: what could not be done.
  private func remember(_ chosen: StoreProfile?) -> UserMessage? {
    guard let chosen, chosen.wasChosen, let profile = selector.profile,
      let file = service.settingsFile
    else {
      return nil
    }
    let key: ProfileKey = mechanism == .oidc ? .oidcProfile : .passwordProfile
    do throws(SettingsError) {
      try file.set(key, to: chosen.id, on: profile.name)
      return nil
    } catch {
      return UserMessage(
        "You are signed in, but the choice was not saved in the settings: "
          + error.userMessage.summary,
        recoverySuggestion: "Set it with `epswitch profile set \(profile.name) "
          + "\(key.rawValue) \(chosen.id)`.")
    }
  }
}
