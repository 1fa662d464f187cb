import AccountCore
import AccountModel
import AsyncHTTPClient
import Foundation
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// A connection of a client.
struct ClientConnection: ServerChildChannelValue {
  let requests: NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>
  let state: ConnectionState

  var channel: any Channel { requests.channel }
}

/// Serves the connections of clients: each request is checked, gets its identity, and is forwarded.
struct ConnectionHandler<Served: Site>: ServerChildChannel {
  let site: Served
  let authority: any RequestAuthority
  let forwarder: Forwarder
  let log: @Sendable (RequestLogEntry) -> Void

  /// How long a client may take for the next part of a request.
  let idleLimit: TimeAmount

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<ClientConnection> {
    channel.eventLoop.makeCompletedFuture {
      var limits = NIOHTTPDecoderLimitConfiguration()
      limits.maxHeaderFieldSize = 32 << 10
      limits.maxHeaderListSize = 64 << 10
      limits.maxHeaderFieldCount = 200
      var encoding = HTTPResponseEncoder.Configuration()
      // What frames the body of an answer to HEAD is told by the server behind this one.
      encoding.automaticallySetFramingHeaders = false
      try channel.pipeline.syncOperations.configureHTTPServerPipeline(
        withPipeliningAssistance: false, withErrorHandling: false,
        withOutboundHeaderValidation: true, withEncoderConfiguration: encoding,
        withDecoderLimitConfiguration: limits)
      let state = ConnectionState()
      try channel.pipeline.syncOperations.addHandler(
        ConnectionWatch(state, idleLimit: idleLimit))
      return ClientConnection(
        requests: try NIOAsyncChannel(wrappingChannelSynchronously: channel), state: state)
    }
  }

  func handle(value connection: ClientConnection, logger: Logger) async {
    let work = Task { try await serve(connection) }
    connection.state.onClose { work.cancel() }
    await withTaskCancellationHandler {
      _ = await work.result
    } onCancel: {
      work.cancel()
    }
  }

  private func serve(_ connection: ClientConnection) async throws {
    try await connection.requests.executeThenClose { inbound, outbound in
      let parts = InboundParts(inbound.makeAsyncIterator())
      while let head = try await parts.nextHead() {
        let exchange = Exchange(
          site: site, authority: authority, forwarder: forwarder, head: head, parts: parts,
          outbound: outbound, port: connection.channel.localAddress?.port,
          isLast: { connection.state.isQuiescing })
        let started = ContinuousClock.now
        let time = Date()
        do {
          try await exchange.run()
          log(exchange.entry(at: time, lasting: .now - started))
        } catch {
          log(exchange.entry(at: time, lasting: .now - started, isBroken: true))
          throw error
        }
        guard exchange.keepsConnection else { break }
      }
      outbound.finish()
    }
  }
}
