import Loopback
import NIOCore
import NIOHTTP1

/// Decides how a request of our own user is answered.
protocol RequestAnswering: AnyObject, Sendable {
  /// The answer to a request; `nil` when it is answered later.
  ///
  /// - Parameter channel: the connection of the request.
  func answer(to request: HTTPRequestHead, on channel: any Channel) -> CallbackAnswer?
}

/// One connection: its first request is answered, at once or when the callback was handled. What
/// another user of the machine asks is not looked at.
final class CallbackConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart

  private let requests: any RequestAnswering
  private let owner: @Sendable (any Channel) -> ConnectionOwner
  private var hasRequest = false

  private init(
    requests: any RequestAnswering, owner: @escaping @Sendable (any Channel) -> ConnectionOwner
  ) {
    self.requests = requests
    self.owner = owner
  }

  /// Sets up a connection; on its event loop.
  ///
  /// - Parameter owner: whose a connection is.
  static func install(
    on channel: any Channel, requests: any RequestAnswering,
    owner: @escaping @Sendable (any Channel) -> ConnectionOwner = { ConnectionOwner.of($0) }
  ) throws {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = 16 * 1024
    limits.maxHeaderListSize = 64 * 1024
    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
      withPipeliningAssistance: false, withEncoderConfiguration: .init(),
      withDecoderLimitConfiguration: limits)
    try channel.pipeline.syncOperations.addHandler(
      CallbackConnection(requests: requests, owner: owner))
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !hasRequest, case .head(let request) = unwrapInboundIn(data) else { return }
    hasRequest = true
    let refusal: CallbackAnswer? =
      switch owner(context.channel) {
      case .ownUser: nil
      case .otherUser, .nobody: CallbackAnswer(status: .forbidden, page: .otherUser)
      case .unknown: CallbackAnswer(status: .serviceUnavailable, page: .unknownUser)
      }
    if let answer = refusal ?? requests.answer(to: request, on: context.channel) {
      answer.send(on: context.channel, withBody: request.method != .HEAD)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}

/// A callback whose browser waits for its page.
struct PendingCallback: Sendable {
  /// Path and query.
  let address: String

  let channel: any Channel

  func send(_ answer: CallbackAnswer) { answer.send(on: channel, withBody: true) }

  /// Sends the page and waits until the browser has read it or is gone.
  func deliver(_ answer: CallbackAnswer) async {
    send(answer)
    try? await channel.closeFuture.get()
  }
}

extension CallbackAnswer {
  /// How long the browser may take to read the page and close.
  private static let readLimit = TimeAmount.seconds(1)

  /// Sends the answer and closes the connection once it was read.
  func send(on channel: any Channel, withBody: Bool) {
    let html = channel.allocator.buffer(string: page.html)
    var headers: HTTPHeaders = [
      "Content-Type": "text/html; charset=utf-8",
      "Content-Length": "\(html.readableBytes)",
      "Connection": "close",
      "Cache-Control": "no-store",
      "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
    ]
    if let location { headers.add(name: "Location", value: location) }
    if status == .methodNotAllowed { headers.add(name: "Allow", value: "GET, HEAD") }
    let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    channel.write(HTTPServerResponsePart.head(head), promise: nil)
    if withBody { channel.write(HTTPServerResponsePart.body(.byteBuffer(html)), promise: nil) }
    channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)

    // Closing our half says that the page is complete. That the other half closes says that it was
    // read; closing both at once could reset the connection under the page.
    channel.close(mode: .output, promise: nil)
    let timer = channel.eventLoop.scheduleTask(in: Self.readLimit) { channel.close(promise: nil) }
    channel.closeFuture.whenComplete { _ in timer.cancel() }
  }
}
