import AccountCore
import AccountModel
import Foundation
import NIOCore
import ProgramTesting
import Synchronization
import Testing

@testable import AccountProxy

/// A storefront behind the server that shows it as an account.
@Suite(.timeLimit(.minutes(10)))
struct StorefrontTests {
  /// A storefront's server, and the server in front of it.
  private struct Shop {
    let upstream: Upstream
    let proxy: StorefrontProxy
    let changes: AsyncStream<Result<ForwardingIdentity, AccountError>>.Continuation

    init(_ answer: @escaping @Sendable (Upstream.Arrival) -> Bool = Upstream.ok) async throws {
      upstream = try await .start(answer)
      let (stream, continuation) = AsyncStream.makeStream(
        of: Result<ForwardingIdentity, AccountError>.self)
      changes = continuation
      proxy = try await StorefrontProxy.start(
        port: 0,
        to: ForwardingRoute(endpoint: try Endpoint("http://127.0.0.1:\(upstream.port)")),
        authority: try FixedAuthority([ProxyBench.identity("A")]),
        accountCookie: "shop_ep_account_member_token",
        cookieValue: { "cookie-of-\($0.account.name)" }, changes: { stream }, now: { Date() })
    }

    var port: Int { proxy.server.port ?? 0 }

    func exchange(
      _ text: String,
      until isDone: @escaping @Sendable (String) -> Bool = {
        $0.contains("\r\n\r\n")
      }
    ) async throws -> RawClient {
      let client = try await RawClient.connect(port: port)
      try await client.send(text)
      try await waitUntil("an answer to \(text.prefix(100))") {
        client.isClosed || isDone(client.text)
      }
      return client
    }

    func get(
      _ path: String, _ headers: String = "",
      until isDone: @escaping @Sendable (String) -> Bool = { $0.contains("\r\n\r\n") }
    ) async throws -> RawClient {
      try await exchange(
        "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(headers)\r\n", until: isDone)
    }

    /// What a browser sends once it has opened the first address.
    func cookie() async throws -> String {
      let path = String(proxy.address.dropFirst("http://127.0.0.1:\(port)".count))
      let opened = try await get(path)
      #expect(opened.status == 303)
      #expect(opened.text.contains("Location: /\r\n"))
      #expect(opened.text.contains("HttpOnly; SameSite=Strict"))
      let cookie = try #require(opened.text.firstMatch(of: /Set-Cookie: ([^;]+);/)).output.1
      return "Cookie: \(cookie)"
    }
  }

  @Test func `a person reads a refusal as a page, and a program as JSON`() async throws {
    let shop = try await Shop()
    let asked = "Accept: text/html,*/*\r\n"
    let page = try await shop.get("/", asked, until: { $0.contains("</html>") })
    #expect(page.status == 403)
    #expect(page.text.contains("<p>The address does not hold the key of this run.</p>"))
    let json = try await shop.get("/", until: { $0.contains("errors") })
    #expect(json.status == 403)
    #expect(json.text.contains("Content-Type: application/json\r\n"))
  }

