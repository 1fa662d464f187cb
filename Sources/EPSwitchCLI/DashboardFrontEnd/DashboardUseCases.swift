import AccountCore
import AccountModel
import AccountViewModel
import Foundation
import ProfileSettings

/// What the dashboard orders, each as one use case of the core and the message that tells its end.
struct DashboardUseCases: Sendable {
  let service: AccountService
  let selector: SessionSelector
  let storefronts: DashboardStorefronts

  /// Why the person acts as an account, where the command line says it.
  let reason: String?

  /// How an order ended.
  struct Outcome: Sendable {
    let message: DashboardMessage

    /// What the screen shows after the message; `nil` when it shows the same session as before.
    var opened: OpenedSession?

    /// What the person has to be told after the message.
    var warning: UserMessage?
  }

  func refresh(
    _ id: SessionID, _ prompter: DashboardPrompter
  ) async throws(AccountError) -> Outcome {
    // Whoever loads the accounts again wants to see what is so now.
    service.forgetDetails(of: id)
    let outcome = try await service.refresh(id, at: selector, reason: reason) {
      prompter.notify(.rosterProgressed(loaded: $0, total: $1))
    }
    // The screen itself says that a roster is incomplete, for as long as it is.
    let shortfall = outcome.session.roster.shortfallSummary.map { CleanText($0) }
    let warning = outcome.warning.flatMap { $0.summary == shortfall ? nil : $0 }
    return Outcome(
      message: .rosterRefreshed(outcome.session, warning), opened: opened(outcome.session))
  }

  func switchAccount(
    to account: AccountID, in id: SessionID, _ prompter: DashboardPrompter
  ) async throws(AccountError) -> Outcome {
    let summary = try await service.switchAccount(
      to: account, in: id, at: selector, reason: reason, prompter: prompter
    ) { prompter.notify(.rosterProgressed(loaded: $0, total: $1)) }
    // The selection is the one this switch made, even if another process made one since.
    let session = Session(summary: summary, roster: try service.session(id).roster)
    return Outcome(message: .switched(session), opened: opened(session))
  }

  func signIn(
    _ answers: SignInAnswers, _ prompter: DashboardPrompter
  ) async throws(AccountError) -> Outcome {
    let outcome = try await service.signIn(
      SignInRequest(answers, reason: reason), at: selector, prompter: prompter)
    return signedIn(outcome, warnings: outcome.warnings)
  }

  private func signedIn(_ outcome: SignInOutcome, warnings: [UserMessage]) -> Outcome {
    // The screen itself says that a roster is incomplete, for as long as it is.
    let shortfall = outcome.session.roster.shortfallSummary.map { CleanText($0) }
    return Outcome(
      message: .signedIn(outcome.session), opened: opened(outcome.session),
      warning: UserMessage(joining: warnings.filter { $0.summary != shortfall }))
  }

  /// The claims of an account's token; none where it cannot be read, which the order that needs it
  /// tells.
  @concurrent
  func claims(of account: AccountID, in id: SessionID) async -> [ShownDetails.Claim] {
    let claims = (try? service.claims(of: account, in: id))?.entries ?? []
    return claims.map { ShownDetails.Claim(name: $0.name, value: $0.value) }
  }

  @concurrent
  func loadDirectory(
    of id: SessionID, _ prompter: DashboardPrompter
  ) async throws(AccountError) -> Outcome {
    let directory = try await service.accountDirectory(of: id, at: selector) {
      prompter.notify(.rosterProgressed(loaded: $0, total: $1))
    }
    return Outcome(message: .directoryLoaded(directory, of: id))
  }

  @concurrent
  func searchReference(
    _ text: String, in id: SessionID, _ prompter: DashboardPrompter
  ) async throws(AccountError) -> Outcome {
    let found = try await service.records(withReference: text, in: id, at: selector) {
      prompter.notify(.rosterProgressed(loaded: $0, total: $1))
    }
    return Outcome(message: .referenceSearched(text, found, of: id))
  }

