import AccountCore
import AccountModel
import Foundation
import NIOCore
import ProgramTesting
import Testing

@testable import AccountProxy

@Suite(.timeLimit(.minutes(10)))
struct SocketFileTests {
  private let folder: String
  private var path: String { "\(folder)/proxy.sock" }

  init() throws {
    folder = NSTemporaryDirectory() + "eps-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
  }

  private func answer(at path: String) async throws -> String {
    let client = try await RawClient.connect(to: try SocketAddress(unixDomainSocketPath: path))
    try await client.send("GET /v2/accounts HTTP/1.1\r\nHost: localhost\r\n\r\n")
    try await waitUntil("an answer") { client.text.hasSuffix("ok") }
    return client.text
  }

  @Test(arguments: [0o777, 0o770] as [mode_t])
  func `a folder in which others can rename the socket is refused`(mode: mode_t) async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    chmod(folder, mode)
    #expect(throws: AccountError.self) { try SocketFile(path) }
    #expect(try files == [])
    // With the sticky bit they cannot, as in /tmp.
    chmod(folder, 0o1777)
    try SocketFile(path).removeFolder()
  }

  @Test func `a socket file needs no key and is the user's alone`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let bench = try await ProxyBench(try await .start(), listener: .socket(path: path))
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(try files == ["proxy.sock"])
    _ = try await answer(at: path)
    await bench.proxy.server.stop()
    #expect(try files == [])
  }

  @Test func `a socket that nobody listens on is replaced`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try abandonSocket(at: path)
    let bench = try await ProxyBench(try await .start(), listener: .socket(path: path))
    #expect(try files == ["proxy.sock"])
    _ = try await answer(at: path)
    await bench.proxy.server.stop()
  }

  @Test func `a socket that is listened on is left alone, and so is a file`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = try await ProxyBench(try await .start(), listener: .socket(path: path))
    let error = await #expect(throws: AccountError.self) {
      try await ProxyBench(try await .start(), listener: .socket(path: path))
    }
    #expect(error?.userMessage.summary.string.hasSuffix("proxy.sock is there already.") == true)
    _ = try await answer(at: path)
    await first.proxy.server.stop()

    try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
    await #expect(throws: AccountError.self) {
      try await ProxyBench(try await .start(), listener: .socket(path: path))
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    #expect(try files == ["proxy.sock"])
  }

  @Test func `of several that replace an abandoned socket at once, one listens`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try abandonSocket(at: path)
    let upstream = try await Upstream.start()
    let benches = await withTaskGroup(of: ProxyBench?.self) { [path] group in
      for _ in 0..<6 {
        group.addTask { try? await ProxyBench(upstream, listener: .socket(path: path)) }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let listening = benches.compactMap(\.self)
    #expect(listening.count == 1)
    #expect(try files == ["proxy.sock"])
    _ = try await answer(at: path)
    for bench in listening { await bench.proxy.server.stop() }
  }

  @Test func `a proxy that ends leaves the socket of another alone`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = try await ProxyBench(try await .start(), listener: .socket(path: path))
    unlink(path)
    let second = try await ProxyBench(try await .start(), listener: .socket(path: path))
    await first.proxy.server.stop()
    _ = try await answer(at: path)
    await second.proxy.server.stop()
  }

  @Test func `a path that is too long, or leads nowhere, says so`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let long = "\(folder)/\(String(repeating: "x", count: 120))"
    for (path, part) in [(long, "too long"), ("\(folder)/none/a.sock", "No such file")] {
      let error = await #expect(throws: AccountError.self) {
        try await ProxyBench(try await .start(), listener: .socket(path: path))
      }
      #expect(error?.userMessage.summary.string.contains(part) == true)
    }
  }
}

/// Leaves what a proxy leaves that was killed.
private func abandonSocket(at path: String) throws {
  let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
  let result = withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
  try #require(result == 0)
}
