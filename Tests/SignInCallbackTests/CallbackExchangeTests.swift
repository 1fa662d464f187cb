import NIOHTTP1
import SignInCallback
import Synchronization
import Testing

/// The time between the arrival of a callback and its page, in which the code is exchanged.
@Suite(.timeLimit(.minutes(10))) struct CallbackExchangeTests {
  @Test(arguments: [CallbackVerdict.accepted, .refused("The code has expired.")])
  func `the page is sent only when the exchange has ended`(verdict: CallbackVerdict) async throws {
    let exchange = Exchange()
    let server = try await RunningServer.start { await exchange.run($0, verdict) }
    let page = Task {
      defer { exchange.note("page") }
      return try await server.browser.get("/callback?code=c0de")
    }
    await exchange.started()
    // A whole request and its answer pass meanwhile.
    #expect(try await server.browser.get("/favicon.ico").status == .notFound)
    exchange.note("exchanged")
    exchange.finish()
    let html = try await page.value.html
    #expect(exchange.notes == ["/callback?code=c0de", "exchanged", "page"])
    #expect(
      html.contains(verdict == .accepted ? "You are signed in" : "<p>The code has expired.</p>"))
    #expect(try await server.callback.value == "/callback?code=c0de")
  }

  @Test func `a second callback is told that one is being handled`() async throws {
    let exchange = Exchange()
    let server = try await RunningServer.start { await exchange.run($0, .accepted) }
    let first = Task { try await server.browser.get("/callback?code=first") }
    await exchange.started()
    let second = try await server.browser.get("/callback?code=second")
    #expect(second.status == .conflict)
    #expect(second.html.contains("A sign-in is being finished"))
    exchange.finish()
    #expect(try await first.value.status == .ok)
    #expect(try await server.callback.value == "/callback?code=first")
    #expect(exchange.notes == ["/callback?code=first"])
  }

  @Test func `an exchange that takes too long is cancelled, and the page says so`() async throws {
    let limit = Duration.milliseconds(50)
    let server = try await RunningServer.start(exchangeLimit: limit) { _ in
      await untilCancelled()
      return .refused("cancelled")
    }
    let page = try await server.browser.get("/callback?code=c0de")
    #expect(page.status == .forbidden)
    #expect(page.html.contains("The store did not answer in time."))
    await #expect(throws: CallbackError.exchangeTimedOut(limit)) {
      try await server.callback.value
    }
    try await expectFree(server.browser.port)
  }

  @Test func `an exchange that succeeds while it is cancelled counts`() async throws {
    let server = try await RunningServer.start(exchangeLimit: .milliseconds(50)) { _ in
      await untilCancelled()
      return .accepted
    }
    #expect(
      try await server.browser.get("/callback?code=c0de").html.contains("You are signed in"))
    #expect(try await server.callback.value == "/callback?code=c0de")
  }

  @Test func `cancelling ends the exchange and closes everything`() async throws {
    let exchange = Exchange()
    let server = try await RunningServer.start { address in
      exchange.note(address)
      exchange.start()
      await untilCancelled()
      return .refused("cancelled")
    }
    let page = Task { try await server.browser.get("/callback?code=c0de") }
    await exchange.started()
    server.callback.cancel()
    await #expect(throws: CallbackError.cancelled) { try await server.callback.value }
    #expect(try await page.value.html.contains("The sign-in was cancelled."))
    try await expectFree(server.browser.port)
  }

  @Test func `a browser that hangs up during the exchange does not undo it`() async throws {
    let exchange = Exchange()
    let server = try await RunningServer.start { await exchange.run($0, .accepted) }
    let page = Task { try await server.browser.get("/callback?code=c0de") }
    await exchange.started()
    page.cancel()
    _ = try? await page.value
    exchange.finish()
    #expect(try await server.callback.value == "/callback?code=c0de")
    try await expectFree(server.browser.port)
  }
}

/// An exchange of a code that the test starts and ends, and notes of the order of events.
private final class Exchange: Sendable {
  private let log = Mutex<[String]>([])
  private let starts = AsyncStream.makeStream(of: Void.self)
  private let ends = AsyncStream.makeStream(of: Void.self)

  var notes: [String] { log.withLock { $0 } }

  func note(_ text: String) { log.withLock { $0.append(text) } }

  /// Notes the address, says that it started, and waits for ``finish()``.
  func run(_ address: String, _ verdict: CallbackVerdict) async -> CallbackVerdict {
    note(address)
    start()
    for await _ in ends.stream { break }
    return verdict
  }

  func start() { starts.continuation.yield() }

  func started() async { for await _ in starts.stream { break } }

  func finish() { ends.continuation.yield() }
}

private func untilCancelled() async {
  let (never, continuation) = AsyncStream.makeStream(of: Void.self)
  for await _ in never {}
  continuation.finish()
}
