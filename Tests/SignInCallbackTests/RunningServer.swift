import SignInCallback

/// A callback server that already listens.
struct RunningServer {
  let browser: Browser

  /// The end of the waiting.
  let callback: Task<String, any Error>

  /// Starts waiting on a free port and returns once the server says that it listens.
  static func start(
    path: String = "/callback", within limit: Duration = .seconds(300),
    exchangeLimit: Duration = .seconds(300),
    handle: @escaping @Sendable (String) async -> CallbackVerdict
  ) async throws -> RunningServer {
    while true {
      let port = try await freePort()
      let (listening, signal) = AsyncStream.makeStream(of: Void.self)
      let callback = Task<String, any Error> {
        defer { signal.finish() }
        return try await CallbackServer(port: port, path: path).waitForCallback(
          within: limit, exchangeLimit: exchangeLimit, onListening: { signal.yield() },
          handle: handle)
      }
      for await _ in listening {
        return RunningServer(browser: Browser(port: port), callback: callback)
      }
      // Somebody else took the port between the choice and the listening.
      do {
        _ = try await callback.value
      } catch CallbackError.portBusy {
        continue
      }
    }
  }
}

/// Accepts the address whose state is `right`, as a sign-in would.
@Sendable func acceptRightState(_ address: String) -> CallbackVerdict {
  address.hasSuffix("state=right") ? .accepted : .ignored
}
