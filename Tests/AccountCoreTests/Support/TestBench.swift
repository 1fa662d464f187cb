@testable import AccountCore
import AccountModel
import AccountVault
import CommerceAPI
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

/// A store that runs, and a machine with a settings file and a vault of its own: the folders of one
/// person, in which any number of commands and terminals work.
final class TestBench: Sendable {
  let server: CommerceServer
  let clock: TestClock
  let settings: SettingsFile
  private let folder: String

  /// - Parameters:
  ///   - clock: this machine's clock and the store's; a fault sets them apart.
  ///   - configure: changes the store before it starts.
  init(
    _ scenario: Scenario = .showcase, accounts: Int? = nil, impersonation: Bool = false,
    latency: Duration = .zero, clock: TestClock = TestClock(),
    configure: (inout SimulatedStore) -> Void = { _ in }
  ) async throws {
    var sample = SimulatedStore(
      scenario: scenario, accounts: accounts, impersonation: impersonation)
    configure(&sample)
    self.clock = clock
    server = try await CommerceServer.start(sample, latency: latency, now: clock.now)
    folder = NSTemporaryDirectory() + "epswitch-core-\(UUID().uuidString)"
    settings = SettingsFile(directory: folder + "/config")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var store: Store {
    get throws { Store(endpoint: try Endpoint(server.baseURL), clientID: server.store.clientID) }
  }

  var member: Member { server.store.member }
  var stateDirectory: String { folder + "/state" }

  /// What names the store in the environment.
  var storeVariables: [String: String] {
    ["EPSWITCH_ENDPOINT": server.baseURL, "EPSWITCH_CLIENT_ID": server.store.clientID]
  }

  /// Where and how one command works.
  func configuration(
    _ options: StoreOptions = StoreOptions(), variables: [String: String]? = nil,
    patience: HTTPTransport.Limits = HTTPTransport.Limits()
  ) -> AccountService.Configuration {
    var all = variables ?? storeVariables
    if all["EPSWITCH_VAULT_KEY"] == nil { all["EPSWITCH_VAULT_KEY"] = "file" }
    var configuration = AccountService.Configuration(
      stateDirectory: stateDirectory, configDirectory: folder + "/config", options: options,
      variables: AccountVariables(all), now: clock.now)
    configuration.retry = RetryPolicy(sleep: { _ in })
    configuration.limits = patience
    return configuration
  }

  /// The service of one command, as a process has it.
  ///
  /// - Parameter variables: its environment; without one, it names the store.
  func service(
    _ options: StoreOptions = StoreOptions(), variables: [String: String]? = nil,
    patience: HTTPTransport.Limits = HTTPTransport.Limits()
  ) throws -> AccountService {
    try AccountService(configuration(options, variables: variables, patience: patience))
  }

  func service(profile: String) throws -> AccountService {
    try service(StoreOptions(profile: profile), variables: [:])
  }

  /// Adds a profile of the store to the settings.
  func addProfile(_ name: String, _ edit: (inout Profile) -> Void = { _ in }) throws {
    var profile = Profile(name: name)
    profile.endpoint = try store.endpoint
    profile.clientID = try store.clientID
    edit(&profile)
    try settings.add(profile)
  }

  /// Signs the first member in with a password.
  ///
  /// - Parameter index: the account to act as afterwards, by its place in the store's list.
  @discardableResult
  func signIn(
    _ service: AccountService? = nil, actingAs index: Int? = nil, reason: String? = nil
  ) async throws -> Session {
    try await signIn(
      service, member.credentials[0], account: index.map { member.accounts[$0].id },
      reason: reason)
  }

  @discardableResult
  func signIn(
    _ service: AccountService? = nil, _ credential: Member.PasswordCredential,
    account: String? = nil, reason: String? = nil
  ) async throws -> Session {
    let service = try service ?? self.service()
    var request = SignInRequest(mechanism: .password, username: credential.username)
    request.passwordProfile = credential.passwordProfileID
    request.account = account
    request.reason = reason
    let outcome = try await service.signIn(
      request, at: try service.selector(),
      prompter: ScriptedPrompter(.secret(.password, credential.password)))
    return outcome.session
  }

  /// The account at a place of the store's list.
  func account(_ index: Int) -> AccountID { AccountID(member.accounts[index].id) }
}

extension CommerceServer {
  /// The requests that minted account tokens.
  var mints: [RecordedRequest] { requests.filter { $0.path == "/v2/account-members/tokens" } }

  /// How often an access token was asked for.
  var accessTokenRequests: Int { requests.count { $0.path == "/oauth/access_token" } }
}

extension AccountService {
  /// Everything the vault holds of a session, tokens included, to see that nothing changed.
  func everything(of id: SessionID) throws -> Everything {
    let session = try session(id)
    let tokens = try session.roster.accounts.map { account in
      try vault.token(of: account.id, in: id)?.secret.reveal()
    }
    return Everything(session: session, tokens: tokens, revision: try vault.revision())
  }

  /// Switches as a person does who looks at the list: in the session the store's commands mean.
  @discardableResult
  func switchAccount(
    to account: AccountID, reason: String? = nil,
    prompter: ScriptedPrompter = ScriptedPrompter()
  ) async throws -> SessionSummary {
    let selector = try selector()
    return try await switchAccount(
      to: account, in: try summary(at: selector).id, at: selector, reason: reason,
      prompter: prompter)
  }

  /// The account token that commands hand out now.
  func token(prompter: ScriptedPrompter = ScriptedPrompter()) async throws -> Secret {
    try await token(for: try actingAccount(), reason: nil, prompter: prompter)
  }

  /// What commands hand out now.
  func credentials(
    _ use: CredentialUse = .export, reason: String? = nil,
    prompter: ScriptedPrompter = ScriptedPrompter()
  ) async throws -> AccountCredentials {
    try await credentials(
      for: try actingAccount(), use: use, reason: reason, prompter: prompter)
  }
}

struct Everything: Equatable {
  let session: Session
  let tokens: [String?]
  let revision: Int64
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

  @discardableResult
  func change<Result>(_ body: (inout Value) -> Result) -> Result {
    lock.withLock { body(&stored) }
  }
}

/// The failure a piece of work ends in; a success or another error is an issue.
func failure(
  sourceLocation: SourceLocation = #_sourceLocation, of work: () async throws -> Void
) async -> AccountError? {
  do {
    try await work()
    Issue.record("It succeeded.", sourceLocation: sourceLocation)
  } catch let error as AccountError {
    return error
  } catch {
    Issue.record(error, sourceLocation: sourceLocation)
  }
  return nil
}
