@testable import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

/// A command that uses an expired account token renews it first, with any token that lives.
@Suite(.fewAtOnce) struct `Renewing an expired token` {
  /// A member whose chosen account's token has expired while those of the other two live.
  private func bench() async throws -> (TestBench, Session) {
    let bench = try await TestBench(.large, accounts: 3)
    bench.server.setLifetime(600, ofAccount: bench.account(0).rawValue)
    let session = try await bench.signIn(actingAs: 0)
    bench.clock.advance(by: 700)
    bench.server.forgetRequests()
    return (bench, session)
  }

  enum Use: String, CaseIterable, Sendable {
    case credentials, token, requests

    func callAsFunction(_ service: AccountService) async throws {
      let acting = try service.actingAccount()
      switch self {
      case .credentials: _ = try await service.credentials()
      case .token: _ = try await service.token()
      case .requests:
        _ = try await service.requests(as: acting, reason: nil, prompter: ScriptedPrompter())
      }
    }
  }

  @Test(arguments: Use.allCases)
  func `every use renews it with one mint, and the choice stays`(_ use: Use) async throws {
    let (bench, session) = try await bench()
    let service = try bench.service()
    let before = try service.everything(of: session.id)
    try await use(service)

    #expect(bench.server.issued.mints == 1)
    #expect(bench.server.mints.map(\.actor?.accountID) != [bench.account(0).rawValue])
    let after = try service.everything(of: session.id)
    #expect(after.session.selected == before.session.selected)
    #expect(after.session.previous == before.session.previous)
    #expect(after.revision == before.revision)
    #expect(after.tokens != before.tokens)

    try await use(service)
    #expect(bench.server.issued.mints == 1)
  }

  @Test(arguments: Use.allCases)
  func `a renewal that fails is an event of what it was for`(_ use: Use) async throws {
    let (bench, session) = try await bench()
    let service = try bench.service()
    bench.server.faults.turnOn(.status(503), for: .path("/v2/account-members"))
    let failure = await failure { try await use(service) }
    #expect(failure?.kind == .network)
    let events = try service.auditEvents(limit: 9)
    #expect(events.map(\.kind) == [use == .requests ? .api : .export, .signIn])
    let event = try #require(events.first)
    #expect(event.result == .failed)
    #expect(event.account?.id == session.selected?.rawValue)
    #expect(event.reason?.contains("503") == true)
  }

  @Test func `the token that is handed out makes the API answer as the account`() async throws {
    let (bench, _) = try await bench()
    let service = try bench.service()
    let requests = try await service.requests(
      as: try service.actingAccount(), reason: nil, prompter: ScriptedPrompter())
    let path = try RequestPath("/v2/accounts/\(bench.account(0))", of: try bench.store)
    let answer = try await requests.send(AccountRequest("GET", path, headers: [], body: nil))
    #expect(answer.status == 200)
  }

  @Test(arguments: [29.0, 30.0, 31.0])
  func `a token that expires within half a minute counts as expired`(
    secondsLeft: Double
  ) async throws {
    let bench = try await TestBench(.large, accounts: 3)
    bench.server.setLifetime(600, ofAccount: bench.account(0).rawValue)
    try await bench.signIn(actingAs: 0)
    bench.clock.advance(by: 600 - secondsLeft)
    bench.server.forgetRequests()
    _ = try await bench.service().token()
    #expect(bench.server.issued.mints == (secondsLeft > 30 ? 0 : 1))
  }

  @Test func `fifty commands at once cost one mint`() async throws {
    let (bench, _) = try await bench()
    let tokens = try await withThrowingTaskGroup(of: Secret.self) { group in
      for _ in 0..<50 {
        // Each is a service of its own, as a process is.
        let service = try bench.service()
        group.addTask { try await service.token() }
      }
      var tokens: [Secret] = []
      for try await token in group { tokens.append(token) }
      return tokens
    }
    #expect(tokens.count == 50)
    #expect(Set(tokens).count == 1)
    #expect(bench.server.issued.mints == 1)
  }

