import Foundation
import Synchronization

@testable import CommerceSimulator

/// Runs a server for the length of `body`.
func withServer<Result: Sendable>(
  _ store: SimulatedStore = SimulatedStore(scenario: .showcase), latency: Duration = .zero,
  clock: TestClock = TestClock(), _ body: (StoreClient) async throws -> Result
) async throws -> Result {
  let server = try await CommerceServer.start(store, latency: latency, now: { clock.now })
  do {
    let result = try await body(StoreClient(server: server))
    await server.stop()
    return result
  } catch {
    await server.stop()
    throw error
  }
}

/// A clock that a test moves by hand; it starts at 2026-01-02T03:04:05.678Z.
final class TestClock: Sendable {
  private let time = Mutex(Date(timeIntervalSince1970: 1_767_323_045.678))

  var now: Date { time.withLock { $0 } }

  func advance(by seconds: TimeInterval) {
    time.withLock { $0.addTimeInterval(seconds) }
  }
}
