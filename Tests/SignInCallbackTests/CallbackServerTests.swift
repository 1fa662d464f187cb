import NIOHTTP1
import SignInCallback
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct CallbackServerTests {
  @Test(arguments: ["127.0.0.1", "[::1]", "localhost"])
  func `the answer is received at every name of this machine`(address: String) async throws {
    let server = try await RunningServer.start(handle: acceptRightState)
    let page = try await server.browser.get("/callback?code=c0de&state=right", at: address)

    #expect(try await server.callback.value == "/callback?code=c0de&state=right")
    #expect(page.status == .ok)
    #expect(page.html.contains("You are signed in"))
  }

  @Test func `the page arrives whole, is stored nowhere and does not hold the code`() async throws {
    let server = try await RunningServer.start(handle: acceptRightState)
    let page = try await server.browser.get("/callback?code=c0de&state=right")

    #expect(page.html.hasSuffix("</html>\n"))
    #expect(page.headers["Content-Length"] == ["\(page.html.utf8.count)"])
    #expect(page.headers["Cache-Control"] == ["no-store"])
    #expect(page.headers["Referrer-Policy"] == ["no-referrer"])
    #expect(page.headers["Content-Security-Policy"].first?.hasPrefix("default-src 'none'") == true)
    #expect(!page.html.contains("c0de"))
    #expect(!page.html.contains("<script"))
  }

  @Test func `a callback from within onListening is received`() async throws {
    let port = try await freePort()
    let server = CallbackServer(port: port, path: "/callback")
    let callback = try await server.waitForCallback(within: .seconds(30)) {
      _ = try? await Browser(port: port).get("/callback?state=right")
    } handle: {
      acceptRightState($0)
    }
    #expect(callback == "/callback?state=right")
  }

  @Test func `an empty path is the root`() async throws {
    let server = try await RunningServer.start(path: "") { _ in .accepted }
    _ = try await server.browser.get("/?code=c0de")
    #expect(try await server.callback.value == "/?code=c0de")
  }

  @Test(arguments: ["/", "/favicon.ico", "/callback/", "/callbacks?state=right", "//callback"])
  func `a foreign path is not found, and waiting goes on`(path: String) async throws {
    let server = try await RunningServer.start(handle: acceptRightState)
    #expect(try await server.browser.get(path).status == .notFound)

    _ = try await server.browser.get("/callback?state=right")
    #expect(try await server.callback.value == "/callback?state=right")
  }

  @Test func `the answer to another sign-in is told so, and waiting goes on`() async throws {
    let server = try await RunningServer.start(handle: acceptRightState)
    let page = try await server.browser.get("/callback?code=old&state=wrong")
    #expect(page.status == .conflict)
    #expect(page.html.contains("belongs to another sign-in"))

    _ = try await server.browser.get("/callback?code=new&state=right")
    #expect(try await server.callback.value == "/callback?code=new&state=right")
  }

  @Test func `a refusal is shown harmlessly and ends the waiting`() async throws {
    let server = try await RunningServer.start { _ in
      .refused(#"<script>alert("no")</script> & 'so on'"#)
    }
    let page = try await server.browser.get("/callback?error=access_denied")

    #expect(try await server.callback.value == "/callback?error=access_denied")
    #expect(page.status == .forbidden)
    #expect(
      page.html.contains(
        "<p>&lt;script&gt;alert(&quot;no&quot;)&lt;/script&gt; &amp; &#39;so on&#39;</p>"))
  }

  @Test func `HEAD does not count as the callback`() async throws {
    let server = try await RunningServer.start(handle: acceptRightState)
    let page = try await server.browser.get("/callback?state=right", method: .HEAD)
    #expect(page.status == .ok)
    #expect(page.html.isEmpty)

    #expect(try await server.browser.get("/callback?state=right").status == .ok)
    #expect(try await server.callback.value == "/callback?state=right")
  }

  @Test func `another method is refused, and waiting goes on`() async throws {
    let server = try await RunningServer.start(handle: acceptRightState)
    let page = try await server.browser.get("/callback?state=right", method: .POST)
    #expect(page.status == .methodNotAllowed)
    #expect(page.headers["Allow"] == ["GET, HEAD"])

    _ = try await server.browser.get("/callback?state=right")
    _ = try await server.callback.value
  }

  @Test(arguments: ["attacker.example", "localhost", "localhost:1", "127.0.0.1.attacker.example"])
  func `a foreign host name never reaches the sign-in`(host: String) async throws {
    let server = try await RunningServer.start(handle: acceptRightState)
    let page = try await server.browser.get("/callback?code=evil&state=right", host: host)
    #expect(page.status == .misdirectedRequest)

    let rightPage = try await server.browser.get(
      "/callback?state=right", host: "LOCALHOST:\(server.browser.port)")
    #expect(rightPage.status == .ok)
    #expect(try await server.callback.value == "/callback?state=right")
  }

  @Test func `an oversized request never reaches the sign-in`() async throws {
    let server = try await RunningServer.start { _ in .accepted }
    let padding = String(repeating: "x", count: 100_000)
    // The server may hang up before the client has sent everything.
    let page = try? await server.browser.get("/callback?code=\(padding)")
    #expect(page == nil || page?.status == .badRequest)

    _ = try await server.browser.get("/callback?code=c0de")
    #expect(try await server.callback.value == "/callback?code=c0de")
  }

  @Test func `only one of many callbacks ends the waiting`() async throws {
    let judged = Mutex(0)
    let server = try await RunningServer.start { _ in
      judged.withLock { $0 += 1 }
      return .accepted
    }
    await withTaskGroup { group in
      for number in 0..<8 {
        group.addTask { _ = try? await server.browser.get("/callback?code=\(number)") }
      }
    }
    #expect(try await server.callback.value.hasPrefix("/callback?code="))
    #expect(judged.withLock { $0 } == 1)
  }
}
