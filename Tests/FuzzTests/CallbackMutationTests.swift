import Foundation
import ProgramTesting
import SignInCallback
import Testing

/// The server that waits for the browser, and requests that no browser sends.
@Suite(.serialized)
struct CallbackMutationTests {
  private static let count = FaultReport.count("EPSWITCH_FUZZ_REQUESTS", usual: 1_000)

  @Test(.timeLimit(.minutes(30)))
  func `no request breaks the callback server, or is shown again`() async throws {
    let port = try freePort()
    let (listening, ready) = AsyncStream.makeStream(of: Void.self)
    let server = Task {
      defer { ready.finish() }
      return try await CallbackServer(port: port, path: "/callback").waitForCallback(
        within: .seconds(3_600), onListening: { ready.yield() },
        handle: { $0.hasSuffix("?code=last") ? .accepted : .ignored })
    }
    for await _ in listening { break }
    let request = """
      GET /callback?code=x&state=y HTTP/1.1\r\nHost: localhost:\(port)\r\nAccept: text/html\r\n\r\n
      """
    var mutator = Mutator(
      seed: FaultReport.seed,
      pieces: [
        "\r\n", "\r\n\r\n", "Host: evil.example\r\n", "Content-Length: 9223372036854775808\r\n",
        "Transfer-Encoding: chunked\r\n", "HTTP/1.1", "HTTP/0.9", "HTTP/2.0", "POST ", "HEAD ",
        "CONNECT ", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "<script>alert(1)</script>", "%00",
        "\u{1B}]",
        "Upgrade: h2c\r\n", "Expect: 100-continue\r\n", "Host: localhost:\(port)\r\n",
      ])
    for number in 0..<Self.count {
      let bytes = mutator.mutate([Array(request.utf8)])
      let answer = try await exchange(bytes, port: port)
      let place = "seed \(FaultReport.seed), case \(number), \(Data(bytes).base64EncodedString())"
      let text = String(decoding: answer, as: UTF8.self)
      try require(answer.isEmpty || text.hasPrefix("HTTP/1."), "\(place): \(text)")
      try require(!text.contains("<script>") && !text.contains("\u{1B}"), "\(place): \(text)")
      try require(answer.count < 16_384, "\(place): \(answer.count) bytes")
    }
    // One before it may still be looked at.
    let last = "GET /callback?code=last HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n"
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      let answer = try await exchange(Array(last.utf8), port: port, isHalfClosed: false)
      if String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 200 ") { break }
      try require(ContinuousClock.now < deadline, "the last callback is not accepted")
    }
    #expect(try await server.value == "/callback?code=last")
    try FaultReport.add(
      "mutated requests to the callback server", count: Self.count, seed: FaultReport.seed,
      result: "an answer of its own or none; nothing of the request in it")
  }

  /// Sends bytes and reads until the other side closes.
  ///
  /// - Parameter isHalfClosed: whether it says that nothing more will come.
  private func exchange(
    _ bytes: [UInt8], port: Int, isHalfClosed: Bool = true
  ) async throws -> [UInt8] {
    try await onThread {
      let connection = connectToLoopback(port: port)
      try require(connection >= 0, "nobody listens any more")
      defer { close(connection) }
      send(bytes, to: connection)
      if isHalfClosed { shutdown(connection, Int32(SHUT_WR)) }
      var answer: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 8_192)
      while true {
        let count = recv(connection, &buffer, buffer.count, 0)
        if count < 0, errno == EAGAIN { throw Violation("no end within 30 seconds") }
        guard count > 0 else { return answer }
        answer += buffer[..<count]
      }
    }
  }
}
