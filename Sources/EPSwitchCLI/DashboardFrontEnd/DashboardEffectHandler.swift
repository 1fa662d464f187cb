import AccountCore
import AccountModel
import AccountViewModel

/// Carries out the effects of the dashboard: an order becomes one use case of the core, away from the
/// main actor, and its end a message. One long order is under way at a time.
///
/// From the first effect on it also follows what other processes do to the session on the screen.
@MainActor
final class DashboardEffectHandler {
  typealias Send = @MainActor @Sendable (DashboardMessage) -> Void

  /// Keeps tokens alive at a place until it is cancelled, and tells why it could not.
  typealias KeepAlive =
    @Sendable (SessionSelector, @escaping @Sendable (UserMessage) async -> Void) async -> Void

  private typealias UseCase =
    @Sendable (DashboardUseCases, DashboardPrompter) async throws(AccountError) ->
    DashboardUseCases.Outcome

  private let service: AccountService
  private let storefronts: DashboardStorefronts
  private let reason: String?
  private let oneTimePasswordHint: @Sendable (String) -> String?
  private let suspend: () -> Void
  private let copy: (String) -> Void
  private let ringBell: () -> Void
  private let keepsAlive: KeepAlive

  /// Reads about the account that is looked at; one at a time.
  private var detailing: Task<Void, Never>?

  /// How long the cursor rests on an account before anything is read about it.
  private static let rest = Duration.milliseconds(150)

  /// What the screen was told last.
  private(set) var opened: OpenedSession {
    didSet {
      openedCount += 1
      if opened.selector != oldValue.selector { keepAlive() }
    }
  }

  /// Tells the screen what is no end of an order.
  private var tell: Send?

  /// Keeps the token of the account in use alive, where the profile wants that.
  private var keeping: Task<Void, Never>?

  /// Tells whether ``opened`` was set meanwhile.
  private var openedCount = 0

  /// The order under way; `nil` when its end was told.
  private var order: Order?

  /// How many orders were begun; tells the one under way from those before it.
  private var orderCount = 0

  /// Whether another process changed the vault while an order was under way.
  private var isChangePending = false

  private let foreign: AsyncStream<Void>?
  private var following: [Task<Void, Never>] = []
  private let changes = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

  private struct Order {
    let effect: DashboardEffect
    let prompter: DashboardPrompter
    let work: Task<DashboardUseCases.Outcome, Never>
    /// Ends when the end of the order was told.
    let telling: Task<Void, Never>
  }

  /// - Parameters:
  ///   - opened: what the screen shows at first.
  ///   - foreign: the changes of other processes since before that was read; `nil` compares once more.
  ///   - storefronts: where storefronts are opened; they outlive the handler.
  ///   - reason: why the person acts as an account, where the command line says it.
  ///   - oneTimePasswordHint: see ``DashboardPrompter``.
  ///   - suspend: stops the process as Ctrl-Z does.
  ///   - copy: hands text to the clipboard of the terminal.
  ///   - keepAlive: renews the token of the account in use before it expires, until it is cancelled.
  init(
    _ service: AccountService, _ opened: OpenedSession, since foreign: AsyncStream<Void>? = nil,
    storefronts: DashboardStorefronts, reason: String? = nil,
    oneTimePasswordHint: @escaping @Sendable (String) -> String? = { _ in nil },
    suspend: @escaping () -> Void, copy: @escaping (String) -> Void = { _ in },
    ringBell: @escaping () -> Void = {},
    keepAlive: @escaping KeepAlive = { _, _ in }
  ) {
    keepsAlive = keepAlive
    self.copy = copy
    self.ringBell = ringBell
    self.service = service
    self.opened = opened
    self.foreign = foreign
    self.storefronts = storefronts
    self.reason = reason
    self.oneTimePasswordHint = oneTimePasswordHint
    self.suspend = suspend
  }

