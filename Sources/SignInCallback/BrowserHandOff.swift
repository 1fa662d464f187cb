import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Gives an address to a browser without naming it on a command line, which every user of the machine
/// can read: the browser is started with a one-time address on loopback that redirects to the real
/// one, for our own user only.
final class BrowserHandOff: RequestAnswering, Sendable {
  private let target: String
  private let path: String
  private let end: EventLoopPromise<Void>
  private let state = Mutex(State(port: 0, isTaken: false))

  private struct State {
    var port: Int
    var isTaken: Bool
  }

  private init(target: String, end: EventLoopPromise<Void>) {
    self.target = target
    self.end = end
    path = "/" + (0..<3).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
  }

  /// What the browser is started with.
  var address: String { "http://127.0.0.1:\(state.withLock { $0.port })\(path)" }

  /// Listens until the address was taken once, or until the time limit.
  ///
  /// - Parameter limit: how long a browser may take to start.
  /// - Throws: what NIO throws when this machine does not let us listen.
  static func start(
    to target: String, within limit: Duration = .seconds(300)
  ) async throws -> BrowserHandOff {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let end = loop.makePromise(of: Void.self)
    let handOff = BrowserHandOff(target: target, end: end)
    do {
      let listener = try await ServerBootstrap(group: loop)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try CallbackConnection.install(on: channel, requests: handOff)
          }
        }
        .bind(host: "127.0.0.1", port: 0).get()
      handOff.state.withLock { $0.port = listener.localAddress?.port ?? 0 }
      let timer = loop.scheduleTask(in: TimeAmount(limit)) { end.succeed(()) }
      end.futureResult.whenComplete { _ in
        timer.cancel()
        listener.close(promise: nil)
      }
      return handOff
    } catch {
      end.succeed(())
      throw error
    }
  }

  /// Stops listening.
  func close() { end.succeed(()) }

  func answer(to request: HTTPRequestHead, on channel: any Channel) -> CallbackAnswer? {
    let host = request.headers["host"]
    return state.withLock { state in
      guard host.count == 1, host[0] == "127.0.0.1:\(state.port)" else {
        return CallbackAnswer(status: .misdirectedRequest, page: .wrongHost)
      }
      guard request.method == .GET, request.uri == path, !state.isTaken else {
        return CallbackAnswer(status: .notFound, page: .notFound)
      }
      state.isTaken = true
      end.succeed(())
      return CallbackAnswer(status: .found, page: .redirected, location: target)
    }
  }
}
