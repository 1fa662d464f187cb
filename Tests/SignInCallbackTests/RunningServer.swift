import SignInCallback

/// A callback server that already listens.
struct RunningServer {
  let browser: Browser

  /// The end of the waiting.
  let callback: Task<String, any Error>

  /// Starts waiting on a free port and returns once the server says that it listens.
  static func start(
    path: String = "/callback", within limit: Duration = .seconds(30),
    exchangeLimit: Duration = .seconds(30),
    handle: @escaping @Sendable (String) async -> CallbackVerdict
  ) async throws -> RunningServer {
    let port = try await freePort()
    let (listening, signal) = AsyncStream.makeStream(of: Void.self)
    let callback = Task<String, any Error> {
      defer { signal.finish() }
      return try await CallbackServer(port: port, path: path).waitForCallback(
        within: limit, exchangeLimit: exchangeLimit, onListening: { signal.yield() },
        handle: handle)
    }
    for await _ in listening { break }
    return RunningServer(browser: Browser(port: port), callback: callback)
  }
}

/// Accepts the address whose state is `right`, as a sign-in would.
@Sendable func acceptRightState(_ address: String) -> CallbackVerdict {
  address.hasSuffix("state=right") ? .accepted : .ignored
}
