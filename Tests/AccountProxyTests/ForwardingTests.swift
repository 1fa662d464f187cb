import AccountCore
import AccountModel
import Foundation
import NIOCore
import NIOPosix
import ProgramTesting
import Synchronization
import Testing

@testable import AccountProxy

/// What the server behind the proxy gets, and what the client gets back.
@Suite(.timeLimit(.minutes(10)))
struct ForwardingTests {
  @Test func `the tokens and the profile's headers replace what the client sent`() async throws {
    let identity = try ProxyBench.identity(
      "A", headers: [try HeaderField(name: "EP-Channel", value: "web")])
    let bench = try await ProxyBench(try await .start(), authority: FixedAuthority([identity]))
    let client = try await bench.get(
      "/v2/carts?page[limit]=5",
      "Authorization: Bearer mine\r\nEP-Account-Management-Authentication-Token: mine\r\n"
        + "X-Moltin-Customer-Token: mine\r\nep-channel: mine\r\nCookie: session=other-app\r\n"
        + "Referer: http://127.0.0.1:\(bench.port)\(bench.base)/x\r\nX-Mine: kept\r\n")
    #expect(client.status == 200)
    let sent = bench.upstream.received
    #expect(sent.hasPrefix("GET /v2/carts?page%5Blimit%5D=5 HTTP/1.1\r\n"), "\(sent)")
    #expect(sent.contains("Authorization: Bearer access-token-A\r\n"))
    #expect(sent.contains("EP-Account-Management-Authentication-Token: account-token-A\r\n"))
    #expect(sent.contains("EP-Channel: web\r\n"))
    #expect(sent.contains("X-Mine: kept\r\n"))
    #expect(sent.lowercased().contains("host: 127.0.0.1:\(bench.upstream.port)\r\n"))
    #expect(!sent.contains("mine\r\n"))
    #expect(!sent.contains("other-app"))
    #expect(!sent.contains(bench.base.dropFirst()))
  }

  @Test func `a customer is sent in the customer's header alone`() async throws {
    let identity = try ProxyBench.identity("C", method: .customer)
    let bench = try await ProxyBench(try await .start(), authority: FixedAuthority([identity]))
    _ = try await bench.get("/v2/orders")
    #expect(bench.upstream.received.contains("X-Moltin-Customer-Token: account-token-C\r\n"))
    #expect(!bench.upstream.received.contains("EP-Account-Management-Authentication-Token"))
  }