  @Test func `many tasks of one service in memory cost one mint`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    bench.server.setLifetime(600, ofAccount: bench.account(0).rawValue)
    var configuration = bench.configuration()
    configuration.stateDirectory = nil
    let service = try AccountService(configuration)
    try await bench.signIn(service, actingAs: 0)
    bench.clock.advance(by: 700)
    bench.server.forgetRequests()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 { group.addTask { _ = try await service.token() } }
      try await group.waitForAll()
    }
    #expect(bench.server.issued.mints == 1)
  }

  @Test func `when no token lives one has to sign in, and nothing is sent`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try bench.addProfile("shop")
    let service = try bench.service(profile: "shop")
    try await bench.signIn(service, actingAs: 0)
    bench.clock.advance(by: 86_400)
    bench.server.forgetRequests()
    for use in Use.allCases {
      let failure = try #require(await failure { try await use(service) })
      #expect(failure.kind == .signInNeeded)
      #expect(failure.exitCode == 3)
      #expect(failure.userMessage.summary.contains("has expired"))
      #expect(
        failure.userMessage.recoverySuggestion?.contains("`epswitch login --profile shop`") == true)
    }
    #expect(bench.server.requests.isEmpty)

    try bench.settings.use("shop")
    let failure = try #require(
      await failure { _ = try await bench.service(variables: [:]).token() })
    #expect(failure.userMessage.recoverySuggestion?.contains("`epswitch login`") == true)
  }

  @Test func `the token of a customer is used to its end and cannot be renewed`() async throws {
    let bench = try await TestBench(.showcase)
    let service = try bench.service()
    _ = try await service.signIn(
      SignInRequest(mechanism: .customer, username: bench.server.store.customer.email),
      at: try service.selector(),
      prompter: ScriptedPrompter(.secret(.password, bench.server.store.customer.password)))
    bench.clock.advance(by: 86_399)
    _ = try await service.token()
    bench.clock.advance(by: 1)
    bench.server.forgetRequests()
    let failure = try #require(await failure { _ = try await service.token() })
    #expect(failure.kind == .signInNeeded)
    #expect(failure.userMessage.summary.contains("customer token"))
    #expect(bench.server.requests.isEmpty)
  }

  @Test func `an account that moved to another page is found in the whole roster`() async throws {
    let bench = try await TestBench(.large, accounts: 250)
    bench.server.setLifetime(600, ofAccount: bench.account(100).rawValue)
    let session = try await bench.signIn(actingAs: 100)
    bench.server.removeAccount(bench.account(5).rawValue, fromMember: bench.member.id)
    bench.clock.advance(by: 700)
    let held = try await bench.service().credentials().held
    #expect(held.account.id == bench.account(100))
    #expect(try bench.service().session(session.id).selected == bench.account(100))
  }

  @Test func `an account that was taken away is not acted as`() async throws {
    let (bench, session) = try await bench()
    let service = try bench.service()
    let before = try service.everything(of: session.id)
    bench.server.removeAccount(bench.account(0).rawValue, fromMember: bench.member.id)
    let failure = try #require(await failure { _ = try await service.token() })
    #expect(failure.kind == .noSuchAccount)
    #expect(failure.exitCode == 4)
    #expect(failure.userMessage.summary.contains(bench.account(0).rawValue))
    #expect(failure.userMessage.recoverySuggestion?.contains("epswitch refresh") == true)
    #expect(try service.everything(of: session.id) == before)
  }

  @Test func `a session that was signed out meanwhile is not acted in`() async throws {
    let (bench, session) = try await bench()
    let service = try bench.service()
    let acting = try service.actingAccount()
    try bench.service().signOut(session.summary, reason: nil)
    let failure = try #require(
      await failure {
        _ = try await service.token(for: acting, reason: nil, prompter: ScriptedPrompter())
      })
    #expect(failure.kind == .changedElsewhere)
    #expect(failure.userMessage.summary.contains("signed out"))
    #expect(bench.server.requests.isEmpty)
  }

  @Test func `a renewal that the store refuses changes nothing`() async throws {
    let (bench, session) = try await bench()
    let service = try bench.service()
    let before = try service.everything(of: session.id)
    bench.server.faults.turnOn(.status(500), for: .path("/v2/account-members"))
    let failure = try #require(await failure { _ = try await service.token() })
    #expect(failure.kind == .network)
    #expect(try service.everything(of: session.id) == before)
    // The lock is given back.
    bench.server.faults.turnOffAll()
    _ = try await service.token()
  }
}
