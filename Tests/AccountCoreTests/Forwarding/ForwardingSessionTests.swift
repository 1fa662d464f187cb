@testable import AccountCore
import AccountModel
import AccountVault
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

/// Whom requests of other programs act as.
@Suite(.fewAtOnce)
struct ForwardingSessionTests {
  private func forwarding(
    _ service: AccountService, account: String? = nil,
    for purpose: ForwardingRules.Purpose = .api, allowsWrites: Bool = false, reason: String? = nil
  ) async throws -> ForwardingSession {
    try await service.forwarding(
      as: try service.actingAccount(account), for: purpose, allowsWrites: allowsWrites,
      reason: reason, prompter: ScriptedPrompter())
  }

  @Test func `a switch of another process counts from the next request on`() async throws {
    let bench = try await TestBench()
    try await bench.signIn(actingAs: 0)
    let session = try await forwarding(try bench.service())
    for index in [0, 1, 2, 0] {
      try await bench.service().switchAccount(to: bench.account(index))
      let identity = try await session.identity(forMethod: "GET", path: "/v2/carts")
      #expect(identity.account.id == bench.account(index))
      let token = try await bench.service().token()
      #expect(identity.credentials.held.token.secret == token)
    }
  }

  @Test func `a switch of the same process counts too`() async throws {
    let bench = try await TestBench()
    let service = try bench.service()
    try await bench.signIn(service, actingAs: 0)
    let session = try await forwarding(service)
    try await service.switchAccount(to: bench.account(1))
    #expect(try await session.identity().account.id == bench.account(1))
  }

  @Test func `nothing is asked of the store while nothing changes`() async throws {
    let bench = try await TestBench()
    try await bench.signIn(actingAs: 0)
    let session = try await forwarding(try bench.service())
    bench.server.forgetRequests()
    for _ in 0..<50 { _ = try await session.identity(forMethod: "GET", path: "/") }
    #expect(bench.server.requests.isEmpty)
  }

  @Test func `an account that is named is acted as whatever is chosen`() async throws {
    let bench = try await TestBench()
    try await bench.signIn(actingAs: 0)
    let session = try await forwarding(
      try bench.service(), account: bench.account(2).rawValue)
    try await bench.service().switchAccount(to: bench.account(1))
    #expect(session.isPinned)
    #expect(try await session.identity().account.id == bench.account(2))
  }

  @Test func `what the terminal was shown counts until the default changes again`() async throws {
    let bench = try await TestBench()
    try await bench.signIn(actingAs: 0)
    let terminal = Terminal(bench, "one")
    try terminal.drawPrompt()
    try await bench.service().switchAccount(to: bench.account(1))
    let session = try await forwarding(try terminal.command())
    #expect(try await session.identity().account.id == bench.account(0))
    try await bench.service().switchAccount(to: bench.account(2))
    #expect(try await session.identity().account.id == bench.account(2))
  }

  @Test func `a token that expires is renewed by the next request`() async throws {
    let bench = try await TestBench()
    try await bench.signIn(actingAs: 1)
    let session = try await forwarding(try bench.service())
    let first = try await session.identity()
    let left = try #require(first.secondsLeft(at: bench.clock.now()))
    bench.clock.advance(by: TimeInterval(left - 10))
    let second = try await session.identity()
    #expect(second.account.id == first.account.id)
    #expect(try #require(second.secondsLeft(at: bench.clock.now())) > Expiry.margin)
  }

  @Test func `tokens that the store refuses are replaced once`() async throws {
    let bench = try await TestBench()
    try await bench.signIn(actingAs: 0)
    let session = try await forwarding(try bench.service())
    let first = try await session.identity()
    bench.server.forgetRequests()
    let second = try #require(try await session.identity(replacing: first))
    #expect(second.secrets != first.secrets)
    #expect(bench.server.mints.count == 1)
    // Others that were refused with the same tokens get the new ones.
    #expect(try await session.identity(replacing: first)?.secrets == second.secrets)
    // The new ones are refused too: it is not the tokens.
    #expect(try await session.identity(replacing: second) == nil)
    #expect(bench.server.mints.count == 1)
  }

