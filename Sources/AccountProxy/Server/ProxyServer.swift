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
  private let socketPath: String?

  private init(
    port: Int?, socketPath: String?, running: Task<Void, Never>, limits: Limits,
    stopping: @escaping @Sendable () async -> Void
  ) {
    self.port = port
    self.socketPath = socketPath
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
    var socketPath: String?
    switch listener {
    case .port(let port): address = .hostname("127.0.0.1", port: port)
    case .socket(let path):
      try makeRoom(for: path)
      socketPath = path
      address = .unixDomainSocket(path: path)
    }
    let logger = Logger(label: "epswitch-proxy") { _ in SwiftLogNoOpLogHandler() }
    let (listening, continuation) = AsyncThrowingStream<Int?, any Error>.makeStream()
    let server = Server(
      childChannelSetup: handler,
      configuration: ServerConfiguration(
        address: address,
        availableConnectionsDelegate: MaximumAvailableConnections(
          limits.connections, logger: logger)),
      onServerRunning: { [socketPath] channel in
        if let socketPath { chmod(socketPath, 0o600) }
        continuation.yield(channel.localAddress?.port)
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
    do {
      for try await port in listening {
        return ProxyServer(
          port: port, socketPath: socketPath, running: running, limits: limits,
          stopping: { try? await server.shutdownGracefully() })
      }
    } catch {
      let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) }
      throw AccountError(
        .failure, "The proxy cannot listen: \(reason ?? cleanText("\(error)")).",
        recoverySuggestion: socketPath == nil
          ? "Choose another port with --port, or 0 for any that is free." : "Name another --socket."
      )
    }
    running.cancel()
    throw .cancelled
  }

  /// A socket file that nobody listens on is replaced; anything else is left alone.
  private static func makeRoom(for path: String) throws(AccountError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK, !hasListener(path) else {
      throw AccountError(
        .failure, "\(cleanText(path, limit: 100)) is there already.",
        unchanged: "It was left as it is.", recoverySuggestion: "Name another --socket.")
    }
  }

  private static func hasListener(_ path: String) -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return true }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return true }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
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
    if let socketPath { unlink(socketPath) }
  }
}
