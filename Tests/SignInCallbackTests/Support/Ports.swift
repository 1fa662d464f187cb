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

/// Fails unless the port is free on both families.
func expectFree(_ port: Int) async throws {
  for address in ["127.0.0.1", "::1"] { try await occupy(address, port: port).close() }
}

private let nextPort = Atomic(Int.random(in: 20_000..<32_000))

/// A port free on both families, below those that the kernel gives to outgoing connections.
func freePort() async throws -> Int {
  while true {
    let port = nextPort.wrappingAdd(1, ordering: .relaxed).newValue
    try #require(port < 32_768, "no free port")
    do {
      try await expectFree(port)
      return port
    } catch let error as IOError where error.errnoCode == EADDRINUSE {
      continue
    }
  }
}
