import NIOHTTP1
import Synchronization

/// What a request is answered with.
struct CallbackAnswer {
  let status: HTTPResponseStatus
  let page: CallbackPage

  /// Whether the waiting ends once this answer is delivered.
  var endsWaiting = false
}

/// Decides who is let in: one visit to our path, under our name, that the sign-in does not ignore.
final class CallbackDoor: Sendable {
  private let path: String
  private let hosts: Set<String>
  private let verdict: @Sendable (String) -> CallbackVerdict
  private let isShut = Mutex(false)

  init(port: Int, path: String, verdict: @escaping @Sendable (String) -> CallbackVerdict) {
    self.path = path
    self.verdict = verdict
    let names = ["localhost", "127.0.0.1", "[::1]"]
    // Clients leave out the port that their scheme implies.
    self.hosts = Set(names.map { "\($0):\(port)" } + (port == 80 ? names : []))
  }

  /// Lets nobody in from now on. False when a visit had already ended the waiting.
  func shut() -> Bool {
    isShut.withLock { isShut in
      defer { isShut = true }
      return !isShut
    }
  }

  func answer(to request: HTTPRequestHead) -> CallbackAnswer {
    // A foreign name that was made to resolve to loopback (DNS rebinding) stays outside.
    let host = request.headers["host"]
    guard host.count == 1, hosts.contains(host[0].lowercased()) else {
      return CallbackAnswer(status: .misdirectedRequest, page: .wrongHost)
    }
    guard request.uri.prefix(while: { $0 != "?" }) == path else {
      return CallbackAnswer(status: .notFound, page: .notFound)
    }
    switch request.method {
    case .GET: return visit(request.uri)
    case .HEAD: return CallbackAnswer(status: .ok, page: .waiting)
    default: return CallbackAnswer(status: .methodNotAllowed, page: .wrongMethod)
    }
  }

  private func visit(_ address: String) -> CallbackAnswer {
    isShut.withLock { isShut in
      switch isShut ? .ignored : verdict(address) {
      case .accepted:
        isShut = true
        return CallbackAnswer(status: .ok, page: .signedIn, endsWaiting: true)
      case .refused(let words):
        isShut = true
        return CallbackAnswer(status: .forbidden, page: .refused(words), endsWaiting: true)
      case .ignored:
        return CallbackAnswer(status: .conflict, page: .ignored)
      }
    }
  }
}
