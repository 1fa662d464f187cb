import AccountCore
import AccountModel
import Foundation
import HummingbirdCore
import Logging
import Loopback
import NIOCore
import NIOHTTP1

/// A connection of a client.
struct ClientConnection: ServerChildChannelValue {
  let channel: any Channel
  let state: ConnectionState

  /// Known when the first request has come, where that may change the protocol.
  let negotiated: EventLoopFuture<Negotiated>
}

/// Serves the connections of clients: each request is checked, gets its identity, and is forwarded.
struct ConnectionHandler: ServerChildChannel {
  let site: any Site
  let authority: any RequestAuthority
  let forwarder: Forwarder

  /// `nil` where nothing is logged.
  let log: (@Sendable (RequestLogEntry) -> Void)?

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
      let state = ConnectionState()
      let requests: @Sendable (any Channel) -> EventLoopFuture<Negotiated> = {
        [idleLimit] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            ConnectionWatch(state, idleLimit: idleLimit))
          return .requests(try NIOAsyncChannel(wrappingChannelSynchronously: channel))
        }
      }
      guard site.allowsUpgrade else {
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(
          withPipeliningAssistance: false, withErrorHandling: false,
          withOutboundHeaderValidation: true, withEncoderConfiguration: encoding,
          withDecoderLimitConfiguration: limits)
        return ClientConnection(channel: channel, state: state, negotiated: requests(channel))
      }
      let upgrader = TunnelUpgrader(site: site, authority: authority, forwarder: forwarder)
      var pipeline = NIOUpgradableHTTPServerPipelineConfiguration(
        upgradeConfiguration: NIOTypedHTTPServerUpgradeConfiguration(
          upgraders: [upgrader], notUpgradingCompletionHandler: requests))
      pipeline.enablePipelining = false
      pipeline.enableErrorHandling = false
      pipeline.encoderConfiguration = encoding
      pipeline.decoderConfiguration = limits
      let negotiated = try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(
        configuration: pipeline)
      let limit = channel.eventLoop.scheduleTask(in: idleLimit) { channel.close(promise: nil) }
      negotiated.whenComplete { _ in limit.cancel() }
      return ClientConnection(channel: channel, state: state, negotiated: negotiated)
    }
  }

  func handle(value connection: ClientConnection, logger: Logger) async {
    // The key can be read from the command line of a program that was given the address, and every
    // connection takes a place. One from outside of this system, such as that of a browser beside it,
    // has the key only.
    guard ConnectionOwner.of(connection.channel) != .otherUser else {
      connection.channel.close(promise: nil)
      guard case .requests(let requests)? = try? await connection.negotiated.get() else { return }
      try? await requests.executeThenClose { _, _ in }
      return
    }
    let work = Task(executorPreference: EventLoopExecutor(connection.channel.eventLoop)) {
      switch try await connection.negotiated.get() {
      case .requests(let requests): try await serve(requests, connection)
      case .tunnel: try await connection.channel.closeFuture.get()
      }
    }
    connection.state.onClose { work.cancel() }
    await withTaskCancellationHandler {
      _ = await work.result
    } onCancel: {
      work.cancel()
      connection.channel.close(promise: nil)
    }
  }

  private func serve(
    _ requests: NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>,
    _ connection: ClientConnection
  ) async throws {
    try await requests.executeThenClose { inbound, outbound in
      let parts = InboundParts(inbound.makeAsyncIterator())
      let client = ClientWriter(channel: connection.channel, waiting: outbound)
      let port = connection.channel.localAddress?.port
      while let head = try await parts.nextHead() {
        let exchange = Exchange(
          site: site, authority: authority, forwarder: forwarder, head: head, parts: parts,
          client: client, port: port, arrived: connection.state.arrived,
          isLast: { connection.state.isQuiescing })
        let started = ContinuousClock.now
        let time = Date()
        do {
          try await exchange.run()
          await note { exchange.entry(at: time, lasting: .now - started) }
        } catch {
          await note { exchange.entry(at: time, lasting: .now - started, isBroken: true) }
          throw error
        }
        guard exchange.keepsConnection else {
          // What the client still sends would have the connection reset, and the answer with it.
          if !parts.isBodyEnded { try await Task.sleep(for: Self.lingering) }
          break
        }
      }
      outbound.finish()
    }
  }

  /// A terminal that takes no more text stops its own connection alone.
  private func note(_ entry: () -> RequestLogEntry?) async {
    guard let log, let entry = entry() else { return }
    await offEventLoop { log(entry) }
  }

  /// How long a client that still sends has to read its answer, unless it closes before.
  private static var lingering: Duration { .seconds(1) }
}
