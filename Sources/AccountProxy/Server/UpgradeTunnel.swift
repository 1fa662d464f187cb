import AccountCore
import AccountModel
import Foundation
import Loopback
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// What a connection turned out to be.
enum Negotiated: Sendable {
  case requests(NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>)
  /// Bytes pass in both directions until one side closes.
  case tunnel
}

/// Changes a connection to WebSocket together with the server behind this one.
struct TunnelUpgrader: NIOTypedHTTPServerProtocolUpgrader {
  typealias UpgradeResult = Negotiated

  let site: any Site
  let authority: any RequestAuthority
  let forwarder: Forwarder
  private let peer = Peer()

  init(site: any Site, authority: any RequestAuthority, forwarder: Forwarder) {
    self.site = site
    self.authority = authority
    self.forwarder = forwarder
  }

  var supportedProtocol: String { "websocket" }
  var requiredUpgradeHeaders: [String] { [] }

  /// The connection to the server behind this one.
  private final class Peer: Sendable {
    let channel = Mutex<(any Channel)?>(nil)
  }

  /// A failure answers the request with its status and closes the connection.
  func buildUpgradeResponse(
    channel: any Channel, upgradeRequest head: HTTPRequestHead, initialResponseHeaders: HTTPHeaders
  ) -> EventLoopFuture<HTTPHeaders> {
    let promise = channel.eventLoop.makePromise(of: HTTPHeaders.self)
    promise.completeWithTask { [self] in
      let port = channel.localAddress?.port
      guard ConnectionOwner.of(channel) != .otherUser else { throw RequestRefusal.otherUser }
      let admission = try site.rules.admit(head, port: port)
      let identity = try await authority.identity(
        forMethod: head.method.rawValue, path: admission.target.path)
      let headers = try site.requestHeaders(head.headers, as: identity, port: port)
      let (upstream, answer) = try await forwarder.openTunnel(admission.target, headers)
      peer.channel.withLock { $0 = upstream }
      var accepted = initialResponseHeaders
      for (name, value) in site.answerHeaders(answer, as: identity, to: admission)
      where name.lowercased().hasPrefix("sec-websocket-") {
        accepted.add(name: name, value: value)
      }
      return accepted
    }
    return promise.futureResult.flatMapError { error in
      let head = HTTPResponseHead(
        version: .http1_1, status: Self.status(of: error),
        headers: ["Connection": "close", "Content-Length": "0"])
      channel.write(HTTPServerResponsePart.head(head), promise: nil)
      return channel.writeAndFlush(HTTPServerResponsePart.end(nil))
        .flatMap { channel.close() }.flatMapThrowing { throw error }
    }
  }

  private static func status(of error: any Error) -> HTTPResponseStatus {
    switch error {
    case let refusal as RequestRefusal: refusal.status
    case let failure as AccountError: LocalAnswer(failure).status
    default: .badGateway
    }
  }

  func upgrade(
    channel: any Channel, upgradeRequest: HTTPRequestHead
  ) -> EventLoopFuture<Negotiated> {
    guard let upstream = peer.channel.withLock({ $0 }) else {
      return channel.eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel)
    }
    return channel.pipeline.addHandler(Tunnel(to: upstream))
      .flatMap { upstream.pipeline.addHandler(Tunnel(to: channel)) }
      .flatMap { upstream.pipeline.removeHandler(name: TunnelHandshake.name) }
      .hop(to: channel.eventLoop)
      .map { Negotiated.tunnel }
  }
}

/// Passes the bytes of one connection to another, as fast as that takes them.
private final class Tunnel: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer

  private let peer: any Channel

  init(to peer: any Channel) { self.peer = peer }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    peer.write(Self.unwrapInboundIn(data), promise: nil)
  }

  func channelReadComplete(context: ChannelHandlerContext) { peer.flush() }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    peer.setOption(.autoRead, value: context.channel.isWritable).whenFailure { _ in }
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) { peer.close(promise: nil) }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case ChannelEvent.inputClosed, is ChannelShouldQuiesceEvent:
      peer.close(promise: nil)
      context.close(promise: nil)
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}

/// Waits for the answer to a request for another protocol; what comes after it is kept for the tunnel.
private final class TunnelHandshake: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  static let name = "handshake"

  private let answered: EventLoopPromise<HTTPHeaders>
  private var pending = ByteBuffer()
  private var isDone = false

  init(_ answered: EventLoopPromise<HTTPHeaders>) { self.answered = answered }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    pending.writeImmutableBuffer(Self.unwrapInboundIn(data))
    guard !isDone else { return }
    guard let end = pending.readableBytesView.firstRange(of: Array("\r\n\r\n".utf8)) else {
      if pending.readableBytes > 64 << 10 { refuse(context) }
      return
    }
    let length = end.upperBound - pending.readerIndex
    let text = pending.readString(length: length) ?? ""
    let lines = text.split(separator: "\r\n")
    guard lines.first?.split(separator: " ").dropFirst().first == "101" else {
      return refuse(context)
    }
    isDone = true
    var headers = HTTPHeaders()
    for line in lines.dropFirst() {
      let sides = line.split(separator: ":", maxSplits: 1)
      guard sides.count == 2 else { continue }
      headers.add(
        name: String(sides[0]), value: sides[1].trimmingCharacters(in: .whitespaces))
    }
    answered.succeed(headers)
  }

  private func refuse(_ context: ChannelHandlerContext) {
    answered.fail(ChannelError.ioOnClosedChannel)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    answered.fail(ChannelError.ioOnClosedChannel)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    answered.fail(error)
    context.close(promise: nil)
  }

  func removeHandler(
    context: ChannelHandlerContext, removalToken: ChannelHandlerContext.RemovalToken
  ) {
    if pending.readableBytes > 0 {
      context.fireChannelRead(Self.wrapInboundOut(pending))
      context.fireChannelReadComplete()
    }
    context.leavePipeline(removalToken: removalToken)
  }
}

extension Forwarder {
  /// Asks the server for a WebSocket.
  ///
  /// - Returns: the connection, and the header of the answer.
  /// - Throws: what kept the server from agreeing; a proxy on the way is not supported.
  func openTunnel(
    _ target: RequestTarget, _ headers: HTTPHeaders
  ) async throws -> (any Channel, HTTPHeaders) {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
    let answered = eventLoop.makePromise(of: HTTPHeaders.self)
    let channel: any Channel
    do {
      channel = try await connect(on: eventLoop) { channel in
        try channel.pipeline.syncOperations.addHandler(
          TunnelHandshake(answered), name: TunnelHandshake.name)
      }
    } catch {
      answered.fail(error)
      throw error
    }
    let limit = channel.eventLoop.scheduleTask(in: .seconds(30)) { channel.close(promise: nil) }
    defer { limit.cancel() }
    var request = "GET \(target.text) HTTP/1.1\r\nHost: \(route.endpoint.authority)\r\n"
    request += "Connection: Upgrade\r\nUpgrade: websocket\r\n"
    for (name, value) in headers { request += "\(name): \(value)\r\n" }
    request += "\r\n"
    try await channel.writeAndFlush(ByteBuffer(string: request))
    return (channel, try await answered.futureResult.get())
  }
}
