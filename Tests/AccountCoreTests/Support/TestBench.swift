import AccountCore
import AccountModel
import AccountVault
import CommerceAPI
import CommerceSimulator
import Foundation

/// A store that runs and a client of it with a vault in a folder of its own.
final class TestBench: Sendable {
  let server: CommerceServer
  let access: StoreAccess
  private let folder: String

  /// - Parameter now: both clocks; the store's may be set apart by a fault.
  init(
    _ scenario: Scenario = .showcase, accounts: Int? = nil, impersonation: Bool = false,
    latency: Duration = .zero, now: @escaping @Sendable () -> Date = { Date() }
  ) async throws {
    let sample = SimulatedStore(
      scenario: scenario, accounts: accounts, impersonation: impersonation)
    server = try await CommerceServer.start(sample, latency: latency, now: now)
    folder = NSTemporaryDirectory() + "epswitch-core-\(UUID().uuidString)"
    let store = Store(endpoint: try Endpoint(server.baseURL), clientID: sample.clientID)
    let transport = try HTTPTransport(endpoint: store.endpoint, now: now)
    access = StoreAccess(
      client: CommerceClient(
        store: store, transport: transport, retry: RetryPolicy(sleep: { _ in })),
      vault: Vault(directory: folder, keySource: .file), now: now)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var member: Member { server.store.member }
  var vault: Vault { access.vault }
  var switcher: AccountSwitcher { AccountSwitcher(access) }

  var passwordProof: SignInProof {
    .password(
      profileID: member.passwordProfileID, username: member.username,
      password: Secret(member.password))
  }

  /// The same store and vault with little patience, in seconds, and one attempt.
  func access(waitingAtMost limit: Int) throws -> StoreAccess {
    let limits = HTTPTransport.Limits(connect: limit, attempt: limit)
    let transport = try HTTPTransport(endpoint: access.store.endpoint, limits: limits)
    return StoreAccess(
      client: CommerceClient(
        store: access.store, transport: transport, retry: RetryPolicy(attempts: 1)),
      vault: vault)
  }

  @discardableResult
  func signIn(
    progress: @escaping @Sendable (Int, Int?) -> Void = { _, _ in }
  ) async throws -> Session {
    try await access.signIn(
      passwordProof, mechanism: .password, username: member.username, progress: progress)
  }

  /// Signs in and acts as the account at a place of the roster.
  func signIn(actingAs index: Int) async throws -> Session {
    let session = try await signIn()
    try switcher.choose(session.roster.accounts[index], in: try summary())
    return try access.session()
  }

  func summary() throws -> SessionSummary { try access.summary() }

  /// Everything the vault holds of the session, tokens included, to see that nothing changed.
  func everything() throws -> Everything {
    let session = try access.session()
    let tokens = try session.roster.accounts.map { account in
      try vault.token(of: account.id, in: session.key)?.secret.reveal()
    }
    return Everything(session: session, tokens: tokens)
  }

  struct Everything: Equatable {
    let session: Session
    let tokens: [String?]
  }
}

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
  private let moment: Locked<Date>

  init(_ start: Date = Date(timeIntervalSince1970: 1_800_000_000)) { moment = Locked(start) }

  var now: @Sendable () -> Date { { self.moment.value } }

  func advance(by seconds: TimeInterval) {
    moment.change { $0.addTimeInterval(seconds) }
  }
}

/// A value several tasks may change.
final class Locked<Value: Sendable>: @unchecked Sendable {
  private var stored: Value
  private let lock = NSLock()

  init(_ value: Value) { stored = value }

  var value: Value { lock.withLock { stored } }

  func change(_ body: (inout Value) -> Void) { lock.withLock { body(&stored) } }
}

extension Failure {
  /// The failure without what is inside, for tables.
  var kind: String {
    String(describing: self).prefix { $0.isLetter }.description
  }
}

/// The failure a piece of work ends in; `nil` when it succeeds.
func failure(of work: () async throws -> Void) async -> Failure? {
  do {
    try await work()
    return nil
  } catch {
    return error as? Failure
  }
}