  func perform(_ effect: DashboardEffect, send: @escaping Send) {
    if following.isEmpty { follow(send) }
    switch effect {
    case .suspend: suspend()
    case .copy(let text): copy(text)
    case .ringBell: ringBell()
    case .loadDetails(let account, in: let id, afterRest: let rests):
      loadDetails(of: account, in: id, afterRest: rests, send)
    case .cancelDetails: detailing?.cancel()
    case .keepOrder(let order): keep { $0.order = order }
    case .keepFavourite(let isFavourite, let account, in: let id):
      keep { $0.setFavourite(isFavourite, account, of: id) }
    case .prepareFilter(let accounts):
      Task { send(.filterPrepared(await Self.prepared(accounts))) }
    case .impersonate(let member):
      begin(effect, send) { cases, prompter throws(AccountError) in
        try await cases.impersonate(member, prompter)
      }
    case .loadHistory:
      begin(effect, send) { cases, _ throws(AccountError) in try await cases.loadHistory() }
    case .cancel: order?.work.cancel()
    case .answer(let answer): order?.prompter.take(answer)
    case .refreshRoster(let id):
      begin(effect, send) { cases, prompter throws(AccountError) in
        try await cases.refresh(id, prompter)
      }
    case .switchAccount(let account, in: let id):
      begin(effect, send) { cases, prompter throws(AccountError) in
        try await cases.switchAccount(to: account, in: id, prompter)
      }
    case .signIn(let answers):
      begin(effect, form: answers, send) { cases, prompter throws(AccountError) in
        try await cases.signIn(answers, prompter)
      }
    case .openStorefront(let account, in: let id):
      begin(effect, send) { cases, prompter throws(AccountError) in
        try await cases.openStorefront(as: account, in: id, prompter)
      }
    case .openProfile(let name):
      begin(effect, send) { cases, _ throws(AccountError) in try await cases.openProfile(name) }
    case .loadDirectory(let id):
      begin(effect, send) { cases, prompter throws(AccountError) in
        try await cases.loadDirectory(of: id, prompter)
      }
    case .searchReference(let text, in: let id):
      begin(effect, send) { cases, prompter throws(AccountError) in
        try await cases.searchReference(text, in: id, prompter)
      }
    }
  }

  /// Whether an order that was cancelled still cleans up at the store.
  var isCleaningUp: Bool {
    if let order, case .impersonate = order.effect { true } else { false }
  }

  /// Waits for the end of such an order.
  ///
  /// - Returns: what the person has to be told of it, if anything.
  func settle() async -> UserMessage? {
    guard isCleaningUp, let order else { return nil }
    guard case .failed(let message, _) = await order.work.value.message else { return nil }
    return message
  }

  @concurrent
  nonisolated private static func prepared(_ accounts: [Account]) async -> PreparedFilter {
    PreparedFilter(for: accounts)
  }

  private func keepAlive() {
    keeping?.cancel()
    keeping = Task { [keepsAlive, tell, selector = opened.selector] in
      await keepsAlive(selector) { message in await tell?(.keepAliveFailed(message)) }
    }
  }

  /// Cancels the order under way and follows no changes any more; nothing is told after it.
  func stop() {
    keeping?.cancel()
    orderCount += 1
    order?.work.cancel()
    changes.continuation.finish()
    following.forEach { $0.cancel() }
    detailing?.cancel()
  }

  /// Reads about an account in place of the one before, whose requests are cancelled.
  private func loadDetails(
    of account: AccountID, in id: SessionID, afterRest rests: Bool, _ send: @escaping Send
  ) {
    detailing?.cancel()
    detailing = Task { [cases] in
      if rests { try? await Task.sleep(for: Self.rest) }
      guard !Task.isCancelled else { return }
      let claims = await cases.claims(of: account, in: id)
      let arriving = cases.service.accountDetails(of: account, in: id, at: cases.selector)
      for await details in arriving {
        guard !Task.isCancelled else { return }
        send(.detailsLoaded(ShownDetails(in: id, claims: claims, store: details)))
      }
    }
  }

