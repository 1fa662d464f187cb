import Foundation
import Testing

@testable import CommerceSimulator

@Suite struct CommerceServerTests {
  @Test func `a port that is taken is an error`() async throws {
    try await withServer { client in
      let port = client.server.port
      await #expect {
        _ = try await CommerceServer.start(SimulatedStore(scenario: .empty), port: port)
      } throws: { error in
        if case .cannotListen(port, _) = error as? SimulatorError { true } else { false }
      }
    }
  }

  @Test func `a stopped server has freed its port`() async throws {
    let first = try await CommerceServer.start(SimulatedStore(scenario: .empty))
    // A connection that is kept alive must not hold the server up.
    _ = try await StoreClient(server: first).get("/v2/nothing")
    await first.stop()
    await #expect(throws: (any Error).self) {
      try await bytesSent(by: first.port, after: "GET / HTTP/1.1\r\n\r\n")
    }
    let second = try await CommerceServer.start(
      SimulatedStore(scenario: .empty), port: first.port)
    #expect(second.port == first.port)
    await second.stop()
  }

  @Test func `a token outlives the server that minted it`() async throws {
    let store = SimulatedStore(scenario: .showcase)
    let row = try await withServer(store) { client in
      let rows = try await client.withAccessToken().signIn().json.rows
      return try #require(rows.first)
    }
    try await withServer(store) { client in
      let answer = try await client.withAccessToken().holding(row).switchAccount()
      #expect(answer.status == 201)
    }
  }

  @Test func `requests are recorded with all they carried`() async throws {
    try await withServer { anonymous in
      let client = try await anonymous.withAccessToken()
      _ = try await client.signIn(query: "?page[limit]=10")
      let request = try #require(client.server.requests.last)
      #expect(client.server.requests.map(\.path).first == "/oauth/access_token")
      #expect(request.method == "POST")
      #expect(request.path == "/v2/account-members/tokens")
      #expect(request.query == ["page[limit]": "10"])
      #expect(request.mechanism == "password")
      #expect(request.header("AUTHORIZATION") == "Bearer \(client.accessToken ?? "")")
      #expect(
        JSONValue(parsing: request.body)?[path: "data.username"]?.text
          == client.server.store.member.username)
      client.server.forgetRequests()
      #expect(client.server.requests.isEmpty)
    }
  }

  @Test func `requests in flight at once are counted`() async throws {
    try await withServer(latency: .milliseconds(100)) { client in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<6 { group.addTask { try await client.get("/v2/nothing").status } }
        try await group.waitForAll()
      }
      #expect(client.server.requests.count == 6)
      #expect(2...6 ~= client.server.peakInFlight)
      _ = try await client.get("/v2/nothing")
      client.server.forgetRequests()
      #expect(client.server.peakInFlight == 0)
    }
  }

  @Test func `the log of requests has a bound`() {
    let log = RequestLog()
    let request = RecordedRequest(
      method: "GET", path: "/", query: [:], headers: [], body: Data(), mechanism: nil)
    for _ in 0..<(RequestLog.capacity * 2) {
      log.begin(request)
      log.end()
    }
    #expect(log.requests.count <= RequestLog.capacity)
    #expect(log.total == RequestLog.capacity * 2)
    #expect(log.peakInFlight == 1)
  }
}
