import Foundation
import Synchronization

/// Stands between the program and a store, and changes one of the store's answers.
///
/// The answers are the store's own, so that a changed one is met as late as an honest one would be.
final class MutatingRelay: Sendable {
  /// The port of 127.0.0.1 that it listens on.
  let port: Int
  private let upstream: Int
  private let listener: Int32
  private let state: Mutex<State>

  private struct State {
    var mutator: Mutator
    /// Which answer is changed, counted from the next one on; `nil` for none.
    var victim: Int?
    var changed = 0
  }

  /// - Parameter upstream: the store's port.
  init(to upstream: Int, mutator: Mutator) throws {
    self.upstream = upstream
    state = Mutex(State(mutator: mutator))
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    self.listener = listener
    var address = loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    try require(bound, "no port to listen on")
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in accept() }
  }

  /// Changes one answer from now on.
  ///
  /// - Parameter number: which one, counted from 0; `nil` for none.
  func change(answer number: Int?) { state.withLock { $0.victim = number } }

  /// How many answers were changed.
  var changed: Int { state.withLock { $0.changed } }

  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  private func accept() {
    while true {
      let client = Foundation.accept(listener, nil, nil)
      guard client >= 0 else { break }
      Thread.detachNewThread { [self] in
        let store = connectToLoopback(port: upstream)
        serve(client, store)
        close(client)
        close(store)
      }
    }
    close(listener)
  }

  /// One exchange after another, until one was changed.
  private func serve(_ client: Int32, _ store: Int32) {
    while let request = message(from: client), send(request, to: store),
      let answer = message(from: store)
    {
      let changed = change(answer)
      guard send(changed ?? answer, to: client), changed == nil else { return }
    }
  }

  private func change(_ answer: [UInt8]) -> [UInt8]? {
    state.withLock { state in
      guard let victim = state.victim else { return nil }
      state.victim = victim > 0 ? victim - 1 : nil
      guard victim == 0 else { return nil }
      state.changed += 1
      guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
      let (head, body) = (Array(answer[..<end.upperBound]), Array(answer[end.upperBound...]))
      switch state.mutator.number(below: 4) {
      case 0: return state.mutator.mutate([answer])
      case 1: return state.mutator.mutate([head]) + body
      default:
        // A body that arrives whole, whatever is in it.
        let other = state.mutator.mutate([body])
        let fields = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
          .filter { !$0.isEmpty && !$0.lowercased().hasPrefix("content-length:") }
        return Array(
          (fields + ["Content-Length: \(other.count)", "", ""]).joined(separator: "\r\n").utf8)
          + other
      }
    }
  }
}

/// A whole HTTP/1.1 message with a `Content-Length`, or none; `nil` when there is no other.
private func message(from connection: Int32) -> [UInt8]? {
  var message: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  var whole = Int.max
  while message.count < whole {
    let count = recv(connection, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    message += buffer[..<count]
    if whole == .max, let end = message.firstRange(of: Array("\r\n\r\n".utf8)) {
      let length = String(decoding: message[..<end.lowerBound], as: UTF8.self).lowercased()
        .components(separatedBy: "\r\n").first { $0.hasPrefix("content-length:") }?
        .dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces)
      whole = end.upperBound + (length.flatMap { Int($0) } ?? 0)
    }
  }
  return message
}

/// - Returns: whether all of it was taken.
@discardableResult
func send(_ bytes: [UInt8], to connection: Int32) -> Bool {
  var sent = 0
  while sent < bytes.count {
    let count = bytes[sent...].withUnsafeBytes {
      Foundation.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    guard count > 0 else { return false }
    sent += count
  }
  return true
}

/// - Returns: a connection that waits 30 seconds for an answer; -1 when nobody listens.
func connectToLoopback(port: Int) -> Int32 {
  let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  var limit = timeval(tv_sec: 30, tv_usec: 0)
  setsockopt(
    connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  var address = loopback(port: port)
  let result = withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
  guard result == 0 else {
    close(connection)
    return -1
  }
  return connection
}

private func loopback(port: Int) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = UInt16(port).bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  return address
}

/// A port on which nobody listens, below those that the kernel gives to outgoing connections.
func freePort() throws -> Int {
  for _ in 0..<100 {
    let port = Int.random(in: 20_000..<32_000)
    let connection = connectToLoopback(port: port)
    guard connection >= 0 else { return port }
    close(connection)
  }
  throw Violation("no free port")
}
