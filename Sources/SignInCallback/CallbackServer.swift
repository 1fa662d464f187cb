import NIOCore
import NIOHTTP1
import NIOPosix

/// Waits on loopback for the browser to come back from a sign-in, once.
///
/// It listens on both address families, since browsers differ in what `localhost` means. It uses
/// NIO rather than Hummingbird: two sockets that must both be bound before anyone is told, and that
/// close together once one page is delivered, are one promise here and two applications there.
///
/// A redirect address on another machine cannot be listened on; the person pastes where the browser
/// ended up.
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

  /// Listens until a callback was accepted or refused. When it returns or throws, its page is
  /// delivered, every connection is closed and the port is free again.
  ///
  /// - Parameters:
  ///   - limit: How long to wait for the callback. One that is being handled when the limit passes
  ///     is still finished.
  ///   - exchangeLimit: How long `handle` may take for one callback; then its task is cancelled.
  ///   - onListening: Called once every address is bound: the moment to open the browser. It is
  ///     cancelled when the waiting ends first.
  ///   - handle: Judges the path and query of a callback, after exchanging its code. The browser
  ///     gets its page only when this returns. It is called for one callback at a time, and not
  ///     again after the one that ends the waiting. It has to return soon when its task is
  ///     cancelled; a callback that it accepts all the same counts as accepted.
  /// - Returns: The path and query of the callback that was accepted or refused.
  /// - Throws: ``CallbackError``. After ``CallbackError/exchangeTimedOut(_:)`` and
  ///   ``CallbackError/cancelled`` no callback was accepted.
  package func waitForCallback(
    within limit: Duration,
    exchangeLimit: Duration = .seconds(60),
    onListening: @escaping @Sendable () async -> Void,
    handle: @escaping @Sendable (String) async -> CallbackVerdict
  ) async throws(CallbackError) -> String {
    guard !Task.isCancelled else { throw .cancelled }
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let (callbacks, incoming) = AsyncStream.makeStream(of: PendingCallback.self)
    let requests = CallbackRequestHandler(port: port, path: path, callbacks: incoming)
    /// Closes the listeners and every connection.
    let end = loop.makePromise(of: Void.self)
    let listeners: [any Channel]
    do throws(CallbackError) {
      listeners = try await listen(on: loop, until: end.futureResult, requests: requests)
    } catch {
      end.succeed(())
      throw error
    }
    let timer = loop.scheduleTask(in: TimeAmount(limit)) { requests.stopWaiting() }
    let result = await outcome(
      of: callbacks, requests: requests, limit: limit, exchangeLimit: exchangeLimit,
      onListening: onListening, handle: handle)
    timer.cancel()
    end.succeed(())
    for listener in listeners { try? await listener.closeFuture.get() }
    return try result.get()
  }

  /// Handles one callback after another until one is accepted or refused, or none comes any more.
  private func outcome(
    of callbacks: AsyncStream<PendingCallback>, requests: CallbackRequestHandler,
    limit: Duration, exchangeLimit: Duration,
    onListening: @escaping @Sendable () async -> Void,
    handle: @escaping @Sendable (String) async -> CallbackVerdict
  ) async -> Result<String, CallbackError> {
    async let _: Void = onListening()
    for await callback in callbacks {
      switch await verdict(on: callback.address, within: exchangeLimit, handle: handle) {
      case .success(.ignored):
        requests.resumeWaiting()
        callback.send(.ignored)
      case .success(.accepted):
        await callback.deliver(.accepted)
        return .success(callback.address)
      case .success(.refused(let text)):
        await callback.deliver(.refused(text))
        return .success(callback.address)
      case .failure(let error):
        await callback.deliver(.refused(error.page))
        return .failure(error)
      }
    }
    return .failure(Task.isCancelled ? .cancelled : .timedOut(limit))
  }

  /// What `handle` makes of a callback, unless the time limit or a cancellation came first.
  private func verdict(
    on address: String, within limit: Duration,
    handle: @escaping @Sendable (String) async -> CallbackVerdict
  ) async -> Result<CallbackVerdict, CallbackError> {
    await withTaskGroup(of: CallbackVerdict?.self) { group in
      group.addTask { await handle(address) }
      group.addTask {
        try? await Task.sleep(for: limit)
        return nil
      }
      var isOverdue = false
      for await verdict in group {
        group.cancelAll()
        switch verdict {
        case nil: isOverdue = true
        case .refused where isOverdue || Task.isCancelled:
          return .failure(Task.isCancelled ? .cancelled : .exchangeTimedOut(limit))
        case let verdict?: return .success(verdict)
        }
      }
      return .success(.ignored)
    }
  }
}

extension CallbackServer {
  /// Binds every address this machine has; each listener and connection closes at the end.
  private func listen(
    on loop: any EventLoop, until end: EventLoopFuture<Void>, requests: CallbackRequestHandler
  ) async throws(CallbackError) -> [any Channel] {
    guard (1...65535).contains(port) else { throw .cannotListen("\(port) is not a port") }
    let bootstrap = ServerBootstrap(group: loop)
      // Connections of an earlier sign-in that linger in the kernel do not make the port busy.
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        end.whenComplete { _ in channel.close(promise: nil) }
        return channel.eventLoop.makeCompletedFuture {
          try CallbackConnection.install(on: channel, requests: requests)
        }
      }

    var listeners: [any Channel] = []
    for address in addresses {
      do {
        let socketAddress = try SocketAddress(ipAddress: address, port: port)
        let listener = try await bootstrap.bind(to: socketAddress).get()
        end.whenComplete { _ in listener.close(promise: nil) }
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

/// What the sign-in makes of an address the browser came back with.
package enum CallbackVerdict: Equatable, Sendable {
  /// The store accepted the code: the page says that the person is signed in.
  case accepted

  /// The answer to this sign-in, but a refusal: the page shows this text, and waiting ends.
  case refused(String)

  /// The answer to another sign-in, by its state: waiting goes on.
  case ignored
}

/// Why no callback was accepted or refused.
package enum CallbackError: Error, Equatable {
  /// Another program listens on this port of the machine; it would receive the code.
  case portBusy(Int)

  /// The machine does not let us listen there; says why.
  case cannotListen(String)

  /// No callback came within this time.
  case timedOut(Duration)

  /// A callback came, but the exchange of its code took longer than this and was cancelled.
  case exchangeTimedOut(Duration)

  /// The waiting task was cancelled.
  case cancelled

  /// What a browser is told that waits for its page.
  fileprivate var page: String {
    switch self {
    case .exchangeTimedOut: "The store did not answer in time. Start again in the terminal."
    default: "The sign-in was cancelled. Start again in the terminal."
    }
  }
}
