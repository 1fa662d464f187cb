package import AccountModel
import AccountVault
import CommerceAPI
import Foundation
import ProfileSettings
import Synchronization

/// Answers, request by request, as whom other programs' requests are forwarded to one store.
///
/// It follows a switch made anywhere from the next request on, unless one account was named for it.
/// While nothing changed, a request costs one look at the vault's change mark: the credentials are kept
/// until shortly before they expire.
package final class ForwardingSession: Sendable {
  /// What was resolved last, and at which state of the vault and the settings.
  private final class Resolved: Sendable {
    let state: State
    let identity: ForwardingIdentity
    let session: SessionSummary
    let selector: SessionSelector
    /// When the access token expires, as far as the store said it.
    let accessTokenExpiry: Expiry?

    init(
      state: State, identity: ForwardingIdentity, session: SessionSummary,
      selector: SessionSelector, accessTokenExpiry: Expiry?
    ) {
      self.state = state
      self.identity = identity
      self.session = session
      self.selector = selector
      self.accessTokenExpiry = accessTokenExpiry
    }
  }

  private struct Kept {
    let resolved: Resolved
    var mark: Mark

    /// When the mark was last looked at.
    var checked: ContinuousClock.Instant
  }

  /// What has to be the same for the resolved identity to count.
  private struct State: Equatable {
    let revision: Int64
    let settings: FileStamp?
  }

  /// What tells at little cost that nothing can have changed.
  private struct Mark: Equatable {
    let vault: Vault.ChangeMark
    let settings: FileStamp?
  }

  /// The account that is acted as whatever is chosen.
  private struct Pin {
    let session: SessionID
    let account: AccountID
  }

  /// What the terminal was shown while the default was another account already: it counts until the
  /// default changes once more.
  private struct Shown {
    let session: SessionID
    let account: AccountID
    let defaultSession: SessionID?
    let defaultAccount: AccountID?
  }

  private let service: AccountService
  private let start: SessionSelector
  private let rules: ForwardingRules
  private let pin: Pin?
  private let shown: Shown?
  private let reason: String?
  private let kept = Mutex<Kept?>(nil)
  private let turn = Turn()

  /// When new tokens were asked for last because the store refused those that should live.
  private let replacedAt = Mutex<ContinuousClock.Instant?>(nil)

  fileprivate init(
    _ service: AccountService, _ acting: ActingAccount, rules: ForwardingRules, reason: String?
  ) {
    self.service = service
    self.rules = rules
    self.reason = reason
    start = acting.selector
    switch acting.scope {
    case .command, .terminal:
      pin = Pin(session: acting.session.id, account: acting.account.id)
      shown = nil
    case .shown:
      pin = nil
      shown = Shown(
        session: acting.session.id, account: acting.account.id,
        defaultSession: acting.defaultSession?.id, defaultAccount: acting.defaultAccount?.id)
    case .default: (pin, shown) = (nil, nil)
    }
  }

  package var endpoint: Endpoint { start.store.endpoint }
  package var isProduction: Bool { start.isProduction }

  /// Whether one account was named, so that switches do not count.
  package var isPinned: Bool { pin != nil }

  // MARK: - Requests

  /// Whom a request acts as. A write is recorded in the history before it is answered.
  ///
  /// - Parameter path: without the query.
  /// - Throws: ``AccountError`` of the kind `refused` for what may not be sent, and everything that
  ///   keeps a command from acting.
  package func identity(
    forMethod method: String, path: String
  ) async throws(AccountError) -> ForwardingIdentity {
    let resolved = try await resolved()
    try rules.check(method, path, production: resolved.selector.productionName)
    if ForwardingRules.isWrite(method) {
      try record("\(method) \(cleanText(path, limit: 120))", of: resolved)
    }
    return resolved.identity
  }

  /// Whom a read acts as, where nothing has changed since the last request: it waits for nobody, so
  /// that it can be asked for on an event loop. `nil` to ask ``identity(forMethod:path:)``.
  ///
  /// - Parameter arrived: when the request came: what changed before counts for it, and what was
  ///   looked at since then is not looked at again.
  /// - Throws: ``AccountError`` of the kind `refused` for what may not be sent.
  package func keptIdentity(
    forMethod method: String, path: String, arrived: ContinuousClock.Instant
  ) throws(AccountError) -> ForwardingIdentity? {
    guard !ForwardingRules.isWrite(method), let kept = kept.withLock(\.self), isLive(kept.resolved)
    else { return nil }
    if kept.checked < arrived {
      let now = ContinuousClock.now
      guard let mark = try? mark(), kept.mark == mark else { return nil }
      self.kept.withLock { current in
        if current?.mark == mark, current?.resolved === kept.resolved { current?.checked = now }
      }
    }
    try rules.check(method, path, production: kept.resolved.selector.productionName)
    return kept.resolved.identity
  }

  /// Whom requests act as now.
  package func identity() async throws(AccountError) -> ForwardingIdentity {
    try await resolved().identity
  }

  /// The identity to try once more with after the store refused one with 401: with new tokens where
  /// they can be renewed; `nil` where that was just tried.
  package func identity(
    replacing refused: ForwardingIdentity
  ) async throws(AccountError) -> ForwardingIdentity? {
    try await turn.taken { () throws(AccountError) in
      let current = try await self.resolvedInTurn()
      // Somebody else has replaced it meanwhile.
      if current.identity.secrets != refused.secrets { return current.identity }
      // A resource that is refused to everybody must not mint a token with each request.
      let now = ContinuousClock.now
      let isDue = self.replacedAt.withLock { last in
        if let last, now - last < Self.renewalPause { return false }
        last = now
        return true
      }
      return isDue ? try await self.resolve(refusing: refused).identity : nil
    }
  }

  /// A switch, a sign-in, new settings and renewed tokens, as they happen: the identity from then on,
  /// or why there is none. The first is told at once.
  package func changes() -> AsyncStream<Result<ForwardingIdentity, AccountError>> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let task = Task {
        var told: State?
        var wasFailing = false
        while !Task.isCancelled {
          let state = try? self.state()
          if state == nil || state != told || wasFailing {
            told = state
            let result: Result<ForwardingIdentity, AccountError>
            do throws(AccountError) {
              result = .success(try await self.identity())
              wasFailing = false
            } catch {
              result = .failure(error)
              wasFailing = true
            }
            continuation.yield(result)
          }
          do { try await Task.sleep(for: Self.watchInterval) } catch { break }
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  /// Keeps the token of whoever requests act as alive while none comes, where the profile wants that,
  /// until the task is cancelled; see ``AccountService/keepAlive(at:every:failed:)``.
  package func keepAlive(
    every interval: Duration = AccountService.keepAliveInterval,
    failed: @Sendable (UserMessage) async -> Void = { _ in }
  ) async {
    await service.keepAlive(at: start, every: interval, failed: failed) {
      () throws(AccountError) in
      try actor(at: try currentSelector())
    }
  }

  // MARK: - History

  /// Records that requests are forwarded from now on.
  func recordStart() async throws(AccountError) { try record("started", of: try await resolved()) }

  /// Records that no request is forwarded any more.
  package func recordEnd() {
    guard let resolved = kept.withLock({ $0?.resolved }) else { return }
    try? record("stopped", of: resolved)
  }

  private func record(_ what: String, of resolved: Resolved) throws(AccountError) {
    let reason = [reason, what].compactMap(\.self).joined(separator: " – ")
    try AuditRecorder(
      service, rules.purpose.eventKind, resolved.session, account: resolved.identity.account,
      reason: reason
    ).record()
  }

  // MARK: - Resolving

  private func resolved() async throws(AccountError) -> Resolved {
    if let kept = try keptIfCurrent() { return kept }
    return try await turn.taken { () throws(AccountError) in try await self.resolvedInTurn() }
  }

  /// Whoever waited for the turn finds what the one before resolved.
  private func resolvedInTurn() async throws(AccountError) -> Resolved {
    if let kept = try keptIfCurrent() { return kept }
    return try await resolve(refusing: nil)
  }

  private func keptIfCurrent() throws(AccountError) -> Resolved? {
    let now = ContinuousClock.now
    let mark = try mark()
    guard let kept = kept.withLock(\.self) else { return nil }
    let resolved = kept.resolved
    if kept.mark != mark {
      guard resolved.state == (try state()) else { return nil }
      // Something changed that does not matter here, such as the history.
      self.kept.withLock { current in
        if current?.mark == kept.mark, current?.resolved === resolved {
          current = Kept(resolved: resolved, mark: mark, checked: now)
        }
      }
    }
    return isLive(resolved) ? resolved : nil
  }

  /// Whether its tokens live for a while.
  private func isLive(_ resolved: Resolved) -> Bool {
    let serverNow = resolved.identity.clock.now(local: service.now)
    return [resolved.identity.expiry, resolved.accessTokenExpiry].allSatisfy {
      ($0?.secondsLeft(at: serverNow)).map { $0 > Expiry.margin } ?? true
    }
  }

  private func state() throws(AccountError) -> State {
    State(
      revision: try inVault { () throws(VaultError) in try service.vault.revision() },
      settings: settingsStamp)
  }

  private func mark() throws(AccountError) -> Mark {
    Mark(
      vault: try inVault { () throws(VaultError) in try service.vault.changeMark() },
      settings: settingsStamp)
  }

  private var settingsStamp: FileStamp? {
    service.settingsFile.flatMap { FileStamp(path: $0.path) }
  }

  private func resolve(refusing refused: ForwardingIdentity?) async throws(AccountError) -> Resolved
  {
    let now = ContinuousClock.now
    let (mark, state) = (try mark(), try state())
    let selector = try currentSelector()
    let (session, acting) = try actor(at: selector)
    guard let account = acting else { throw .noAccountChosen(at: selector) }
    let credentials = try await service.liveCredentials(
      of: account, in: session, at: selector, refused: refused?.credentials)
    guard let headers = credentials.headers else {
      throw .unsendableToken(login: selector.loginCommand)
    }
    let accessTokenKey = try service.connection(to: selector).accessTokenKey
    let resolved = Resolved(
      state: state,
      identity: ForwardingIdentity(
        credentials: credentials, headers: headers, member: session.member,
        isProduction: selector.isProduction, profileName: selector.profile?.name,
        clock: session.clock),
      session: session, selector: selector,
      accessTokenExpiry: (try? service.vault.accessToken(for: accessTokenKey))?.expiry)
    kept.withLock { $0 = Kept(resolved: resolved, mark: mark, checked: now) }
    return resolved
  }

  /// The store as it was named at the start, with what its profile says by now.
  private func currentSelector() throws(AccountError) -> SessionSelector {
    guard let profile = start.profile else { return start }
    let settings = try service.settings()
    guard let current = settings[profile.name],
      (current.endpoint ?? start.store.endpoint)
        == start.store.endpoint, (current.clientID ?? start.store.clientID) == start.store.clientID
    else { throw .profileChanged(profile.name) }
    return SessionSelector(store: start.store, profile: current, origin: start.origin)
  }

  /// Whom requests act as; the account is `nil` where none is chosen.
  private func actor(
    at selector: SessionSelector
  ) throws(AccountError) -> (session: SessionSummary, account: Account?) {
    if let pin { return try (service.summary(of: pin.session), account(pin.account, pin.session)) }
    let current: SessionSummary?
    do throws(AccountError) {
      current = try service.resolver().session(for: selector)
    } catch {
      guard error.kind == .notSignedIn, shown?.defaultSession == nil, shown != nil else {
        throw error
      }
      current = nil
    }
    if let shown, current?.id == shown.defaultSession, current?.selected?.id == shown.defaultAccount
    {
      return try (service.summary(of: shown.session), account(shown.account, shown.session))
    }
    guard let current else { throw .noAccountChosen(at: selector) }
    return (current, current.selected)
  }

  private func account(_ id: AccountID, _ session: SessionID) throws(AccountError) -> Account {
    let saved = try inVault { () throws(VaultError) in
      try service.vault.account(id, in: session)
    }
    guard let saved else { throw .accountNotFound(id.rawValue, at: start, from: nil) }
    return saved.account
  }

  /// How long after new tokens were asked for a 401 does not ask for others.
  private static let renewalPause = Duration.seconds(10)

  /// How often ``changes()`` looks; it costs one read of shared memory.
  private static let watchInterval = Duration.milliseconds(250)
}

extension AccountService {
  /// Begins to forward requests of other programs: asks for a reason where one is needed, renews the
  /// token where it has to be, and records the event.
  ///
  /// - Parameter allowsWrites: whether more than GET, HEAD and OPTIONS passes in production, which
  ///   needs a reason there.
  package func forwarding(
    as acting: ActingAccount, for purpose: ForwardingRules.Purpose, allowsWrites: Bool,
    reason: String?, prompter: any Prompter
  ) async throws(AccountError) -> ForwardingSession {
    try requireSafeSettings()
    let isChosen = acting.account.id == acting.session.selected?.id
    let reason =
      isChosen && !allowsWrites
      ? reason ?? variables.reason
      : try await self.reason(
        reason, for: purpose.eventKind, in: acting.session, toActAs: acting.account,
        at: acting.selector, prompter)
    let session = ForwardingSession(
      self, acting, rules: ForwardingRules(purpose: purpose, allowsWrites: allowsWrites),
      reason: reason)
    let recorder = AuditRecorder(
      self, purpose.eventKind, acting.session, account: acting.account, reason: reason)
    try await recorder.recordingFailure { () throws(AccountError) in
      try await session.recordStart()
    }
    return session
  }
}

extension SessionSelector {
  /// The name of the profile where it is one of production.
  fileprivate var productionName: String? { isProduction ? profile?.name : nil }
}

/// What tells whether a file was changed.
private struct FileStamp: Equatable {
  let number: UInt64
  let size: Int64
  let seconds: Int
  let nanoseconds: Int

  /// `nil` when there is no such file.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    number = UInt64(status.st_ino)
    size = Int64(status.st_size)
    seconds = Int(status.st_mtim.tv_sec)
    nanoseconds = Int(status.st_mtim.tv_nsec)
  }
}

/// Lets one task at a time do something, in the order they came.
private actor Turn {
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  nonisolated func taken<Value: Sendable>(
    _ work: @Sendable () async throws(AccountError) -> Value
  ) async throws(AccountError) -> Value {
    await take()
    do throws(AccountError) {
      let value = try await work()
      await giveBack()
      return value
    } catch {
      await giveBack()
      throw error
    }
  }

  private func take() async {
    guard isTaken else {
      isTaken = true
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func giveBack() {
    if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
  }
}