  @Test func `fields of one connection stay on it`() async throws {
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      arrival.send(
        "HTTP/1.1 200 OK\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
          + "X-End: 2\r\nContent-Length: 0\r\n\r\n")
      return true
    }
    let bench = try await ProxyBench(upstream)
    let client = try await bench.get(
      "/",
      "Connection: keep-alive, X-Secret-Hop\r\nX-Secret-Hop: 1\r\nTE: trailers\r\nKeep-Alive: 5\r\n"
    )
    for name in ["X-Secret-Hop", "TE: trailers", "Keep-Alive"] {
      #expect(!upstream.received.contains(name), "\(upstream.received)")
    }
    #expect(client.text.contains("X-End: 2"))
    #expect(!client.text.contains("X-Hop"))
    #expect(!client.text.contains("timeout=5"))
  }

  @Test func `a 401 is tried once more with new tokens, and the log names who acted`() async throws
  {
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.hasSuffix("{}") else { return false }
      let isNew = arrival.text.contains("account-token-B")
      arrival.send("HTTP/1.1 \(isNew ? 200 : 401) X\r\nContent-Length: 0\r\n\r\n")
      return true
    }
    let authority = try FixedAuthority([ProxyBench.identity("A"), ProxyBench.identity("B")])
    let bench = try await ProxyBench(upstream, authority: authority)
    let client = try await bench.exchange(
      "POST \(bench.base)/v2/carts HTTP/1.1\r\nHost: localhost:\(bench.port)\r\n"
        + "Content-Length: 2\r\n\r\n{}")
    #expect(client.status == 200)
    #expect(upstream.received.components(separatedBy: "POST /v2/carts").count == 3)
    try await waitUntil("the line of the log") { !bench.logged.isEmpty }
    #expect(bench.logged.map(\.identity?.account.name) == ["B"])
    #expect(bench.logged.map(\.path) == ["/v2/carts"])
  }

  @Test func `a 401 that stays is the client's`() async throws {
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      arrival.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 3\r\n\r\nwhy")
      return true
    }
    let bench = try await ProxyBench(upstream)
    let client = try await bench.get("/v2/orders")
    #expect(client.status == 401)
    #expect(client.text.hasSuffix("why"))
  }

  @Test(arguments: [
    ("http://127.0.0.1:PORT/v2/next?a=1", "BASE/v2/next?a=1"), ("/v2/next", "BASE/v2/next"),
    ("https://elsewhere.example/x", "https://elsewhere.example/x"),
    ("//elsewhere.example/x", "//elsewhere.example/x"),
  ])
  func `a redirect is passed on and not followed`(
    location: String, expected: String
  ) async throws {
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      let port = String(arrival.channel.localAddress?.port ?? 0)
      arrival.send(
        "HTTP/1.1 302 Found\r\nLocation: \(location.replacing("PORT", with: port))\r\n"
          + "Content-Length: 0\r\n\r\n")
      return true
    }
    let bench = try await ProxyBench(upstream)
    let client = try await bench.get("/v2/old")
    #expect(client.status == 302)
    let shown = expected.replacing("BASE", with: bench.base)
    #expect(client.text.contains("Location: \(shown)\r\n"), "\(client.text)")
    #expect(upstream.received.components(separatedBy: "HTTP/1.1\r\n").count == 2)
  }

  @Test(arguments: ["HEAD", "GET"])
  func `the length of an answer is told as it is`(method: String) async throws {
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      arrival.send(
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + (method == "HEAD" ? "" : "hello"))
      return true
    }
    let bench = try await ProxyBench(upstream)
    let client = try await bench.get("/", method: method)
    #expect(client.text.contains("Content-Length: 5\r\n"))
    #expect(client.text.hasSuffix(method == "HEAD" ? "\r\n\r\n" : "hello"))
    #expect(!client.text.lowercased().contains("transfer-encoding"))
    // The next request of the same connection is understood.
    try await client.send(
      "\(method) \(bench.base)/ HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n\r\n")
    try await waitUntil("the second answer") {
      client.text.components(separatedBy: "HTTP/1.1 200").count == 3
    }
  }

  @Test(arguments: [204, 304])
  func `an answer without a body ends with its header`(status: Int) async throws {
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      arrival.send("HTTP/1.1 \(status) X\r\nETag: \"1\"\r\n\r\n")
      return true
    }
    let bench = try await ProxyBench(upstream)
    let client = try await bench.exchange(
      "GET \(bench.base)/ HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n\r\n",
      until: { $0.text.contains("\r\n\r\n") })
    #expect(client.status == status)
    #expect(client.text.hasSuffix("\r\n\r\n"))
    #expect(!client.text.lowercased().contains("transfer-encoding"))
  }

  @Test func `provisional answers are swallowed, and the proxy asks for the body itself`()
    async throws
  {
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.hasSuffix("body") else { return false }
      arrival.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")
      arrival.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
      return true
    }
    let bench = try await ProxyBench(upstream)
    let client = try await bench.exchange(
      "PUT \(bench.base)/ HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\nContent-Length: 4\r\n"
        + "Expect: 100-continue\r\n\r\n", until: { $0.text.contains("\r\n\r\n") })
    #expect(client.status == 100)
    try await client.send("body")
    try await waitUntil("the answer") { client.text.hasSuffix("\r\n\r\nok") }
    #expect(!client.text.contains("103"))
  }

  @Test func `trailers end at the proxy in both directions, and bodies are whole`() async throws {
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.hasSuffix("0\r\n\r\n") else { return false }
      arrival.send(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
          + "5\r\nhello\r\n0\r\nX-Sum: answered\r\n\r\n")
      return true
    }
    let bench = try await ProxyBench(upstream)
    let request =
      "POST \(bench.base)/ HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n"
      + "Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
      + "4\r\nbody\r\n0\r\nX-Sum: asked\r\nAuthorization: Bearer mine\r\n\r\n"
    let client = try await bench.exchange(request)
    #expect(client.text.hasSuffix("5\r\nhello\r\n0\r\n\r\n"), "\(client.text)")
    #expect(upstream.received.contains("4\r\nbody\r\n0\r\n\r\n"), "\(upstream.received)")
    #expect(!client.text.contains("X-Sum"))
    #expect(!upstream.received.contains("X-Sum"))
    #expect(!upstream.received.contains("mine"))
    // The connection goes on behind them.
    try await client.send(request)
    try await waitUntil("the second answer") {
      client.text.components(separatedBy: "HTTP/1.1 200").count == 3
    }
  }

  @Test func `a server that does not answer in time is said not to`() async throws {
    var limits = ProxyServer.Limits()
    limits.answer = .milliseconds(200)
    let bench = try await ProxyBench(try await .start { _ in false }, limits: limits)
    #expect(try await bench.get("/slow").status == 504)
    try await waitUntil("the end of the connection") { bench.upstream.closedCount == 1 }
  }

  @Test(arguments: [false, true])
  func `interim answers without a final one are no answer`(isStreamed: Bool) async throws {
    var limits = ProxyServer.Limits()
    limits.answer = .seconds(1)
    let interim = String(repeating: "HTTP/1.1 103 Early Hints\r\n\r\n", count: 1000)
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      @Sendable func flood() {
        arrival.channel.writeAndFlush(ByteBuffer(string: interim)).whenSuccess {
          arrival.channel.eventLoop.execute { flood() }
        }
      }
      flood()
      return true
    }
    let bench = try await ProxyBench(upstream, limits: limits)
    let body = isStreamed ? "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" : "\r\n"
    let client = try await bench.exchange(
      "POST \(bench.base)/v2/carts HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n" + body)
    // Those of which the decoder says nothing are ended by the time limit.
    #expect(client.status == (isStreamed ? 502 : 504), "\(client.text)")
    try await waitUntil("the end of the connection") { upstream.closedCount == 1 }
  }

  /// The client library takes some of these for interim answers.
  @Test(arguments: ["050", "099", "000", "101", "600", "999"], [true, false])
  func `a status that no answer has is no answer`(status: String, isStreamed: Bool) async throws {
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      arrival.send("HTTP/1.1 \(status) No\r\nContent-Length: 2\r\n\r\n{}")
      return true
    }
    let bench = try await ProxyBench(upstream)
    let body = isStreamed ? "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" : "\r\n"
    let client = try await bench.exchange(
      "POST \(bench.base)/v2/carts HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n" + body)
    #expect(client.status == 502, "\(client.text)")
  }

  @Test func `a kept connection that breaks under a read is replaced once`() async throws {
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      if arrival.text.contains("/first ") {
        arrival.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
      } else {
        arrival.close()
      }
      return true
    }
    let bench = try await ProxyBench(upstream)
    let client = try await bench.get("/first")
    #expect(client.status == 200)
    for method in ["GET", "POST"] {
      try await client.send(
        "GET \(bench.base)/first HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n\r\n"
          + "\(method) \(bench.base)/\(method) HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n"
          + "Content-Length: 0\r\n\r\n")
      let failures = method == "GET" ? 1 : 2
      try await waitUntil("the answer to \(method)") {
        client.text.components(separatedBy: "HTTP/1.1 502").count == failures + 1
      }
    }
    #expect(upstream.received.components(separatedBy: "GET /GET ").count == 3)
    // What may have an effect is not sent again.
    #expect(upstream.received.components(separatedBy: "POST /POST ").count == 2)
  }

  @Test func `requests of one client use one connection to the server`() async throws {
    let ports = Mutex<Set<Int>>([])
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      ports.withLock { _ = $0.insert(arrival.channel.remoteAddress?.port ?? 0) }
      return Upstream.ok(arrival)
    }
    let bench = try await ProxyBench(upstream)
    let client = try await bench.get("/1")
    for number in 2...5 {
      try await client.send(
        "GET \(bench.base)/\(number) HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n\r\n")
      try await waitUntil("answer \(number)") {
        client.text.components(separatedBy: "HTTP/1.1 200").count == number + 1
      }
    }
    #expect(ports.withLock { $0.count } == 1)
  }

  @Test func `an answer that breaks off breaks off here too`() async throws {
    let upstream = try await Upstream.start { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      arrival.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
      arrival.close()
      return true
    }
    let bench = try await ProxyBench(upstream)
    let client = try await bench.get("/")
    try await waitUntil("the end") { client.isClosed }
    #expect(!client.text.hasSuffix("0\r\n\r\n"))
  }

  @Test func `a server that is not there is a 502 in the shape of the API`() async throws {
    let upstream = try await Upstream.start()
    let bench = try await ProxyBench(
      upstream, authority: FixedAuthority([ProxyBench.identity("A")]))
    let dead = try await APIProxy.start(
      .port(0), to: ForwardingRoute(endpoint: try Endpoint("http://127.0.0.1:9")),
      authority: bench.authority)
    let base = dead.baseAddress.dropFirst("http://127.0.0.1:\(dead.server.port ?? 0)".count)
    let client = try await RawClient.connect(port: try #require(dead.server.port))
    try await client.send(
      "GET \(base)/ HTTP/1.1\r\nHost: 127.0.0.1:\(dead.server.port ?? 0)\r\n\r\n")
    try await waitUntil("an answer") { client.text.contains("errors") }
    #expect(client.status == 502)
    await dead.server.stop()
  }

  @Test func `what the core refuses is said and not sent`() async throws {
    let refusal = AccountError(.refused, "The profile prod is production.")
    let bench = try await ProxyBench(
      try await .start(),
      authority: FixedAuthority([ProxyBench.identity("A")], refusal: refusal))
    let client = try await bench.exchange(
      "DELETE \(bench.base)/v2/carts/1 HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n\r\n")
    #expect(client.status == 403)
    #expect(client.text.contains("The profile prod is production."))
    #expect(bench.upstream.received == "")
  }

  @Test func `a library that wants an access token first gets a word that is none`() async throws {
    let bench = try await ProxyBench(try await .start())
    let client = try await bench.exchange(
      "POST \(bench.base)/oauth/access_token HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n"
        + "Content-Length: 4\r\n\r\na=bc")
    #expect(client.status == 200)
    #expect(client.text.contains("sent-by-epswitch"))
    #expect(bench.upstream.received == "")
  }
}
