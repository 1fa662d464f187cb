import NIOCore
import NIOHTTP1

/// Where the answers of one connection go.
struct ClientWriter {
  let channel: any Channel

  /// Waits for a client that takes less than comes.
  let waiting: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

  /// Writes parts of an answer, and returns when the client can take more.
  ///
  /// - Parameter closes: whether the connection closes behind these parts: what then waits in this
  ///   process would be lost.
  /// - Throws: where the connection is closed.
  func write(_ parts: [HTTPServerResponsePart], closes: Bool = false) async throws {
    if closes, let last = parts.last {
      try await write(parts.dropLast())
      return try await channel.writeAndFlush(last).get()
    }
    // A client that keeps up is the usual one, and costs no waiting.
    guard channel.eventLoop.inEventLoop, channel.isWritable else {
      return try await waiting.write(contentsOf: parts)
    }
    guard channel.isActive else { throw ChannelError.ioOnClosedChannel }
    let pipeline = channel.pipeline.syncOperations
    for part in parts { pipeline.write(NIOAny(part), promise: nil) }
    pipeline.flush()
  }
}
