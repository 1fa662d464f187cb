import NIOCore
import NIOPosix

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
