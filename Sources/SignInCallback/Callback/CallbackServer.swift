import NIOCore
import NIOHTTP1
import NIOPosix

/// Waits on loopback for the browser to come back from a sign-in, once.
///
/// It listens on both address families, since browsers differ in what `localhost` means. It stands
/// on NIO rather than on Hummingbird: two sockets that must both be bound before anyone is told,
/// and that end together once one page is delivered, are one promise here and two applications
/// there.
package struct CallbackServer: Sendable {
  let port: Int
  let path: String

  /// Loopback addresses to listen on. One that this machine does not have is left out.
  let addresses: [String]

  package init(port: Int, path: String) {
    self.init(port: port, path: path, addresses: ["127.0.0.1", "::1"])
  }

  init(port: Int, path: String, addresses: [String]) {
    self.port = port
    self.path = path.isEmpty ? "/" : path
    self.addresses = addresses
  }

  /// The path and query of the visit that was accepted or refused, once its page is delivered and
  /// the port is free again.
  ///
  /// - Parameters:
  ///   - limit: How long to wait for the visit; a page that is under way may still be finished.
  ///   - onListening: Called once every address is bound: the moment to open the browser. It is
  ///     cancelled when the waiting ends first.
  ///   - verdict: Judges the path and query of a visit. Not called again after the one that ends
  ///     the waiting.
  package func waitForVisit(
    within limit: Duration,
    onListening: @escaping @Sendable () async -> Void,
    verdict: @escaping @Sendable (String) -> CallbackVerdict
  ) async throws(CallbackError) -> String {
    guard !Task.isCancelled else { throw .cancelled }
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let end = loop.makePromise(of: String.self)
    // Whatever happens, the end comes: it closes the sockets. A promise keeps its first result.
    defer { end.fail(CallbackError.cancelled) }

    let door = CallbackDoor(port: port, path: path, verdict: verdict)
    let listeners = try await listen(on: loop, until: end, door: door)
    let timer = loop.scheduleTask(in: TimeAmount(limit)) {
      if door.shut() { end.fail(CallbackError.timedOut(limit)) }
    }
    defer { timer.cancel() }

    // The end closes the listeners: the port is free before the caller hears of it.
    let visit = EventLoopFuture.andAllComplete(listeners.map(\.closeFuture), on: loop)
      .flatMap { end.futureResult }
    async let _: Void = onListening()
    do {
      return try await withTaskCancellationHandler {
        try await visit.get()
      } onCancel: {
        end.fail(CallbackError.cancelled)
      }
    } catch {
      throw error as? CallbackError ?? .cannotListen("\(error)")
    }
  }
}

extension CallbackServer {
  /// Binds every address this machine has; each listener and connection closes at the end.
  private func listen(
    on loop: any EventLoop, until end: EventLoopPromise<String>, door: CallbackDoor
  ) async throws(CallbackError) -> [any Channel] {
    guard (1...65535).contains(port) else { throw .cannotListen("\(port) is not a port") }
    let bootstrap = ServerBootstrap(group: loop)
      // Connections of an earlier sign-in that linger in the kernel do not make the port busy.
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        end.futureResult.whenComplete { _ in channel.close(promise: nil) }
        return channel.eventLoop.makeCompletedFuture {
          try CallbackConnection.install(on: channel, door: door, end: end)
        }
      }

    var listeners: [any Channel] = []
    for address in addresses {
      do {
        let socketAddress = try SocketAddress(ipAddress: address, port: port)
        let listener = try await bootstrap.bind(to: socketAddress).get()
        end.futureResult.whenComplete { _ in listener.close(promise: nil) }
        listeners.append(listener)
      } catch let error as IOError where Self.addressIsMissing.contains(error.errnoCode) {
        continue
      } catch {
        for listener in listeners { try? await listener.close() }
        let isBusy = (error as? IOError)?.errnoCode == EADDRINUSE
        throw isBusy ? .portBusy(port) : .cannotListen("\(error)")
      }
    }
    guard !listeners.isEmpty else { throw .cannotListen("this machine has no loopback address") }
    return listeners
  }

  /// What the kernel answers when the machine lacks an address or its whole family.
  private static let addressIsMissing: Set<CInt> = [EADDRNOTAVAIL, EAFNOSUPPORT, EPROTONOSUPPORT]
}
