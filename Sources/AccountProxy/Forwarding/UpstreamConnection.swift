import NIOCore
import NIOHTTP1

/// Why a connection to the server behind the proxy gave no whole answer.
enum UpstreamFailure: Error {
  case closed
  case timeout
  /// What came is not an answer.
  case invalid
}

/// One connection to the server behind the proxy: requests use it one after another.
///
/// It is used on its event loop alone.
final class UpstreamConnection: ChannelDuplexHandler, @unchecked Sendable {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundIn = HTTPClientRequestPart
  typealias OutboundOut = HTTPClientRequestPart

  private let pool: UpstreamPool
  private var context: ChannelHandlerContext?
  private var answer: UpstreamAnswer?

  /// Whether the whole request has left.
  private var isSent = false

  /// Whether the server lets the connection be used again.
  private var staysOpen = false

  /// Whether a read waits until the answer is taken.
  private var isReadHeld = false

  private var deadline = NIODeadline.distantFuture

  /// Fires at ``deadline`` or before: a deadline that moves on costs no timer of its own.
  private var timer: (at: NIODeadline, task: Scheduled<Void>)?

  init(_ pool: UpstreamPool) { self.pool = pool }

  var isActive: Bool { context?.channel.isActive ?? false }

  func close() { context?.close(promise: nil) }

  // MARK: - The request

  /// - Parameter limit: how long the header of the answer may take.
  func send(
    _ head: HTTPRequestHead, _ body: ByteBuffer?, within limit: TimeAmount,
    to answer: UpstreamAnswer
  ) {
    guard let context, isActive else { return answer.fail(UpstreamFailure.closed) }
    self.answer = answer
    answer.connection = self
    isSent = false
    setDeadline(in: limit)
    context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
    if let body { context.write(Self.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
    context.writeAndFlush(Self.wrapOutboundOut(.end(nil))).whenComplete { result in
      switch result {
      case .success: self.isSent = true
      case .failure(let error): self.fail(error)
      }
    }
  }

  // MARK: - The answer

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard let answer else { return close() }
    switch Self.unwrapInboundIn(data) {
    case .head(let head):
      // What comes behind a change of protocol is no answer.
      staysOpen = head.isKeepAlive && head.status != .switchingProtocols
      setDeadline(in: Self.partLimit)
      answer.begin(head)
    case .body(let part):
      setDeadline(in: Self.partLimit)
      answer.add(part)
    case .end:
      self.answer = nil
      answer.end()
      guard staysOpen, isSent, pool.keep(self) else { return close() }
      setDeadline(in: Self.idleLimit)
      continueReading()
    }
  }

  /// The socket is not read while much of the answer waits for the client.
  func read(context: ChannelHandlerContext) {
    if answer?.isFull ?? false { isReadHeld = true } else { context.read() }
  }

  func continueReading() {
    guard isReadHeld else { return }
    isReadHeld = false
    context?.read()
  }

  private func fail(_ error: any Error) {
    let answer = answer
    self.answer = nil
    answer?.fail(error)
    close()
  }

  // MARK: - The connection

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    timer?.task.cancel()
    self.context = nil
  }

  func channelInactive(context: ChannelHandlerContext) {
    pool.remove(self)
    fail(UpstreamFailure.closed)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(error) }

  private func setDeadline(in amount: TimeAmount) {
    deadline = .now() + amount
    if let timer, timer.at <= deadline { return }
    timer?.task.cancel()
    startTimer()
  }

  private func startTimer() {
    guard let eventLoop = context?.eventLoop else { return }
    timer = (
      deadline,
      eventLoop.scheduleTask(deadline: deadline) { [weak self] in self?.checkDeadline() }
    )
  }

  private func checkDeadline() {
    timer = nil
    if NIODeadline.now() < deadline { startTimer() } else { fail(UpstreamFailure.timeout) }
  }

  /// How long the next part of an answer may take: streams of events can be quiet.
  private static var partLimit: TimeAmount { .hours(1) }

  /// How long a connection is kept for the next request.
  private static var idleLimit: TimeAmount { .seconds(60) }
}

/// The connections of one event loop to the server behind the proxy.
///
/// It is used on its event loop alone.
final class UpstreamPool: @unchecked Sendable {
  /// Opens a connection whose last handler is the one that is given.
  typealias Connecting = @Sendable (UpstreamConnection, any EventLoop) async throws -> Void

  let eventLoop: any EventLoop
  private let connecting: Connecting
  private var idle: [UpstreamConnection] = []
  private var isClosed = false

  init(_ eventLoop: any EventLoop, _ connecting: @escaping Connecting) {
    self.eventLoop = eventLoop
    self.connecting = connecting
  }

  /// The connection that was used last; `nil` when none is free.
  func take() -> UpstreamConnection? {
    while let connection = idle.popLast() { if connection.isActive { return connection } }
    return nil
  }

  func connect() async throws -> UpstreamConnection {
    let connection = UpstreamConnection(self)
    try await connecting(connection, eventLoop)
    return connection
  }

  /// Whether it is kept.
  func keep(_ connection: UpstreamConnection) -> Bool {
    if isClosed { return false }
    idle.append(connection)
    return true
  }

  func remove(_ connection: UpstreamConnection) { idle.removeAll { $0 === connection } }

  func close() {
    eventLoop.execute {
      self.isClosed = true
      for connection in self.idle { connection.close() }
    }
  }
}
