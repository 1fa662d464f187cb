import AccountCore
import AccountModel
import AccountViewModel
import CommerceSimulator
import Foundation
import ProfileSettings
import SignInCallback
import Testing

@testable import EPSwitchCLI

/// A simulated store, a folder for the vault and the settings, and as many terminals on them as a
/// test needs.
struct DashboardBench {
  let server: CommerceServer
  let folder: String
  let store: Store

  static func with<Value: Sendable>(
    _ sample: SimulatedStore = SimulatedStore(scenario: .showcase),
    _ body: @MainActor (DashboardBench) async throws -> Value
  ) async throws -> Value {
    let server = try await CommerceServer.start(sample)
    let folder = NSTemporaryDirectory() + "epswitch-dashboard-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = Store(endpoint: try Endpoint(server.baseURL), clientID: sample.clientID)
    let bench = DashboardBench(server: server, folder: folder, store: store)
    let result = try await body(bench)
    await server.stop()
    return result
  }

  var sample: SimulatedStore { server.store }

  /// The core as one terminal has it.
  func terminal(_ variables: [String: String] = [:]) throws -> AccountService {
    let all = variables.merging(["EPSWITCH_VAULT_KEY": "file"]) { given, _ in given }
    return try AccountService(
      AccountService.Configuration(
        stateDirectory: "\(folder)/state", configDirectory: "\(folder)/config",
        variables: AccountVariables(all)))
  }

  /// Writes a profile of the store into the settings.
  func addProfile(_ name: String, _ change: (inout Profile) -> Void = { _ in }) throws {
    var profile = Profile(name: name)
    profile.endpoint = store.endpoint
    profile.clientID = store.clientID
    change(&profile)
    try SettingsFile(directory: "\(folder)/config").add(profile)
  }

  var selector: SessionSelector { SessionSelector(store: store, profile: nil, origin: .option) }

  /// Signs a member of the store in, in one terminal.
  @discardableResult
  func signIn(
    _ service: AccountService, as member: Member? = nil, at selector: SessionSelector? = nil
  ) async throws -> Session {
    let member = member ?? sample.member
    var request = SignInRequest(mechanism: .password, username: member.username)
    request.passwordProfile = member.passwordProfileID
    let form = SignInAnswers(.password, [.password: Secret(member.password)])
    return try await service.signIn(
      request, at: selector ?? self.selector, prompter: DashboardPrompter(form: form) { _ in }
    ).session
  }

  /// The dashboard of a terminal as it opens, without its screen.
  ///
  /// - Parameter storefronts: where storefronts are opened; without them, no browser is found.
  @MainActor
  func dashboard(
    _ service: AccountService, at selector: SessionSelector? = nil,
    storefronts: DashboardStorefronts? = nil, reason: String? = nil
  ) throws -> HeadlessDashboard {
    let selector = selector ?? self.selector
    return HeadlessDashboard(
      DashboardEffectHandler(
        service,
        OpenedSession(selector: selector, session: try service.currentSession(at: selector)),
        storefronts: storefronts ?? .withoutBrowser(service), reason: reason, suspend: {}))
  }
}

extension DashboardStorefronts {
  static func withoutBrowser(_ service: AccountService) -> DashboardStorefronts {
    DashboardStorefronts(service, BrowserOpener(environment: ["PATH": "/nonexistent"]))
  }
}

/// An effect handler with a list of what it told, in place of a screen.
@MainActor
final class HeadlessDashboard {
  let handler: DashboardEffectHandler
  private(set) var messages: [DashboardMessage] = []
  private var waiting: [UUID: (DashboardMessage) -> Bool] = [:]

  /// How long a test waits for a message.
  private static let limit = Duration.seconds(60)

  init(_ handler: DashboardEffectHandler) { self.handler = handler }

  func perform(_ effects: DashboardEffect...) {
    for effect in effects {
      handler.perform(effect) { message in
        self.messages.append(message)
        self.waiting = self.waiting.filter { !$0.value(message) }
      }
    }
  }

  /// The first message with a value, told already or within ``limit``.
  func first<Value: Sendable>(
    _ value: @escaping @Sendable (DashboardMessage) -> Value?
  ) async throws -> Value {
    if let told = messages.lazy.compactMap(value).first { return told }
    let (stream, continuation) = AsyncStream.makeStream(of: Value.self)
    waiting[UUID()] = { message in
      guard let value = value(message) else { return false }
      continuation.yield(value)
      return true
    }
    let timer = Task {
      try? await Task.sleep(for: Self.limit)
      continuation.finish()
    }
    defer { timer.cancel() }
    for await value in stream { return value }
    return try #require(nil as Value?, "Only these messages came: \(messages)")
  }

  /// What the next change of another process is told as.
  func firstChange() async throws -> (session: Session?, message: UserMessage?) {
    try await first {
      if case .sessionChanged(let session, let message) = $0 { (session, message) } else { nil }
    }
  }

  func firstPrompt() async throws -> DashboardPrompt {
    try await first { if case .promptRequested(let prompt) = $0 { prompt } else { nil } }
  }

  /// The session that a switch ended with.
  func firstSwitch() async throws -> Session {
    try await first { if case .switched(let session) = $0 { session } else { nil } }
  }

  /// Where a storefront is served, and whether a browser shows it.
  func firstStorefront() async throws -> (address: String, isOpen: Bool) {
    try await first {
      if case .storefrontOpened(let address, let isOpen) = $0 { (address, isOpen) } else { nil }
    }
  }

  func firstFailure() async throws -> (message: UserMessage, signInNeeded: Bool) {
    try await first {
      if case .failed(let message, let needed) = $0 { (message, needed) } else { nil }
    }
  }

  func forget() { messages = [] }
}
