import NIOCore
import NIOPosix
import Synchronization
import Testing

/// Listens on a port that another program would hold.
func occupy(_ address: String, port: Int) async throws -> any Channel {
  try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
    .bind(to: SocketAddress(ipAddress: address, port: port)).get()
}

/// Waits until a port can be listened on in both families, ten seconds at most: a program that
/// another test starts at this moment shares our sockets until it runs.
func expectFree(_ port: Int) async throws {
  let deadline = ContinuousClock.now + .seconds(10)
  for address in ["127.0.0.1", "::1"] {
    while true {
      do {
        try await occupy(address, port: port).close()
        break
      } catch  where ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(10))
      }
    }
  }
}

private let nextPort = Atomic(Int.random(in: 20_000..<32_000))

/// A port on which nobody listens in either family, below those that the kernel gives to outgoing
/// connections. It is not bound to find out, so that nothing can still hold it.
func freePort() async throws -> Int {
  while true {
    let port = nextPort.wrappingAdd(1, ordering: .relaxed).newValue
    try #require(port < 32_768, "no free port")
    if await !isAnswered("127.0.0.1", port: port), await !isAnswered("::1", port: port) {
      return port
    }
  }
}

private func isAnswered(_ address: String, port: Int) async -> Bool {
  let client = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
  guard let channel = try? await client.connect(host: address, port: port).get() else {
    return false
  }
  try? await channel.close()
  return true
}
