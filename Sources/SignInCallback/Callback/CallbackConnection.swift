import NIOCore
import NIOHTTP1

/// One connection: answers its first request, waits until the page is read, and closes.
final class CallbackConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// How long the other side may take to read the page and close.
  private static let patience = TimeAmount.seconds(1)

  private let door: CallbackDoor
  private let end: EventLoopPromise<String>
  private var isAnswered = false

  /// The address whose page is under way and ends the waiting.
  private var lastVisit: String?
  private var impatience: Scheduled<Void>?

  private init(door: CallbackDoor, end: EventLoopPromise<String>) {
    self.door = door
    self.end = end
  }

  /// Sets up a connection; on its event loop.
  static func install(
    on channel: any Channel, door: CallbackDoor, end: EventLoopPromise<String>
  ) throws {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = 16 * 1024
    limits.maxHeaderListSize = 64 * 1024
    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
      withPipeliningAssistance: false, withEncoderConfiguration: .init(),
      withDecoderLimitConfiguration: limits)
    try channel.pipeline.syncOperations.addHandler(CallbackConnection(door: door, end: end))
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isAnswered, case .head(let request) = unwrapInboundIn(data) else { return }
    isAnswered = true
    let answer = door.answer(to: request)
    if answer.endsWaiting { lastVisit = request.uri }
    send(answer, withBody: request.method != .HEAD, context: context)

    // Closing our half says that the page is complete. That the other half closes says that it was
    // read; closing both at once could reset the connection under the page.
    context.close(mode: .output, promise: nil)
    let channel = context.channel
    impatience = context.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    impatience?.cancel()
    if let lastVisit { end.succeed(lastVisit) }
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func send(_ answer: CallbackAnswer, withBody: Bool, context: ChannelHandlerContext) {
    let html = context.channel.allocator.buffer(string: answer.page.html)
    var headers: HTTPHeaders = [
      "Content-Type": "text/html; charset=utf-8",
      "Content-Length": "\(html.readableBytes)",
      "Connection": "close",
      "Cache-Control": "no-store",
      "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
    ]
    if answer.status == .methodNotAllowed { headers.add(name: "Allow", value: "GET, HEAD") }
    let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if withBody { context.write(wrapOutboundOut(.body(.byteBuffer(html))), promise: nil) }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }
}
