import AccountCore
import AccountModel
import AccountVault
import AccountViewModel
import CommerceAPI
import CommerceSimulator
import Foundation
import Synchronization

/// An embedded store with a member signed in, for showing the dashboard to others. It touches no
/// file.
struct Demo {
  let server: CommerceServer
  let store: OpenStore

  /// Starts the store and signs in as if that had happened half an hour ago: by then some tokens
  /// have run out, as they do in a working day.
  ///
  /// - Parameters:
  ///   - port: 0 takes any that is free.
  ///   - latency: how long each answer takes from then on.
  init(_ sample: SimulatedStore, port: Int = 0, latency: Duration = .zero) async throws {
    let clock = DemoClock(behind: 30 * 60)
    let server = try await CommerceServer.start(sample, port: port, now: clock.now)
    let endpoint = try Endpoint(server.baseURL)
    let access = StoreAccess(
      client: CommerceClient(
        store: Store(endpoint: endpoint, clientID: sample.clientID),
        transport: try HTTPTransport(endpoint: endpoint, now: clock.now)),
      vault: Vault.inMemory(), now: clock.now)
    _ = try await access.signIn(
      .password(
        profileID: sample.member.passwordProfileID, username: sample.member.username,
        password: Secret(sample.member.password)),
      mechanism: .password, username: sample.member.username)
    clock.runTrue()
    if latency > .zero { server.faults.turnOn(.delay(latency)) }
    self.server = server
    store = OpenStore(
      access: access, profile: nil, fixedUsername: nil,
      shown: ShownStore(
        label: "Demo store at \(endpoint.host):\(endpoint.port)",
        signIn: SignInOffer(
          username: sample.member.username,
          hint: "Demo: \(sample.member.username) with the password \(sample.member.password)")),
      codeHint: { username in
        server.oneTimeCodes.last { $0.username == username }.map { "Demo: the code is \($0.code)" }
      })
  }
}

/// The clock of a demo, of its store and its client alike: behind at first, then true.
final class DemoClock: Sendable {
  private let offset: Mutex<TimeInterval>

  /// - Parameter seconds: how far it is behind at first.
  init(behind seconds: TimeInterval) { offset = Mutex(-seconds) }

  var now: @Sendable () -> Date {
    { Date(timeIntervalSinceNow: self.offset.withLock { $0 }) }
  }

  func runTrue() { offset.withLock { $0 = 0 } }
}
