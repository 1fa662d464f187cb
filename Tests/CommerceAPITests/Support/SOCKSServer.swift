import NIOCore
import NIOPosix
import Synchronization
import Testing

/// A SOCKS 5 proxy on loopback (RFC 1928) that connects everything to one port of this machine.
final class SOCKSServer: Sendable {
  let port: Int
  /// The host names that were asked for.
  let requested: Recorder<String>
  private let channel: any Channel

  private init(_ channel: any Channel, _ requested: Recorder<String>) throws {
    self.channel = channel
    self.requested = requested
    port = try #require(channel.localAddress?.port)
  }

  /// - Parameters:
  ///   - method: what it answers to the greeting: 0 asks for no password, 255 accepts nothing.
  ///   - reply: what it answers to the request: 0 is a connection.
  static func start(
    to target: Int, method: UInt8 = 0, reply: UInt8 = 0
  ) async throws -> SOCKSServer {
    let requested = Recorder<String>()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            SOCKSHandler(target: target, method: method, reply: reply, requested))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return try SOCKSServer(channel, requested)
  }

  deinit { channel.close(promise: nil) }
}

private final class SOCKSHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let target: Int
  private let method: UInt8
  private let reply: UInt8
  private let requested: Recorder<String>
  private var step = 0
  private var other: (any Channel)?

  init(target: Int, method: UInt8, reply: UInt8, _ requested: Recorder<String>) {
    self.target = target
    self.method = method
    self.reply = reply
    self.requested = requested
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    step += 1
    switch step {
    case 1:
      context.channel.writeAndFlush(ByteBuffer(bytes: [5, method]), promise: nil)
    case 2:
      // Version, command, reserved, type 3 (a name), its length, the name, the port.
      let length = Int(bytes.getInteger(at: bytes.readerIndex + 4, as: UInt8.self) ?? 0)
      requested.append(bytes.getString(at: bytes.readerIndex + 5, length: length) ?? "")
      connect(context.channel)
    default: other?.writeAndFlush(bytes, promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) { other?.close(promise: nil) }

  private func connect(_ channel: any Channel) {
    let answer = ByteBuffer(bytes: [5, reply, 0, 1, 127, 0, 0, 1, 0, 0])
    guard reply == 0 else {
      channel.writeAndFlush(answer, promise: nil)
      return
    }
    // On the same event loop, so that the handlers of both sides may use each other.
    let this = NIOLoopBound(self, eventLoop: channel.eventLoop)
    ClientBootstrap(group: channel.eventLoop)
      .channelInitializer { other in
        other.eventLoop.makeCompletedFuture {
          try other.pipeline.syncOperations.addHandler(Forwarder(to: channel))
        }
      }
      .connect(host: "127.0.0.1", port: target)
      .whenSuccess { other in
        this.value.other = other
        channel.writeAndFlush(answer, promise: nil)
      }
  }
}

private final class Forwarder: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let target: any Channel

  init(to target: any Channel) { self.target = target }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    target.writeAndFlush(unwrapInboundIn(data), promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { target.close(promise: nil) }
}