  @Test func `a sign-out is said`() async throws {
    let bench = try await TestBench()
    let signedIn = try await bench.signIn(actingAs: 0)
    let session = try await forwarding(try bench.service())
    try bench.service().signOut(signedIn.summary, reason: nil)
    let error = await failure { _ = try await session.identity() }
    #expect(error?.kind == .notSignedIn)
  }

  @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"])
  func `production lets no write through without being told to`(method: String) async throws {
    let bench = try await TestBench()
    try bench.addProfile("live") { $0.isProduction = true }
    let service = try bench.service(profile: "live")
    try await bench.signIn(service, actingAs: 0, reason: "ticket 1")
    let session = try await forwarding(service)
    for read in ["GET", "HEAD", "OPTIONS"] {
      _ = try await session.identity(forMethod: read, path: "/v2/carts")
    }
    let error = await failure {
      _ = try await session.identity(forMethod: method, path: "/v2/carts")
    }
    #expect(error?.kind == .refused)
    let writing = try await forwarding(service, allowsWrites: true, reason: "ticket 2")
    _ = try await writing.identity(forMethod: method, path: "/v2/carts/1")
    writing.recordEnd()
    let events = try service.auditEvents(limit: 3).filter { $0.kind == .proxy }
    #expect(
      events.map(\.reason) == [
        "ticket 2 – stopped", "ticket 2 – \(method) /v2/carts/1", "ticket 2 – started",
      ])
  }

  @Test func `writes in production need a reason`() async throws {
    let bench = try await TestBench()
    try bench.addProfile("live") { $0.isProduction = true }
    let service = try bench.service(profile: "live")
    try await bench.signIn(service, actingAs: 0, reason: "ticket 1")
    let error = await failure {
      _ = try await service.forwarding(
        as: try service.actingAccount(), for: .api, allowsWrites: true, reason: nil,
        prompter: ScriptedPrompter(.failing(.unavailable)))
    }
    #expect(error?.kind == .usage)
  }

  @Test func `a profile that becomes production is guarded at once`() async throws {
    let bench = try await TestBench()
    try bench.addProfile("shop")
    let service = try bench.service(profile: "shop")
    try await bench.signIn(service, actingAs: 0)
    let session = try await forwarding(service)
    _ = try await session.identity(forMethod: "POST", path: "/v2/carts")
    try bench.settings.set(.production, to: "true", on: "shop")
    let error = await failure {
      _ = try await session.identity(forMethod: "POST", path: "/v2/carts")
    }
    #expect(error?.kind == .refused)
  }

  @Test(arguments: [
    "/v2/account-members/tokens", "/v2/account-members/%74okens", "/V2/Account-Members/Tokens/",
    "/v2/customers/tokens", "/v2/account-members/tokens;a=b", "/oauth/access_token",
    "/%6fauth/access_token",
  ])
  func `no request for tokens is forwarded`(path: String) async throws {
    let bench = try await TestBench()
    try await bench.signIn(actingAs: 0)
    let session = try await forwarding(try bench.service())
    for method in ["POST", "GET"] {
      let error = await failure {
        _ = try await session.identity(forMethod: method, path: path)
      }
      #expect(error?.kind == .refused)
    }
  }

  @Test func `changes are told as they happen`() async throws {
    let bench = try await TestBench()
    try await bench.signIn(actingAs: 0)
    let session = try await forwarding(try bench.service())
    var changes = session.changes().makeAsyncIterator()
    let first = try #require(await changes.next()).get()
    #expect(first.account.id == bench.account(0))
    try await bench.service().switchAccount(to: bench.account(1))
    let second = try #require(await changes.next()).get()
    #expect(second.account.id == bench.account(1))
  }
}
