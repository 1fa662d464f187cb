@testable import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import Testing

@Suite(.fewAtOnce) struct `Requests as an account` {
  private func requests(_ bench: TestBench) async throws -> RequestSession {
    let service = try bench.service()
    return try await service.requests(
      as: try service.actingAccount(), reason: nil, prompter: ScriptedPrompter())
  }

  private func get(
    _ bench: TestBench, _ path: String, headers: [HeaderField] = []
  ) throws -> AccountRequest {
    AccountRequest(
      "GET", try RequestPath(path, of: try bench.store), headers: headers, body: nil)
  }

  @Test func `a request carries both tokens, its own headers and its body`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try await bench.signIn(actingAs: 1)
    let requests = try await requests(bench)
    bench.server.forgetRequests()
    let answer = try await requests.send(
      AccountRequest(
        "POST", try RequestPath("/v2/carts?x=1", of: try bench.store),
        headers: [try HeaderField(name: "EP-Channel", value: "web")],
        body: Data(#"{"data":{"name":"c"}}"#.utf8)))
    let sent = try #require(bench.server.requests.first)
    #expect(bench.server.requests.count == 1)
    #expect(sent.method == "POST")
    #expect(sent.path == "/v2/carts")
    #expect(sent.query == ["x": "1"])
    #expect(sent.actor?.accountID == bench.account(1).rawValue)
    #expect(sent.accessToken?.grantType == .implicit)
    #expect(sent.header("EP-Channel") == "web")
    #expect(sent.body == Data(#"{"data":{"name":"c"}}"#.utf8))
    #expect(answer.headers.contains { $0.name.lowercased() == "content-type" })
  }

  @Test(arguments: [200, 404, 422, 429, 500, 503, 302])
  func `any status is returned, after one request`(_ status: Int) async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try await bench.signIn(actingAs: 1)
    let requests = try await requests(bench)
    bench.server.forgetRequests()
    switch status {
    case 200: break
    case 302: bench.server.faults.turnOn(.redirect(to: "https://evil.example/"))
    default: bench.server.faults.turnOn(.status(status))
    }
    let answer = try await requests.send(try get(bench, "/v2/accounts"))
    #expect(answer.status == status)
    #expect(bench.server.requests.count == 1)
  }

  @Test func `a stale access token is replaced`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try await bench.signIn(actingAs: 1)
    let requests = try await requests(bench)
    bench.server.revokeAccessTokens()
    bench.server.forgetRequests()
    let answer = try await requests.send(try get(bench, "/v2/accounts/\(bench.account(1))"))
    #expect(answer.status == 200)
    #expect(
      bench.server.requests.map(\.path) == [
        "/v2/accounts/\(bench.account(1))", "/oauth/access_token",
        "/v2/accounts/\(bench.account(1))",
      ])
    // The new one is kept.
    bench.server.forgetRequests()
    _ = try await requests.send(try get(bench, "/v2/accounts"))
    #expect(bench.server.requests.count == 1)
  }

  @Test func `a 401 that stays is returned as it is`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try await bench.signIn(actingAs: 1)
    let requests = try await requests(bench)
    bench.server.expireTokens(ofAccount: bench.account(1).rawValue)
    bench.server.forgetRequests()
    let answer = try await requests.send(try get(bench, "/v2/accounts"))
    #expect(answer.status == 401)
    #expect(!answer.body.isEmpty)
    #expect(bench.server.requests.count { $0.path == "/v2/accounts" } == 2)
  }

  @Test func `an account token that expires meanwhile is renewed`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    bench.server.setLifetime(600, ofAccount: bench.account(1).rawValue)
    try await bench.signIn(actingAs: 1)
    let requests = try await requests(bench)
    bench.clock.advance(by: 700)
    bench.server.forgetRequests()
    let answer = try await requests.send(try get(bench, "/v2/accounts/\(bench.account(1))"))
    #expect(answer.status == 200)
    #expect(bench.server.issued.mints == 1)
    bench.clock.advance(by: 100)
    _ = try await requests.send(try get(bench, "/v2/accounts"))
    #expect(bench.server.issued.mints == 1)
  }

  @Test func `a switch elsewhere does not change whom it acts as`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try await bench.signIn(actingAs: 1)
    let requests = try await requests(bench)
    try await bench.service().switchAccount(to: bench.account(2))
    bench.server.forgetRequests()
    _ = try await requests.send(try get(bench, "/v2/accounts"))
    #expect(bench.server.requests.map(\.actor?.accountID) == [bench.account(1).rawValue])
  }

  @Test func `a customer is sent in the customer's header`() async throws {
    let bench = try await TestBench(.showcase)
    let service = try bench.service()
    _ = try await service.signIn(
      SignInRequest(mechanism: .customer, username: bench.server.store.customer.email),
      at: try service.selector(),
      prompter: ScriptedPrompter(.secret(.password, bench.server.store.customer.password)))
    let requests = try await requests(bench)
    bench.server.forgetRequests()
    _ = try await requests.send(try get(bench, "/v2/products"))
    let sent = try #require(bench.server.requests.first)
    #expect(sent.header("X-Moltin-Customer-Token") != nil)
    #expect(sent.accountToken == nil)
  }

  @Test func `after a sign-out elsewhere nothing is sent`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    let session = try await bench.signIn(actingAs: 1)
    let requests = try await requests(bench)
    try bench.service().signOut(session.summary, reason: nil)
    bench.server.forgetRequests()
    let request = try get(bench, "/v2/accounts")
    let failure = try #require(await failure { _ = try await requests.send(request) })
    #expect(failure.kind == .changedElsewhere)
    #expect(bench.server.requests.isEmpty)
  }
}
