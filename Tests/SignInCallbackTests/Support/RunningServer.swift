import SignInCallback

/// A callback server that already listens.
struct RunningServer {
  let browser: Browser

  /// The end of the waiting.
  let visit: Task<String, any Error>

  /// Starts waiting on a free port and returns once the server says that it listens.
  static func start(
    path: String = "/callback", within limit: Duration = .seconds(30),
    verdict: @escaping @Sendable (String) -> CallbackVerdict
  ) async throws -> RunningServer {
    let port = try await freePort()
    let (listening, signal) = AsyncStream.makeStream(of: Void.self)
    let visit = Task<String, any Error> {
      defer { signal.finish() }
      return try await CallbackServer(port: port, path: path).waitForVisit(
        within: limit, onListening: { signal.yield() }, verdict: verdict)
    }
    for await _ in listening { break }
    return RunningServer(browser: Browser(port: port), visit: visit)
  }
}

/// Accepts the address whose state is `right`, as a sign-in would.
@Sendable func acceptRightState(_ address: String) -> CallbackVerdict {
  address.hasSuffix("state=right") ? .accepted : .ignored
}
