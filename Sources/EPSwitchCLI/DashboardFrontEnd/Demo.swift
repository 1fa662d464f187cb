import AccountCore
import AccountModel
import AccountViewModel
import CommerceSimulator
import Foundation
import Synchronization

/// An embedded store with a member signed in, for showing the dashboard to others. It touches no
/// file, and no variable of the environment changes it.
struct Demo: Sendable {
  let server: CommerceServer
  let service: AccountService
  let selector: SessionSelector
  let shownStore: ShownStore

  /// Starts the store and signs in as if that had happened half an hour ago: by then some tokens
  /// have expired, as they do in a working day.
  ///
  /// - Parameters:
  ///   - port: 0 takes any that is free.
  ///   - latency: how long each response takes from then on.
  init(_ sample: SimulatedStore, port: Int = 0, latency: Duration = .zero) async throws {
    let clock = DemoClock(behind: 30 * 60)
    let server = try await CommerceServer.start(sample, port: port, now: clock.now)
    let store = Store(endpoint: try Endpoint(server.baseURL), clientID: sample.clientID)
    let selector = SessionSelector(store: store, profile: nil, origin: .option)
    let service = try AccountService(
      AccountService.Configuration(stateDirectory: nil, configDirectory: nil, now: clock.now))
    let member = sample.member
    var request = SignInRequest(mechanism: .password, username: member.username)
    request.passwordProfile = member.passwordProfileID
    _ = try await service.signIn(
      request, at: selector, prompter: DemoPrompter(password: Secret(member.password)))
    clock.runTrue()
    if latency > .zero { server.faults.turnOn(.delay(latency)) }
    self.server = server
    self.service = service
    self.selector = selector
    shownStore = ShownStore(
      label: "Demo store at \(store.endpoint.host):\(store.endpoint.port)",
      signIn: SignInOffer(
        username: member.username,
        hint: "Demo: \(member.username) with the password \(member.password)"))
  }

  /// What tells a presenter the one-time password that was sent to a user name.
  func oneTimePasswordHint(for username: String) -> String? {
    server.oneTimeCodes.last { $0.username == username }.map { "Demo: the code is \($0.code)" }
  }
}

/// The clock of a demo, of its store and its client alike: behind at first, then true.
private final class DemoClock: Sendable {
  private let offset: Mutex<TimeInterval>

  /// - Parameter seconds: how far it is behind at first.
  init(behind seconds: TimeInterval) { offset = Mutex(-seconds) }

  var now: @Sendable () -> Date {
    { Date(timeIntervalSinceNow: self.offset.withLock { $0 }) }
  }

  func runTrue() { offset.withLock { $0 = 0 } }
}

/// Knows the password of the demo's member and nothing else.
private struct DemoPrompter: Prompter {
  let password: Secret

  func secret(_ field: PromptField) async throws(PromptError) -> Secret {
    guard field == .password else { throw .unavailable }
    return password
  }
}
