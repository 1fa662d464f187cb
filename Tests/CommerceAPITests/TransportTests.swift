import AccountModel
import Foundation
import NIOSSL
import Testing

@testable import CommerceAPI

@Suite(.timeLimit(.minutes(10))) struct `Bounds of a request` {
  @Test(arguments: [ScriptedServer.Answer.trickle, .silence])
  func `an answer that does not end is given up after the limit`(
    answer: ScriptedServer.Answer
  ) async throws {
    let server = try await ScriptedServer.start(answer)
    let client = try server.client(limits: .init(attempt: 8))
    let start = ContinuousClock.now
    let error = await #expect(throws: APIError.self) {
      try await client.sendOnce(HTTPRequest("GET", "/"))
    }
    switch (answer, error) {
    case (.silence, .timedOut(8, .answer)): break
    case (.trickle, .timedOut(8, .body(let received))): #expect((1..<1_000_000).contains(received))
    default: Issue.record("\(answer): \(String(describing: error))")
    }
    #expect((.seconds(8)..<(.seconds(55))).contains(ContinuousClock.now - start))
  }

  @Test(arguments: [ScriptedServer.Answer.trickle, .silence])
  func `cancelling ends a request that is under way`(answer: ScriptedServer.Answer) async throws {
    let server = try await ScriptedServer.start(answer)
    let client = try server.client(limits: .init(attempt: 3600))
    let request = Task { try await client.sendOnce(HTTPRequest("GET", "/")) }
    for await _ in server.arrivals { break }
    request.cancel()
    await #expect(throws: APIError.cancelled) { try await request.value }
  }

  @Test func `an answer that is too large is not read`() async throws {
    let large = String(repeating: "x", count: (1 << 20) + 1)
    let server = try await ScriptedServer.start(.json(large))
    let client = try server.client(limits: .init(body: 1 << 20))
    await #expect(throws: APIError.unreadable("the answer is larger than 1 MiB")) {
      try await client.sendOnce(HTTPRequest("GET", "/"))
    }
  }

  @Test func `a connection that breaks is unreachable`() async throws {
    let server = try await ScriptedServer.start(.disconnect)
    let client = try server.client()
    await #expect(throws: APIError.unreachable("the connection broke")) {
      try await client.sendOnce(HTTPRequest("GET", "/"))
    }
  }

  @Test func `a port where nothing listens is unreachable`() async throws {
    // Port 1 is reserved, and nothing on a test machine listens on it.
    let endpoint = try Endpoint("http://127.0.0.1:1")
    let transport = try HTTPTransport(endpoint: endpoint)
    await #expect(throws: APIError.unreachable("Connection refused")) {
      try await transport.sendOnce(HTTPRequest("GET", "/"))
    }
  }
}
