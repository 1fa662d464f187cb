import NIOCore
import NIOPosix
import Testing

/// A server on loopback that sends one text to who connects, or nothing, and never reads more.
final class PlainServer: Sendable {
  let port: Int
  private let channel: any Channel

  private init(_ channel: any Channel) throws {
    self.channel = channel
    port = try #require(channel.localAddress?.port)
  }

  static func start(_ greeting: String?) async throws -> PlainServer {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Greeter(greeting))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return try PlainServer(channel)
  }

  deinit { channel.close(promise: nil) }
}

private final class Greeter: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let greeting: String?

  init(_ greeting: String?) { self.greeting = greeting }

  func channelActive(context: ChannelHandlerContext) {
    if let greeting {
      context.channel.writeAndFlush(ByteBuffer(string: greeting), promise: nil)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
