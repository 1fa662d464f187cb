import NIOCore
import NIOHTTP1

/// What a connection brought that is not passed on to AsyncHTTPClient, because it would trap or
/// never end.
enum InvalidResponse: Error, Equatable {
  /// A status that no final answer can have: only 200 to 599 are passed on.
  case status(UInt)
  /// Interim answers (1xx) without a final one.
  case tooManyInterimResponses
  /// More bytes than any answer needs, headers and framing included.
  case tooManyBytes(limit: Int)
  /// An answer that was there before its request was sent: the rest of the answer before it.
  case unsolicited
}

/// Stands in front of AsyncHTTPClient on each connection.
///
/// AsyncHTTPClient takes a head with a status below 200 for an interim answer, and traps on the body
/// or the end that follows a status such as 50. It has no limit for what comes before a final head
/// or between the chunks of a body either.
enum ResponseGuard {
  /// Interim answers before a final one; more never come in practice.
  static let mostInterimResponses = 20

  /// Bytes of one answer, where its body may have so many: the framing of chunks may double it, and
  /// the HTTP parser itself bounds headers (2 MiB).
  static func mostBytes(ofBody body: Int) -> Int {
    let (doubled, overflows) = body.multipliedReportingOverflow(by: 2)
    return overflows ? .max : max(doubled, doubled &+ (4 << 20))
  }

  /// Adds the handlers to a connection that is ready for its first request.
  ///
  /// - Parameter body: the most bytes a body may have.
  static func install(on channel: any Channel, body: Int) -> EventLoopFuture<Void> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
      let exchange = Exchange(mostBytes: mostBytes(ofBody: body))
      try pipeline.addHandler(ByteCounter(exchange), position: .before(decoder))
      try pipeline.addHandler(HeadCheck(exchange), position: .after(decoder))
    }
  }
}

/// One request and its answer, as both handlers of a connection see them.
private final class Exchange {
  let mostBytes: Int
  private var bytes = 0
  private var interimResponses = 0
  /// Whether anything was received since the request was sent.
  private var hasReceived = false
  private(set) var hasFailed = false

  init(mostBytes: Int) { self.mostBytes = mostBytes }

  func begin() {
    bytes = 0
    interimResponses = 0
    hasReceived = false
  }

  func receive(_ count: Int) throws(InvalidResponse) {
    hasReceived = true
    let (sum, overflows) = bytes.addingReportingOverflow(count)
    guard !overflows, sum <= mostBytes else { throw .tooManyBytes(limit: mostBytes) }
    bytes = sum
  }

  func receive(head status: UInt) throws(InvalidResponse) {
    guard hasReceived else { throw .unsolicited }
    switch status {
    case 200...599: break
    // 101 would end HTTP on this connection, which nobody asked for.
    case 100, 102...199:
      interimResponses += 1
      guard interimResponses <= ResponseGuard.mostInterimResponses else {
        throw .tooManyInterimResponses
      }
    default: throw .status(status)
    }
  }

  /// Ends the connection; nothing more is passed on.
  func fail(_ error: InvalidResponse, _ context: ChannelHandlerContext) {
    hasFailed = true
    context.fireErrorCaught(error)
    context.close(promise: nil)
  }
}

/// Counts what comes over the connection, before it is parsed.
private final class ByteCounter: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = HTTPClientRequestPart

  private let exchange: Exchange

  init(_ exchange: Exchange) { self.exchange = exchange }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !exchange.hasFailed else { return }
    do throws(InvalidResponse) {
      try exchange.receive(unwrapInboundIn(data).readableBytes)
      context.fireChannelRead(data)
    } catch {
      exchange.fail(error, context)
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .head = unwrapOutboundIn(data) { exchange.begin() }
    context.write(data, promise: promise)
  }
}

/// Passes on heads of valid answers only, before AsyncHTTPClient sees them.
private final class HeadCheck: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias InboundOut = HTTPClientResponsePart

  private let exchange: Exchange

  init(_ exchange: Exchange) { self.exchange = exchange }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !exchange.hasFailed else { return }
    do throws(InvalidResponse) {
      if case .head(let head) = unwrapInboundIn(data) {
        try exchange.receive(head: head.status.code)
      }
      context.fireChannelRead(data)
    } catch {
      exchange.fail(error, context)
    }
  }
}
