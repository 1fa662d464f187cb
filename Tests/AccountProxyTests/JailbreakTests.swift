import AccountCore
import AccountModel
import Foundation
import NIOCore
import ProgramTesting
import Testing

@testable import AccountProxy

/// Attempts to get a token out, to reach another host, or to get past a rule: each is refused, and
/// nothing of it reaches the server behind the proxy.
@Suite(.timeLimit(.minutes(10)))
struct JailbreakTests {
  /// Requests as bytes; HOST, PORT and BASE are filled in.
  static let attempts: [(name: String, request: String)] = [
    ("absolute form", "GET http://evil.example/ HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("absolute form to the store", "GET http://127.0.0.1:UP/v2 HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("authority form", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n"),
    ("CONNECT to a path", "CONNECT BASE/v2 HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("asterisk form", "OPTIONS * HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("no key", "GET /v2/accounts HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("half a key", "GET HALF/v2/accounts HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("key and more", "GET BASEx/v2/accounts HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("key in the query", "GET /v2?key=BASE HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("two slashes and a host", "GET //evil.example/BASE HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("host after the key", "GET BASE//evil.example/ HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("at sign", "GET @evil.example/ HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("backslashes", "GET BASE/\\\\evil.example HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("dot segments", "GET BASE/v2/../v2/account-members/tokens HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("dot segment out of the key", "GET BASE/../x HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("encoded dots", "GET BASE/v2/%2e%2e/x HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("encoded slash", "GET BASE/v2%2faccounts HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("twice encoded", "GET BASE/v2/%252e%252e/x HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("encoded backslash", "GET BASE/v2/%5c..%5cx HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("dots with a parameter", "GET BASE/v2/..;a/x HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("encoded line break", "GET BASE/v2%0d%0aX-Evil:1 HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("fragment", "GET BASE/v2#/../x HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    (
      "both lengths",
      "POST BASE/v2 HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    (
      "two lengths",
      "POST BASE/v2 HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\nContent-Length: 40\r\n\r\n"
    ),
    ("a list of lengths", "POST BASE/v2 HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0, 0\r\n\r\n"),
    ("a signed length", "POST BASE/v2 HTTP/1.1\r\nHost: HOST\r\nContent-Length: +4\r\n\r\nabcd"),
    (
      "two encodings",
      "POST BASE/v2 HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
    ),
    (
      "a hidden encoding",
      "POST BASE/v2 HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"
    ),
    (
      "a blank before the colon",
      "POST BASE/v2 HTTP/1.1\r\nHost: HOST\r\nContent-Length : 4\r\n\r\nabcd"
    ),
    (
      "a line that goes on",
      "GET BASE/v2 HTTP/1.1\r\nHost: HOST\r\nX-A: b\r\n Transfer-Encoding: chunked\r\nHost: evil.example\r\n\r\n"
    ),
    (
      "a bare carriage return",
      "GET BASE/v2 HTTP/1.1\r\nHost: HOST\r\nX-A: b\rAuthorization: x\r\n\r\n"
    ),
    ("a zero byte", "GET BASE/v2 HTTP/1.1\r\nHost: HOST\r\nX-A: b\0c\r\n\r\n"),
    ("foreign host", "GET BASE/v2 HTTP/1.1\r\nHost: rebound.example:PORT\r\n\r\n"),
    ("host without the port", "GET BASE/v2 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
    ("two hosts", "GET BASE/v2 HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n"),
    ("no host", "GET BASE/v2 HTTP/1.1\r\n\r\n"),
    ("no host in 1.0", "GET BASE/v2 HTTP/1.0\r\n\r\n"),
    (
      "foreign origin", "GET BASE/v2 HTTP/1.1\r\nHost: HOST\r\nOrigin: https://evil.example\r\n\r\n"
    ),
    ("no origin", "GET BASE/v2 HTTP/1.1\r\nHost: HOST\r\nOrigin: null\r\n\r\n"),
    (
      "another port's origin",
      "GET BASE/v2 HTTP/1.1\r\nHost: HOST\r\nOrigin: http://127.0.0.1:1\r\n\r\n"
    ),
    ("another site", "GET BASE/v2 HTTP/1.1\r\nHost: HOST\r\nSec-Fetch-Site: cross-site\r\n\r\n"),
    (
      "preflight of a stranger",
      "OPTIONS BASE/v2 HTTP/1.1\r\nHost: HOST\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\n\r\n"
    ),
    ("TRACE", "TRACE BASE/v2 HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("TRACK", "TRACK BASE/v2 HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ("a method of one's own", "JEFF BASE/v2 HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    (
      "WebSocket",
      "GET BASE/v2 HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ),
    (
      "HTTP/2 by upgrade",
      "GET BASE/v2 HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n"
    ),
    ("HTTP/2 by knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("no HTTP", "\u{16}\u{3}\u{1}\u{2}\u{0}\r\n\r\n"),
    ("a huge header", "GET BASE/v2 HTTP/1.1\r\nHost: HOST\r\nX-A: HUGE\r\n\r\n"),
  ]

  @Test(arguments: attempts.map(\.name))
  func `it is refused and reaches nobody`(name: String) async throws {
    let bench = try await ProxyBench(try await .start())
    let request = try #require(Self.attempts.first { $0.name == name }).request
      .replacing("HOST", with: "127.0.0.1:\(bench.port)").replacing("BASE", with: bench.base)
      .replacing("HALF", with: bench.base.dropLast(16)).replacing("PORT", with: "\(bench.port)")
      .replacing("UP", with: "\(bench.upstream.port)")
      .replacing("HUGE", with: String(repeating: "a", count: 100_000))
    let client = try await bench.exchange(
      request, until: { $0.status != nil && $0.text.contains("\r\n\r\n") })
    #expect(client.status.map { (400...599).contains($0) } ?? client.isClosed, "\(client.text)")
    #expect(client.text.contains("account-token") == false)
    #expect(!client.text.contains(bench.base.dropFirst()))
    #expect(bench.upstream.received == "")
    #expect(bench.authority.requests == [])
  }

  @Test(.enabled(if: geteuid() == 0, "only root can be another user"))
  func `another user of the machine who has the key is refused`() async throws {
    let bench = try await ProxyBench(try await .start())
    // The connection is closed: curl has no status.
    #expect(try curl(bench.proxy.baseAddress + "/v2/accounts", asUser: 65_534) == "000")
    #expect(bench.upstream.received == "")
    #expect(try curl(bench.proxy.baseAddress + "/v2/accounts", asUser: nil) == "200")
  }

  @Test(.enabled(if: geteuid() == 0, "only root can be another user"))
  func `connections that another user holds open keep nobody out`() async throws {
    var limits = ProxyServer.Limits()
    limits.connections = 4
    let bench = try await ProxyBench(try await .start(), limits: limits)
    let holder = Process()
    let (input, output) = (Pipe(), Pipe())
    holder.executableURL = URL(filePath: "/usr/bin/env")
    holder.arguments = [
      "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "bash", "-c",
      "for n in {3..12}; do eval \"exec $n<>/dev/tcp/127.0.0.1/$0\"; done; echo open; read",
      "\(bench.port)",
    ]
    (holder.standardInput, holder.standardOutput) = (input, output)
    try holder.run()
    defer {
      try? input.fileHandleForWriting.close()
      holder.waitUntilExit()
    }
    #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "open\n")
    #expect(try await bench.get("/v2/accounts").status == 200)
  }

  /// The status that curl gets.
  private func curl(_ address: String, asUser user: uid_t?) throws -> String {
    let process = Process()
    let output = Pipe()
    let command = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", address]
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      user.map { ["setpriv", "--reuid=\($0)", "--regid=\($0)", "--clear-groups"] + command }
      ?? command
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  @Test func `the key is the only difference to a request that passes`() async throws {
    let bench = try await ProxyBench(try await .start())
    #expect(try await bench.get("/v2/accounts").status == 200)
    #expect(bench.base.count == 33)
    #expect(bench.authority.requests == ["GET /v2/accounts"])
  }

  @Test func `a second request inside a body is a body`() async throws {
    let bench = try await ProxyBench(
      try await .start { arrival in
        guard arrival.text.contains("x: y\r\n\r\n") else { return false }
        arrival.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        return true
      })
    let hidden = "GET /v2/secret HTTP/1.1\r\nx: y\r\n\r\n"
    _ = try await bench.exchange(
      "POST \(bench.base)/v2 HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n"
        + "Content-Length: \(hidden.utf8.count)\r\n\r\n\(hidden)")
    #expect(bench.authority.requests == ["POST /v2"])
    #expect(bench.upstream.received.contains("ontent-Length: \(hidden.utf8.count)\r\n"))
  }

  @Test func `a read cannot be made a write by a header`() async throws {
    let bench = try await ProxyBench(try await .start())
    _ = try await bench.get(
      "/v2/carts/1",
      "X-HTTP-Method-Override: DELETE\r\nX-Method-Override: DELETE\r\nX-HTTP-Method: DELETE\r\n"
        + "X-Original-URL: /v2/other\r\nX-Forwarded-Host: evil.example\r\n")
    #expect(bench.upstream.received.hasPrefix("GET /v2/carts/1 "))
    #expect(!bench.upstream.received.contains("DELETE"))
    #expect(!bench.upstream.received.contains("evil.example"))
    #expect(!bench.upstream.received.contains("/v2/other"))
  }

  @Test(arguments: ["account-token-A", "access-token-A"])
  func `an answer that repeats a token does not bring it back`(token: String) async throws {
    let half = token.index(token.startIndex, offsetBy: 8)
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      arrival.send(
        "HTTP/1.1 200 OK\r\nX-Echo: Bearer \(token)\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "c\r\nsome begin: \r\n8\r\n\(token[..<half])\r\n")
      arrival.send(
        "7\r\n\(token[half...])\r\n0\r\n\r\n".replacing(
          "7\r\n", with: String(token.count - 8, radix: 16) + "\r\n"))
      return true
    }
    let bench = try await ProxyBench(upstream)
    let client = try await bench.get("/echo", "Accept-Encoding: gzip\r\n")
    try await waitUntil("the end") { client.isClosed }
    #expect(!client.text.contains("X-Echo"))
    #expect(!client.text.contains(token.prefix(8)))
    #expect(upstream.received.lowercased().contains("accept-encoding: identity\r\n"))
  }

  @Test func `an origin that is allowed gets answers, and its preflight too`() async throws {
    let origin = "http://localhost:3000"
    let bench = try await ProxyBench(try await .start(), allowedOrigins: [origin])
    let asked = try await bench.get(
      "/v2",
      "Origin: \(origin)\r\nAccess-Control-Request-Method: PUT\r\n"
        + "Access-Control-Request-Headers: x-mine\r\n", method: "OPTIONS")
    #expect(asked.status == 204)
    #expect(asked.text.contains("Access-Control-Allow-Headers: x-mine\r\n"))
    #expect(bench.upstream.received == "")
    let client = try await bench.get("/v2", "Origin: \(origin)\r\nSec-Fetch-Site: cross-site\r\n")
    #expect(client.status == 200)
    #expect(client.text.contains("Access-Control-Allow-Origin: \(origin)\r\n"))
    let other = try await bench.get("/v2", "Origin: http://localhost:3001\r\n")
    #expect(other.status == 403)
  }
}