  /// Keeps a preference, away from the main actor: another process may hold the file for a moment.
  private func keep(_ change: @escaping @Sendable (inout ListPreferences) -> Void) {
    Task.detached { [service] in service.changeListPreferences(change) }
  }

  private var cases: DashboardUseCases {
    DashboardUseCases(
      service: service, selector: opened.selector, storefronts: storefronts, reason: reason)
  }

  // MARK: - Orders

  /// Begins an order as soon as the one before it, which was cancelled, has ended.
  private func begin(
    _ effect: DashboardEffect, form: SignInAnswers? = nil, _ send: @escaping Send,
    _ useCase: @escaping UseCase
  ) {
    orderCount += 1
    let number = orderCount
    let before = order
    before?.work.cancel()
    let (messages, continuation) = AsyncStream.makeStream(of: DashboardMessage.self)
    let prompter = DashboardPrompter(form: form, oneTimePasswordHint: oneTimePasswordHint) {
      continuation.yield($0)
    }
    let work = Task {
      defer { continuation.finish() }
      await before?.telling.value
      do throws(AccountError) {
        guard !Task.isCancelled else { throw .cancelled }
        return try await useCase(cases, prompter)
      } catch {
        return DashboardUseCases.Outcome(message: .init(error))
      }
    }
    // It is not cancelled with the work: the end of every order is told.
    let telling = Task {
      for await message in messages where number == orderCount { send(message) }
      end(await work.value, of: number, send)
    }
    order = Order(effect: effect, prompter: prompter, work: work, telling: telling)
  }

  private func end(
    _ outcome: DashboardUseCases.Outcome, of number: Int, _ send: @escaping Send
  ) {
    if number == orderCount {
      order = nil
      if let opened = outcome.opened { self.opened = opened }
      send(outcome.message)
      if let warning = outcome.warning { send(.sessionChanged(opened.session, warning)) }
    } else if let ended = outcome.opened, ended.selector == opened.selector {
      // Another order has taken its place, but what it saved is so.
      opened = ended
      send(.sessionChanged(ended.session, nil))
    }
    if isChangePending {
      isChangePending = false
      changes.continuation.yield()
    }
  }

  // MARK: - Changes of other processes

  private func follow(_ send: @escaping Send) {
    let (stream, continuation) = changes
    let foreign = foreign ?? service.changes()
    // What changed between the loading of the session and now is not told by it.
    if self.foreign == nil { continuation.yield() }
    tell = send
    keepAlive()
    following = [
      Task {
        for await _ in foreign { continuation.yield() }
      },
      Task {
        for await _ in stream { await takeChange(send) }
      },
    ]
  }

  /// Compares what is on the screen with the vault, and tells the screen what changed.
  private func takeChange(_ send: @escaping Send) async {
    var count: Int
    var change: SessionChange?
    repeat {
      count = openedCount
      change = await Self.change(of: opened, in: service)
    } while count != openedCount
    if order != nil { isChangePending = true }
    guard let change, order.map({ change.isPossiblyMade(by: $0.effect) }) != true else { return }
    opened = OpenedSession(selector: opened.selector, session: change.after)
    send(.sessionChanged(change.after, change.message))
  }

  @concurrent
  nonisolated private static func change(
    of opened: OpenedSession, in service: AccountService
  ) async -> SessionChange? {
    SessionChange(of: opened, in: service)
  }
}

extension DashboardMessage {
  fileprivate init(_ error: AccountError) {
    let message = error.userMessage
    self =
      switch error.kind {
      // One that cleaned up in vain says so.
      case .cancelled where message == AccountError.cancelled.userMessage: .cancelled
      case .signInNeeded, .notSignedIn: .failed(message, signInNeeded: true)
      default: .failed(message, signInNeeded: false)
      }
  }
}
