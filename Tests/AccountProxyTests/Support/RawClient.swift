import NIOCore
import NIOPosix
import Synchronization

/// A client that writes bytes as a test wants them, and keeps what comes back.
final class RawClient: Sendable {
  private let channel: any Channel
  private let state = Mutex((text: "", isClosed: false))

  private init(_ channel: any Channel) { self.channel = channel }

  deinit { channel.close(promise: nil) }

  static func connect(port: Int) async throws -> RawClient {
    try await connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: port))
  }

  static func connect(to address: SocketAddress) async throws -> RawClient {
    // The proxy may close the connection as soon as there is one.
    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(to: address) { channel in
        channel.eventLoop.makeCompletedFuture {
          let client = RawClient(channel)
          try channel.pipeline.syncOperations.addHandler(Reader(client))
          return client
        }
      }
  }

  func send(_ text: String) async throws {
    try await channel.writeAndFlush(ByteBuffer(string: text))
  }

  func stopReading() async throws { try await channel.setOption(.autoRead, value: false).get() }

  func goOnReading() async throws { try await channel.setOption(.autoRead, value: true).get() }

  func close() async { try? await channel.close() }

  /// Everything that came so far.
  var text: String { state.withLock(\.text) }
  var isClosed: Bool { state.withLock(\.isClosed) }

  /// The status of the first answer.
  var status: Int? {
    let line = text.prefix { $0 != "\r\n" }
    return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }

  private final class Reader: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    private let client: RawClient

    init(_ client: RawClient) { self.client = client }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let text = String(buffer: unwrapInboundIn(data))
      client.state.withLock { $0.text += text }
    }

    func channelInactive(context: ChannelHandlerContext) {
      client.state.withLock { $0.isClosed = true }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      context.close(promise: nil)
    }
  }
}
