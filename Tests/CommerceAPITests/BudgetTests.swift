import AccountModel
import Foundation
import Testing

@testable import CommerceAPI

@Suite(.timeLimit(.minutes(10))) struct `What a command may take` {
  private func budget(
    seconds: Int = 600, bytes: Int = 1_000_000, requests: Int = 1_000
  ) -> Budget {
    Budget(Budget.Limits(seconds: seconds, bytes: bytes, requests: requests))
  }

  @Test func `one command and one list have the limits that are promised`() {
    let (command, list, kept) = (Budget.Limits.command, Budget.Limits.list, Budget.Limits.keptList)
    #expect(command == Budget.Limits(seconds: 600, bytes: 512 << 20, requests: 10_000))
    #expect(list.seconds == 3_600 && list.requests == 100_000)
    #expect(kept == Budget.Limits(seconds: 3_600, bytes: 256 << 20, requests: 100_000))
  }

  @Test func `requests are counted over all attempts`() async throws {
    let server = try await ScriptedServer.start(.status(503), .status(503))
    let client = try server.client(attempts: 10, budget: budget(requests: 2))
    await #expect(throws: APIError.overBudget(.requests(2))) {
      try await client.requestAccessToken(.implicit)
    }
    #expect(server.requests.count == 2)
  }

  @Test func `bytes are counted over all answers`() async throws {
    let server = try await ScriptedServer.start(.json("12345678"), .json("12345678"))
    let client = try server.client(budget: budget(bytes: 12))
    _ = try await client.sendOnce(HTTPRequest("GET", "/"))
    await #expect(throws: APIError.overBudget(.bytes(12))) {
      try await client.sendOnce(HTTPRequest("GET", "/"))
    }
  }

  @Test func `a trickle ends when the time of the command is up`() async throws {
    let server = try await ScriptedServer.start(.trickle)
    let client = try server.client(
      attempts: 10, limits: .init(attempt: 3_600), budget: budget(seconds: 4))
    await #expect(throws: APIError.overBudget(.seconds(4))) {
      try await client.requestAccessToken(.implicit)
    }
    await #expect(throws: APIError.overBudget(.seconds(4))) {
      try await client.sendOnce(HTTPRequest("GET", "/"))
    }
    #expect(server.requests.count <= 1)
  }

  @Test func `no wait before another attempt outlives the command`() async throws {
    let server = try await ScriptedServer.start(.status(429, headers: ["Retry-After: 3600"]))
    let client = try server.client(attempts: 10, budget: budget(seconds: 20)) { _ in
      Issue.record("It waited.")
    }
    await #expect(throws: APIError.unavailable(status: 429, reason: nil)) {
      try await client.requestAccessToken(.implicit)
    }
  }

  @Test(arguments: [
    String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000),
    #"{"access_token":"t","x":"# + String(repeating: "[", count: 100)
      + String(repeating: "]", count: 100) + "}",
  ])
  func `an answer nested too deeply is no answer`(json: String) async throws {
    for status in [200, 400] {
      let server = try await ScriptedServer.start(.json(json, status: status))
      let error = await #expect(throws: APIError.self) {
        try await server.client().requestAccessToken(.implicit)
      }
      #expect(
        status == 400
          ? error == .refused(Refusal(status: 400, subject: .client))
          : error == .unreadable("the answer is not an access token"))
    }
  }
}
