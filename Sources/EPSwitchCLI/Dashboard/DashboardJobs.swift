import AccountCore
import AccountModel
import AccountVault
import AccountViewModel
import CommerceAPI
import ProfileSettings

/// Carries the dashboard's orders out, away from the main actor, and says how each ended.
struct DashboardJobs: Sendable {
  let store: OpenStore
  /// `nil` in a demo, which knows no settings.
  let context: CommandContext?

  /// How a job ended.
  struct Outcome: Sendable {
    let message: DashboardMessage
    /// The store that later jobs are about, where another one was opened.
    var opened: OpenStore?
  }

  /// What tells the screen of things on the way.
  typealias Tell = @Sendable (DashboardMessage) -> Void

  /// The same jobs at another store.
  func at(_ store: OpenStore) -> DashboardJobs { DashboardJobs(store: store, context: context) }

  /// - Parameters:
  ///   - effect: a job; what ends one is none.
  ///   - addresses: what the person hands over while a browser is waited for.
  func outcome(
    of effect: DashboardEffect, addresses: AsyncStream<String>, tell: @escaping Tell
  ) async -> Outcome {
    do {
      switch effect {
      case .openProfile(let name): return try opened(name)
      case .refreshRoster: return Outcome(message: try await refresh(tell))
      case .switchAccount(let id, let reason):
        return Outcome(message: try await switchTo(id, reason: reason, tell))
      case .signIn(let answers):
        return Outcome(message: try await signIn(answers, addresses: addresses, tell: tell))
      case .sendCode(let answers): return Outcome(message: try await sendCode(answers))
      case .loadDetails(let id): return Outcome(message: .detailsLoaded(try details(of: id)))
      case .cancel, .suspend, .handOverAddress: return Outcome(message: .cancelled)
      }
    } catch {
      return Outcome(message: message(of: error))
    }
  }

  /// What reports how much of a roster is in.
  func progress(_ tell: @escaping Tell) -> @Sendable (Int, Int?) -> Void {
    { loaded, total in tell(.rosterProgressed(loaded: loaded, total: total)) }
  }

  private func refresh(_ tell: @escaping Tell) async throws(Failure) -> DashboardMessage {
    .rosterRefreshed(
      try await AccountSwitcher(store.access)
        .refresh(try store.access.summary(), progress: progress(tell)))
  }

  private func switchTo(
    _ id: AccountID, reason: String?, _ tell: @escaping Tell
  ) async throws(Failure) -> DashboardMessage {
    let switched = try await AccountSwitcher(store.access, reason: reason)
      .switchTo(id, in: try store.access.summary(), progress: progress(tell))
    return .switched(try store.access.vault.requireSession(at: switched.place))
  }

  private func opened(_ name: String) throws -> Outcome {
    guard let context else { throw Failure.cancelled }
    let opened = try context.openStore(ofProfile: name)
    let session = try opened.session()
    return Outcome(
      message: .profileOpened(opened.shown, session, isStale: opened.isStale(session)),
      opened: opened)
  }

  private func details(of id: AccountID) throws(Failure) -> AccountDetails {
    let claims = try store.access.vault.claims(of: id, in: try store.access.summary())
    return AccountDetails(
      id: id,
      claims: (claims?.entries ?? []).map { AccountDetails.Claim(name: $0.name, value: $0.value) })
  }

  private func message(of error: any Error) -> DashboardMessage {
    switch error {
    case let failure as Failure: message(of: failure)
    case is CancellationError: .cancelled
    case let failure as UsageFailure: .failed(failure.explanation, signInNeeded: false)
    case let failure as WaitingFailure: .failed(failure.explanation, signInNeeded: true)
    case let failure as CodeRefused: .failed(failure.explanation, signInNeeded: true)
    case let failure as SettingsError: .failed(failure.explanation, signInNeeded: false)
    default: .failed(Explanation(cleanText("\(error)")), signInNeeded: false)
    }
  }

  private func message(of failure: Failure) -> DashboardMessage {
    switch failure {
    case .cancelled: .cancelled
    case .passwordProfileNeeded(let profiles):
      .signInProfilesNeeded(
        profiles.map { SignInProfile(id: $0.id, name: cleanText($0.name, limit: 80)) })
    case .oidcProfileNeeded(let profiles):
      .signInProfilesNeeded(
        profiles.map { SignInProfile(id: $0.id, name: cleanText($0.name, limit: 80)) })
    default: .failed(failure.explanation, signInNeeded: failure.asksForSignIn)
    }
  }
}