  /// Acts as a member of the store, as its support desk.
  func impersonate(
    _ member: String?, _ prompter: DashboardPrompter
  ) async throws(AccountError) -> Outcome {
    let (plan, left) = try await service.planImpersonation(
      ImpersonationRequest(member: member, reason: reason), at: selector, prompter: prompter)
    let outcome = try await service.impersonate(plan, at: selector, prompter: prompter)
    return signedIn(outcome, warnings: left + outcome.warnings)
  }

  /// How many events of the history are shown at most.
  private static let historyLimit = 1_000

  @concurrent
  func loadHistory() async throws(AccountError) -> Outcome {
    Outcome(message: .historyLoaded(try service.auditEvents(limit: Self.historyLimit)))
  }

  /// Shows the storefront in a browser.
  func openStorefront(
    as account: AccountID, in id: SessionID, _ prompter: DashboardPrompter
  ) async throws(AccountError) -> Outcome {
    let (address, isOpen) = try await storefronts.open(
      as: account, in: id, at: selector, reason: reason, prompter: prompter)
    return Outcome(message: .storefrontOpened(address: address, isOpen: isOpen))
  }

  /// Opens a profile and makes it the one in use, so that the next command works with it as well.
  func openProfile(_ name: String) async throws(AccountError) -> Outcome {
    let selector = try service.selector(profile: name)
    let session = try service.currentSession(at: selector)
    let other = try service.useProfile(name)
    return Outcome(
      message: .profileOpened(
        ShownStore(selector, lastUsed: session?.summary), session,
        isStale: session?.isStale(now: service.now) ?? false,
        note: note(onOpening: selector, other)),
      opened: OpenedSession(selector: selector, session: session))
  }

  private func opened(_ session: Session) -> OpenedSession {
    OpenedSession(selector: selector, session: session)
  }

  /// What keeps the commands of this terminal from working with the opened profile.
  ///
  /// - Parameter other: the profile that `EPSWITCH_PROFILE` names instead.
  private func note(onOpening selector: SessionSelector, _ other: String?) -> String? {
    if let other {
      return "Commands in this terminal keep using \(cleanText(other, limit: 64)), as "
        + "\(AccountVariables.profile) says."
    }
    func isElsewhere(_ variable: String) -> Bool {
      guard let text = service.variables[variable] else { return false }
      return variable.hasSuffix("CLIENT_ID")
        ? text != selector.store.clientID : (try? Endpoint(text)) != selector.store.endpoint
    }
    let variables = [
      "EPSWITCH_ENDPOINT", "EPCC_API_BASE_URL", "EPSWITCH_CLIENT_ID", "EPCC_CLIENT_ID",
    ]
    return variables.first(where: isElsewhere).map {
      "Commands in this terminal keep using another store, as \($0) says."
    }
  }
}

extension SignInRequest {
  /// What a person filled in on the screen; the secrets in it are asked for by the sign-in.
  fileprivate init(_ answers: SignInAnswers, reason: String?) {
    self.init(mechanism: answers.mechanism, username: answers[.username]?.reveal())
    email = answers[.email]?.reveal()
    name = answers[.name]?.reveal()
    givenName = answers[.givenName]?.reveal()
    middleName = answers[.middleName]?.reveal()
    familyName = answers[.familyName]?.reveal()
    if answers.mechanism == .oidc {
      oidcProfile = answers.profileID
    } else {
      passwordProfile = answers.profileID
    }
    self.reason = reason
  }
}

extension UserMessage {
  /// Several messages as one; `nil` when there are none.
  fileprivate init?(joining messages: [UserMessage]) {
    guard !messages.isEmpty else { return nil }
    let unchanged = messages.compactMap(\.unchanged)
    let remedies = messages.compactMap(\.recoverySuggestion)
    self.init(
      messages.map(\.summary).joined(separator: " "),
      unchanged: unchanged.isEmpty ? nil : unchanged.joined(separator: " "),
      recoverySuggestion: remedies.dropFirst().reduce(remedies.first) { all, next in
        all.map { $0 + " " + next }
      })
  }
}
