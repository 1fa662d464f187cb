import NIOCore
import NIOHTTP1

/// Ends a connection that brings what no server answers, before anybody else sees it.
///
/// AsyncHTTPClient takes every status below 200 for an interim answer, has no limit for those, and traps
/// on the body that follows one such as 50.
final class AnswerGuard: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias InboundOut = HTTPClientResponsePart

  private var interimAnswers = 0
  private var hasFailed = false

  /// Interim answers before a final one; more never come in practice.
  private static let mostInterimAnswers = 20

  /// Adds the guard to a connection of AsyncHTTPClient.
  static func install(on channel: any Channel) -> EventLoopFuture<Void> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
      try pipeline.addHandler(AnswerGuard(), position: .after(decoder))
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !hasFailed else { return }
    if case .head(let head) = unwrapInboundIn(data) {
      switch head.status.code {
      case 200...599: interimAnswers = 0
      // 101 would end HTTP on this connection, which nobody asked for.
      case 100,
        102...199 where interimAnswers < Self.mostInterimAnswers:
        interimAnswers += 1
      default:
        hasFailed = true
        context.fireErrorCaught(UpstreamFailure.invalid)
        context.close(promise: nil)
        return
      }
    }
    context.fireChannelRead(data)
  }
}
