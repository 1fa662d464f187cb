import NIOCore
import NIOHTTP1
import Testing

@testable import SignInCallback

@Suite(.timeLimit(.minutes(10))) struct CallbackServerEndTests {
  @Test(arguments: ["127.0.0.1", "::1", "0.0.0.0"])
  func `a port busy in one family is busy`(address: String) async throws {
    let port = try await freePort()
    let other = try await occupy(address, port: port)
    await #expect(throws: CallbackError.portBusy(port)) {
      try await CallbackServer(port: port, path: "/callback").waitForCallback(
        within: .seconds(30), onListening: { Issue.record("listens") }, handle: { _ in .accepted })
    }
    try await other.close()
    // Nothing of the failed attempt holds either family.
    try await expectFree(port)
  }

  // 2001:db8::/32 is for documentation (RFC 3849): no machine has it, as some have no ::1.
  @Test func `one family is enough`() async throws {
    let server = CallbackServer(
      port: try await freePort(), path: "/callback", addresses: ["127.0.0.1", "2001:db8::1"])
    let callback = try await server.waitForCallback(within: .seconds(30)) {
      _ = try? await Browser(port: server.port).get("/callback?state=right")
    } handle: {
      acceptRightState($0)
    }
    #expect(callback == "/callback?state=right")
  }

  @Test(arguments: [
    CallbackServer(port: 70_000, path: "/callback"),
    CallbackServer(port: 0, path: "/callback"),
    CallbackServer(port: 20_000, path: "/callback", addresses: ["2001:db8::1"]),
  ])
  func `what cannot listen says so`(server: CallbackServer) async throws {
    let error = await #expect(throws: CallbackError.self) {
      try await server.waitForCallback(
        within: .seconds(30), onListening: { Issue.record("listens") }, handle: { _ in .accepted })
    }
    guard case .cannotListen = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `waiting ends at the time limit, and the port is free again`() async throws {
    let server = try await RunningServer.start(within: .milliseconds(50)) { _ in .accepted }
    await #expect(throws: CallbackError.timedOut(.milliseconds(50))) {
      try await server.callback.value
    }
    try await expectFree(server.browser.port)
  }

  @Test func `cancelling ends the waiting, and the port is free again`() async throws {
    let server = try await RunningServer.start { _ in .accepted }
    server.callback.cancel()
    await #expect(throws: CallbackError.cancelled) { try await server.callback.value }
    try await expectFree(server.browser.port)
  }

  @Test func `a task cancelled before it starts does not listen`() async throws {
    let port = try await freePort()
    let callback = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await CallbackServer(port: port, path: "/callback").waitForCallback(
        within: .seconds(30), onListening: { Issue.record("listens") }, handle: { _ in .accepted })
    }
    await #expect(throws: CallbackError.cancelled) { try await callback.value }
  }

  @Test func `a connection that says nothing does not hold up the end`() async throws {
    let server = try await RunningServer.start { _ in .accepted }
    let idle = try await server.browser.connect()
    _ = try await server.browser.get("/callback?code=c0de")
    _ = try await server.callback.value

    try await idle.closeFuture.get()
  }

  @Test func `a browser that never closes does not hold up the end`() async throws {
    let server = try await RunningServer.start { _ in .accepted }
    let browser = try await server.browser.connect(stays: true)
    let request =
      "GET /callback?code=c0de HTTP/1.1\r\nHost: localhost:\(server.browser.port)\r\n\r\n"
    try await browser.writeAndFlush(ByteBuffer(string: request))

    #expect(try await server.callback.value == "/callback?code=c0de")
    try await browser.close()
  }

  @Test func `a callback at the last moment is passed on, and one after the limit is not`()
    async throws
  {
    let (callbacks, incoming) = AsyncStream.makeStream(of: PendingCallback.self)
    let requests = CallbackRequestHandler(port: 1, path: "/callback", callbacks: incoming)
    // Any channel: nothing is sent.
    let channel = try await occupy("127.0.0.1", port: freePort())
    #expect(requests.answer(to: Self.request, on: channel) == nil)
    requests.stopWaiting()
    #expect(requests.answer(to: Self.request, on: channel)?.status == .conflict)
    requests.resumeWaiting()
    #expect(requests.answer(to: Self.request, on: channel)?.status == .conflict)
    var addresses: [String] = []
    for await callback in callbacks { addresses.append(callback.address) }
    #expect(addresses == ["/callback"])
    try await channel.close()
  }

  @Test func `after a callback of another sign-in the next one is passed on`() async throws {
    let (callbacks, incoming) = AsyncStream.makeStream(of: PendingCallback.self)
    let requests = CallbackRequestHandler(port: 1, path: "/callback", callbacks: incoming)
    let channel = try await occupy("127.0.0.1", port: freePort())
    #expect(requests.answer(to: Self.request, on: channel) == nil)
    requests.resumeWaiting()
    #expect(requests.answer(to: Self.request, on: channel) == nil)
    requests.resumeWaiting()
    requests.stopWaiting()
    var count = 0
    for await _ in callbacks { count += 1 }
    #expect(count == 2)
    try await channel.close()
  }

  @Test func `a callback after the time limit is not passed on`() async throws {
    let (callbacks, incoming) = AsyncStream.makeStream(of: PendingCallback.self)
    let requests = CallbackRequestHandler(port: 1, path: "/callback", callbacks: incoming)
    requests.stopWaiting()
    let channel = try await occupy("127.0.0.1", port: freePort())
    #expect(requests.answer(to: Self.request, on: channel)?.status == .conflict)
    try await channel.close()
    for await callback in callbacks { Issue.record("\(callback.address) was passed on") }
  }

  private static let request = HTTPRequestHead(
    version: .http1_1, method: .GET, uri: "/callback", headers: ["Host": "localhost:1"])
}