  @Test func `the storefront gets the account's cookie and the browser does not`() async throws {
    let shop = try await Shop { arrival in
      guard arrival.text.contains("\r\n\r\n") else { return false }
      arrival.send(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Frame-Options: DENY\r\n"
          + "Content-Security-Policy: default-src 'self'; frame-ancestors 'none'; upgrade-insecure-requests\r\n"
          + "Set-Cookie: shop_ep_account_member_token=again; Path=/\r\n"
          + "Set-Cookie: cart=1; Domain=shop.example; Secure; SameSite=None\r\n"
          + "Location: http://127.0.0.1:\(arrival.channel.localAddress?.port ?? 0)/next\r\n"
          + "Content-Length: 2\r\n\r\nhi")
      return true
    }
    let cookie = try await shop.cookie()
    let client = try await shop.get(
      "/products?page=2",
      "\(cookie); mine=1; shop_ep_account_member_token=forged\r\n"
        + "Origin: http://127.0.0.1:\(shop.port)\r\nSec-Fetch-Dest: iframe\r\n")
    #expect(client.status == 200)
    let sent = shop.upstream.received
    #expect(
      sent.contains("Cookie: mine=1; shop_ep_account_member_token=cookie-of-A\r\n"), "\(sent)")
    #expect(sent.contains("Origin: http://127.0.0.1:\(shop.upstream.port)\r\n"))
    #expect(!sent.contains("epswitch-"))
    #expect(!sent.contains("account-token"))
    #expect(!client.text.contains("X-Frame-Options"))
    #expect(
      client.text.contains(
        "Content-Security-Policy: default-src 'self'; frame-ancestors 'self'\r\n"))
    #expect(!client.text.contains("again"))
    #expect(client.text.contains("Set-Cookie: cart=1; SameSite=Lax\r\n"), "\(client.text)")
    #expect(client.text.contains("Location: /next\r\n"))
  }

  @Test func `a page that fills a window is framed by the bar`() async throws {
    let shop = try await Shop()
    let cookie = try await shop.cookie()
    let client = try await shop.get(
      "/products?a=%22x%22&b=1", "\(cookie)\r\nSec-Fetch-Dest: document\r\n",
      until: { $0.contains("</html>") })
    #expect(client.text.contains("src=\"/products?a=%22x%22&amp;b=1\""), "\(client.text)")
    #expect(client.text.contains("frame-ancestors 'none'"))
    #expect(shop.upstream.received == "")
  }

  @Test func `the bar is told of every switch`() async throws {
    let shop = try await Shop()
    let cookie = try await shop.cookie()
    shop.changes.yield(.success(try ProxyBench.identity("A")))
    let client = try await shop.get("/.epswitch/events", "\(cookie)\r\n") {
      $0.contains(#""account":"A""#)
    }
    #expect(client.text.contains("text/event-stream"))
    shop.changes.yield(.success(try ProxyBench.identity("B")))
    try await waitUntil("the switch") { client.text.contains(#""id":"id-B""#) }
    shop.changes.yield(.failure(AccountError(.notSignedIn, "Nobody is signed in.")))
    try await waitUntil("the failure") { client.text.contains("Nobody is signed in.") }
    #expect(!client.text.contains("account-token"))
  }

  @Test func `the bar hears of a server that goes on, also when nothing changes`() async throws {
    let shop = try await Shop()
    let cookie = try await shop.cookie()
    shop.changes.yield(.success(try ProxyBench.identity("A")))
    _ = try await shop.get("/.epswitch/events", "\(cookie)\r\n") {
      $0.components(separatedBy: #""account":"A""#).count > 3
    }
  }

  @Test(arguments: ["", "Cookie: epswitch-12345678=00000000000000000000000000000000\r\n"])
  func `without the cookie of the run nothing is shown`(headers: String) async throws {
    let shop = try await Shop()
    for path in ["/", "/.epswitch/events", "/products"] {
      #expect(try await shop.get(path, headers).status == 403)
    }
    #expect(shop.upstream.received == "")
  }

  @Test func `a WebSocket passes in both directions`() async throws {
    let shop = try await Shop { arrival in
      if arrival.text.contains("Upgrade: websocket") {
        arrival.send(
          "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: yes\r\n\r\nfirst")
      } else if !arrival.text.isEmpty {
        arrival.send("echo \(arrival.text)")
      }
      return true
    }
    let cookie = try await shop.cookie()
    let client = try await shop.get(
      "/hot",
      "\(cookie)\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Origin: http://127.0.0.1:\(shop.port)\r\nSec-WebSocket-Key: k\r\nSec-WebSocket-Version: 13\r\n",
      until: { $0.contains("first") })
    #expect(client.status == 101)
    #expect(client.text.contains("Sec-WebSocket-Accept: yes\r\n"), "\(client.text)")
    #expect(shop.upstream.received.contains("shop_ep_account_member_token=cookie-of-A"))
    try await client.send("one")
    try await waitUntil("the echo") { client.text.hasSuffix("echo one") }
    await client.close()
    try await waitUntil("the end behind") { shop.upstream.closedCount == 1 }
  }

  @Test func `a WebSocket of another page is refused`() async throws {
    let shop = try await Shop()
    let cookie = try await shop.cookie()
    let client = try await shop.get(
      "/hot",
      "\(cookie)\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Origin: https://evil.example\r\nSec-WebSocket-Key: k\r\nSec-WebSocket-Version: 13\r\n")
    #expect(client.status.map { $0 >= 400 } ?? client.isClosed)
    #expect(shop.upstream.received == "")
  }
}
