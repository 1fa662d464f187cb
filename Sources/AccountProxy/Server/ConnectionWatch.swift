import NIOCore
import NIOHTTP1
import Synchronization

/// What the event loop knows of a connection, and its task has to.
final class ConnectionState: Sendable {
  private struct Values {
    var isClosed = false
    var isQuiescing = false
    var arrived = ContinuousClock.now
    var cancel: (@Sendable () -> Void)?
  }

  private let values = Mutex(Values())

  /// Whether no further request is taken on the connection.
  var isQuiescing: Bool { values.withLock(\.isQuiescing) }

  func quiesce() { values.withLock { $0.isQuiescing = true } }

  /// When the header of the last request came; later than that of one that waits for its turn.
  var arrived: ContinuousClock.Instant { values.withLock(\.arrived) }

  func arrive() { values.withLock { $0.arrived = .now } }

  /// The client has gone: what is done for it is cancelled.
  func close() {
    let cancel = values.withLock { values in
      values.isClosed = true
      return values.cancel
    }
    cancel?()
  }

  func onClose(_ cancel: @escaping @Sendable () -> Void) {
    let isClosed = values.withLock { values in
      values.cancel = cancel
      return values.isClosed
    }
    if isClosed { cancel() }
  }
}

/// Watches one connection: closes it when it is idle for long, tells when the client has gone, and
/// answers what is not HTTP.
final class ConnectionWatch: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let state: ConnectionState
  private let idleLimit: TimeAmount

  /// Requests that began and are not answered yet.
  private var pending = 0

  /// Whether the body of the last request is still coming.
  private var isReading = false
  private var isBroken = false

  /// When something was last heard from the client, or its answer ended.
  private var lastActive = NIODeadline.now()

  /// One timer for the whole connection: one for each request would cost more than the rest of this.
  private var timer: Scheduled<Void>?

  /// - Parameter idleLimit: how long the client may take for the next part of a request.
  init(_ state: ConnectionState, idleLimit: TimeAmount) {
    self.state = state
    self.idleLimit = idleLimit
  }

  func handlerAdded(context: ChannelHandlerContext) { wait(context, until: .now() + idleLimit) }

  func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

  private func wait(_ context: ChannelHandlerContext, until time: NIODeadline) {
    timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: time) {
      let isClientsTurn = self.isReading || self.pending == 0
      let end = (isClientsTurn ? self.lastActive : .now()) + self.idleLimit
      if end <= .now() { context.close(promise: nil) } else { self.wait(context, until: end) }
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch Self.unwrapInboundIn(data) {
    case .head:
      pending += 1
      isReading = true
      state.arrive()
    case .body: break
    case .end: isReading = false
    }
    lastActive = .now()
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isBroken else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    switch Self.unwrapOutboundIn(data) {
    case .end:
      pending -= 1
      lastActive = .now()
    default: break
    }
    context.write(data, promise: promise)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent:
      state.quiesce()
      if pending == 0 { context.close(promise: nil) }
    case ChannelEvent.inputClosed: state.close()
    default: break
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    state.close()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard error is HTTPParserError || error is NIOHTTPDecoderError, !isBroken, pending == 0 else {
      state.close()
      context.close(promise: nil)
      return
    }
    isBroken = true
    let isTooLarge = (error as? HTTPParserError) == .headerOverflow || error is NIOHTTPDecoderError
    let answer = LocalAnswer(
      isTooLarge ? .requestHeaderFieldsTooLarge : .badRequest,
      detail: isTooLarge ? "The header is too large." : "The request is not valid HTTP.")
    var headers = answer.headers
    headers.add(name: "Connection", value: "close")
    headers.add(name: "Content-Length", value: String(answer.body.readableBytes))
    let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
    context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
    context.write(Self.wrapOutboundOut(.body(.byteBuffer(answer.body))), promise: nil)
    context.writeAndFlush(Self.wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
      context.close(promise: nil)
    }
  }
}
