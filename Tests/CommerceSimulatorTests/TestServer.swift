import Foundation
import NIOCore
import NIOPosix
import Synchronization
import Testing

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

/// A clock that a test moves by hand; it starts at 2026-01-02T03:04:05.500Z.
final class TestClock: Sendable {
  private let time = Mutex(Date(timeIntervalSince1970: 1_767_323_045.5))

  var now: Date { time.withLock { $0 } }

  func advance(by seconds: TimeInterval) {
    time.withLock { $0.addTimeInterval(seconds) }
  }
}

/// Waits until something holds, and gives up with a failure after a minute.
func eventually(
  _ holds: @Sendable () async -> Bool, sourceLocation: SourceLocation = #_sourceLocation
) async {
  let deadline = ContinuousClock.now + .seconds(60)
  while !(await holds()) {
    guard ContinuousClock.now < deadline else {
      Issue.record("it did not come to hold within a minute", sourceLocation: sourceLocation)
      return
    }
    await Task.yield()
  }
}

/// Every byte that a server sends on one connection after `request`, until it closes it.
func bytesSent(by port: Int, after request: String) async throws -> String {
  let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    .connect(host: "127.0.0.1", port: port) { channel in
      channel.eventLoop.makeCompletedFuture {
        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
      }
    }
  return try await connection.executeThenClose { inbound, outbound in
    try await outbound.write(ByteBuffer(string: request))
    var received = ByteBuffer()
    for try await part in inbound { received.writeImmutableBuffer(part) }
    return String(buffer: received)
  }
}
