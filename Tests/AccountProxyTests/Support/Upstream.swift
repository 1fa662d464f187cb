import Foundation
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// A server behind the proxy, on raw sockets: it records every byte, and a closure answers.
final class Upstream: Sendable {
  let port: Int
  private let records: Records
  private let channel: any Channel

  private init(port: Int, records: Records, channel: any Channel) {
    self.port = port
    self.records = records
    self.channel = channel
  }

  deinit { channel.close(promise: nil) }

  /// What one connection has sent, and where to answer.
  struct Arrival: Sendable {
    /// Everything since the last answer that was taken with ``Upstream/respond(_:)``.
    let text: String
    let channel: any Channel

    func send(_ text: String) { channel.writeAndFlush(ByteBuffer(string: text), promise: nil) }
    func close() { channel.close(promise: nil) }
  }

  final class Records: Sendable {
    let received = Mutex("")
    let closed = Atomic(0)
    let byteCount = Atomic(0)
  }

  /// Every byte so far, of all connections.
  var received: String { records.received.withLock(\.self) }

  /// How many connections were closed.
  var closedCount: Int { records.closed.load(ordering: .acquiring) }

  /// How many bytes came; they are not kept where the body is large.
  var byteCount: Int { records.byteCount.load(ordering: .acquiring) }

  /// - Parameter answer: called with what came since it last returned true.
  static func start(
    keepsBytes: Bool = true, _ answer: @escaping @Sendable (Arrival) -> Bool = Upstream.ok
  ) async throws -> Upstream {
    let records = Records()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            Handler(records, keepsBytes: keepsBytes, answer))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return Upstream(
      port: try #require(channel.localAddress?.port), records: records, channel: channel)
  }

  /// Answers every request whose header is there; bodies are not waited for.
  static let ok: @Sendable (Arrival) -> Bool = { arrival in
    guard arrival.text.contains("\r\n\r\n") else { return false }
    arrival.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    return true
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let records: Records
    private let keepsBytes: Bool
    private let answer: @Sendable (Arrival) -> Bool
    private var pending = ""

    init(
      _ records: Records, keepsBytes: Bool, _ answer: @escaping @Sendable (Arrival) -> Bool
    ) {
      self.records = records
      self.keepsBytes = keepsBytes
      self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let buffer = unwrapInboundIn(data)
      records.byteCount.add(buffer.readableBytes, ordering: .acquiringAndReleasing)
      let text = String(buffer: buffer)
      if keepsBytes {
        records.received.withLock { $0 += text }
        pending += text
      } else if pending.utf8.count < 65_536 {
        pending += text
      }
      if answer(Arrival(text: pending, channel: context.channel)) { pending = "" }
    }

    func channelInactive(context: ChannelHandlerContext) {
      records.closed.add(1, ordering: .acquiringAndReleasing)
    }
  }
}
