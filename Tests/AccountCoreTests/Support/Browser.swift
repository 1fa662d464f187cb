import AccountModel
import CommerceAPI
import Foundation
import Synchronization
import Testing

/// A browser that follows the identity provider's redirect, one page after the other.
struct Browser: Sendable {
  /// What a page showed.
  struct Page: Sendable {
    let status: Int
    let location: String?
    let text: String
  }

  /// Opens one address. A browser is a program of its own: it gets its page when the sign-in that
  /// opened it has ended, too.
  static func open(_ address: String) async throws -> Page {
    try await Task.detached { try await load(address) }.value
  }

  private static func load(_ address: String) async throws -> Page {
    let parts = try #require(URLComponents(string: address))
    let port = parts.port.map { ":\($0)" } ?? ""
    let endpoint = try Endpoint("\(parts.scheme ?? "")://\(parts.host ?? "")\(port)")
    let client = CommerceClient(
      store: Store(endpoint: endpoint, clientID: ""),
      transport: try HTTPTransport(
        endpoint: endpoint, limits: HTTPTransport.Limits(connect: 10, attempt: 10)))
    let query = parts.percentEncodedQuery.map { "?\($0)" } ?? ""
    let answer = try await client.sendOnce(HTTPRequest("GET", parts.percentEncodedPath + query))
    return Page(
      status: answer.status, location: answer.header("Location"),
      text: String(decoding: answer.body, as: UTF8.self))
  }

  /// Opens the address of the provider, and gives the one it sends the browser back to.
  static func consent(at address: String) async throws -> String {
    let page = try await open(address)
    return try #require(page.location, "\(page.status) \(page.text)")
  }
}

/// A port of this machine that nobody uses.
///
/// It lies below those the kernel gives to connections, and each test gets another one.
func freePort() throws -> Int {
  for _ in 0..<1_000 {
    let port = nextPort.add(1, ordering: .relaxed).newValue
    if try isFree(port) { return port }
  }
  throw NoPort()
}

private let nextPort = Atomic(20_000 + Int(getpid()) % 10_000)

private struct NoPort: Error {}

private func isFree(_ port: Int) throws -> Bool {
  let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(socket) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = in_port_t(port).bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  return withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
}
