import AccountCore
import AccountModel
import Foundation
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// A server on this machine that forwards requests as whoever acts now.
package final class ProxyServer: Sendable {
  /// Where the server listens.
  package enum Listener: Sendable {
    /// A port of 127.0.0.1; 0 takes any that is free.
    case port(Int)
    /// A socket file that only its owner can use.
    case socket(path: String)
  }

  /// What ends and limits a server.
  package struct Limits: Sendable {
    /// Connections at the same time; more wait.
    package var connections = 256
    /// Seconds a client may take for the next part of a request.
    package var idle = 75
    /// How long the server behind this one may take until the header of its answer.
    package var answer = Duration.seconds(120)
    /// How long requests may take to end once the server stops.
    package var drain = Duration.seconds(5)

    package init() {}
  }

  /// The port of 127.0.0.1; `nil` for a socket file.
  package let port: Int?
  private let running: Task<Void, Never>
  private let stopping: @Sendable () async -> Void
  private let limits: Limits
  private let socketFile: SocketFile?

  private init(
    port: Int?, socketFile: SocketFile?, running: Task<Void, Never>, limits: Limits,
    stopping: @escaping @Sendable () async -> Void
  ) {
    self.port = port
    self.socketFile = socketFile
    self.running = running
    self.limits = limits
    self.stopping = stopping
  }

  deinit { running.cancel() }

  /// Starts a server and returns when it listens.
  ///
  /// - Throws: ``AccountError`` of the kind `failure` when it cannot listen.
  static func start(
    _ listener: Listener, _ handler: ConnectionHandler, limits: Limits
  ) async throws(AccountError) -> ProxyServer {
    let address: BindAddress
    var socketFile: SocketFile?
    switch listener {
    case .port(let port): address = .hostname("127.0.0.1", port: port)
    case .socket(let path):
      let file = try SocketFile(path)
      socketFile = file
      address = .unixDomainSocket(path: file.bindPath)
    }
    let logger = Logger(label: "epswitch-proxy") { _ in SwiftLogNoOpLogHandler() }
    let (listening, continuation) = AsyncThrowingStream<Int?, any Error>.makeStream()
    let server = Server(
      childChannelSetup: handler,
      configuration: ServerConfiguration(
        address: address,
        availableConnectionsDelegate: MaximumAvailableConnections(
          limits.connections, logger: logger)),
      onServerRunning: { continuation.yield($0.localAddress?.port) },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    let running = Task {
      do {
        try await server.run()
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
      }
    }
    do {
      for try await port in listening {
        try socketFile?.publish()
        return ProxyServer(
          port: port, socketFile: socketFile, running: running, limits: limits,
          stopping: { try? await server.shutdownGracefully() })
      }
    } catch {
      running.cancel()
      socketFile?.removeFolder()
      if let error = error as? AccountError { throw error }
      let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) }
      throw AccountError(
        .failure, "The proxy cannot listen: \(reason ?? cleanText("\(error)")).",
        recoverySuggestion: socketFile == nil
          ? "Choose another port with --port, or 0 for any that is free." : "Name another --socket."
      )
    }
    running.cancel()
    socketFile?.removeFolder()
    throw .cancelled
  }

  /// Takes no further connection, lets requests under way end within a few seconds, and closes the
  /// rest.
  package func stop() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [stopping] in await stopping() }
      group.addTask { [limits] in try? await Task.sleep(for: limits.drain) }
      await group.next()
      running.cancel()
      group.cancelAll()
      await running.value
    }
    socketFile?.remove()
  }
}
