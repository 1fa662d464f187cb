import NIOCore
import NIOHTTP1
import Synchronization

/// What a request is answered with.
struct CallbackAnswer: Sendable {
  let status: HTTPResponseStatus
  let page: CallbackPage
  /// Where a redirect leads.
  var location: String?

  static let accepted = Self(status: .ok, page: .signedIn)
  static let ignored = Self(status: .conflict, page: .ignored)

  static func refused(_ text: String) -> Self { Self(status: .forbidden, page: .refused(text)) }
}

/// Decides which requests are callbacks: those to our path, under a name of this machine, one at a
/// time. It answers the others itself.
final class CallbackRequestHandler: RequestAnswering, Sendable {
  private let path: String
  private let hosts: Set<String>
  private let callbacks: AsyncStream<PendingCallback>.Continuation
  private let phase = Mutex(Phase.waiting)

  private enum Phase {
    case waiting
    /// A callback was passed on and has no verdict yet. `isLast` when the time limit has passed.
    case handling(isLast: Bool)
    case ended
  }

  /// - Parameter callbacks: gets every callback; it is finished when no other will come.
  init(port: Int, path: String, callbacks: AsyncStream<PendingCallback>.Continuation) {
    self.path = path
    self.callbacks = callbacks
    let names = ["localhost", "127.0.0.1", "[::1]"]
    // Clients leave out the port that their scheme implies.
    self.hosts = Set(names.map { "\($0):\(port)" } + (port == 80 ? names : []))
  }

  /// The answer to a request; `nil` for a callback, which is answered when it was handled.
  func answer(to request: HTTPRequestHead, on channel: any Channel) -> CallbackAnswer? {
    // A foreign name may resolve to loopback (DNS rebinding).
    let host = request.headers["host"]
    guard host.count == 1, hosts.contains(host[0].lowercased()) else {
      return CallbackAnswer(status: .misdirectedRequest, page: .wrongHost)
    }
    guard request.uri.prefix(while: { $0 != "?" }) == path else {
      return CallbackAnswer(status: .notFound, page: .notFound)
    }
    switch request.method {
    case .GET: return pass(PendingCallback(address: request.uri, channel: channel))
    case .HEAD: return CallbackAnswer(status: .ok, page: .waiting)
    default: return CallbackAnswer(status: .methodNotAllowed, page: .wrongMethod)
    }
  }

  private func pass(_ callback: PendingCallback) -> CallbackAnswer? {
    phase.withLock { phase in
      switch phase {
      case .waiting:
        phase = .handling(isLast: false)
        callbacks.yield(callback)
        return nil
      case .handling: return CallbackAnswer(status: .conflict, page: .busy)
      case .ended: return .ignored
      }
    }
  }

  /// Takes callbacks again: the one that was passed on belongs to another sign-in.
  func resumeWaiting() {
    phase.withLock { phase in
      if case .handling(isLast: false) = phase {
        phase = .waiting
      } else {
        phase = .ended
        callbacks.finish()
      }
    }
  }

  /// Takes no further callback: the time limit has passed. One that was passed on is still handled.
  func stopWaiting() {
    phase.withLock { phase in
      if case .handling = phase {
        phase = .handling(isLast: true)
      } else {
        phase = .ended
        callbacks.finish()
      }
    }
  }
}
