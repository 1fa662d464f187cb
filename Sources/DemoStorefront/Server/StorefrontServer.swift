import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// A sample storefront on loopback, in front of any Commerce store. It knows the account from its
/// cookie, as composable-frontend does, and nothing else.
package final class StorefrontServer: Sendable {
  /// What the cookie's name begins with: `<prefix>_ep_account_member_token`.
  package static let cookiePrefix = "_store"

  /// The port of 127.0.0.1 that the server listens on.
  package let port: Int
  private let running: Task<Void, Never>

  /// `http://127.0.0.1:PORT`
  package var baseURL: String { "http://127.0.0.1:\(port)" }

  private init(port: Int, running: Task<Void, Never>) {
    self.port = port
    self.running = running
  }

  /// Starts a storefront on 127.0.0.1, and returns when it listens.
  ///
  /// - Parameters:
  ///   - endpoint: the API's address, without a slash at the end.
  ///   - port: 0 takes any that is free.
  /// - Throws: `IOError` when it cannot listen.
  package static func start(
    endpoint: String, clientID: String, cookiePrefix: String = StorefrontServer.cookiePrefix,
    port: Int = 0
  ) async throws -> StorefrontServer {
    let routes = StorefrontRoutes(
      store: StoreAccess(endpoint: endpoint, clientID: clientID), cookiePrefix: cookiePrefix)
    let responder = routes.router().buildResponder()
    let logger = Logger(label: "demo-storefront") { _ in SwiftLogNoOpLogHandler() }
    let (listening, continuation) = AsyncThrowingStream<Int, any Error>.makeStream()
    let server = Server(
      childChannelSetup: HTTP1Channel { request, writer, channel in
        let context = BasicRequestContext(
          source: ApplicationRequestContextSource(channel: channel, logger: logger))
        let response = try await responder.respond(to: request, context: context)
        try await writer.write(response: response.head, body: response.body)
      },
      configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: port)),
      onServerRunning: { channel in
        if let port = channel.localAddress?.port { continuation.yield(port) }
      },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    let running = Task {
      do {
        try await server.run()
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
      }
    }
    for try await boundPort in listening {
      return StorefrontServer(port: boundPort, running: running)
    }
    // Only a cancelled caller comes here, and the server must not outlive its start.
    running.cancel()
    throw CancellationError()
  }

  /// Closes the port and every connection, and returns when that is done.
  package func stop() async {
    running.cancel()
    await running.value
  }

  deinit { running.cancel() }
}
