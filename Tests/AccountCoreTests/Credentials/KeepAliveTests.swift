@testable import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

/// `keep-alive = true` in a profile.
@Suite(.fewAtOnce) struct `Keeping a token alive` {
  /// A member whose chosen account has a token for ten minutes, as profile `staging` has it.
  private func bench(
    keepsAlive: Bool, lifetime: Int = 600
  ) async throws -> (TestBench, AccountService) {
    let bench = try await TestBench(.large, accounts: 3)
    for index in 0..<3 {
      bench.server.setLifetime(lifetime, ofAccount: bench.account(index).rawValue)
    }
    try bench.addProfile("staging") { $0.keepsAlive = keepsAlive }
    let service = try bench.service(profile: "staging")
    try await bench.signIn(service, actingAs: 0)
    bench.server.forgetRequests()
    return (bench, service)
  }

  /// Lets time go by until the token of an account is a new one, for at most as long as the first one
  /// lives.
  ///
  /// - Parameter keep: keeps alive, until it is cancelled.
  /// - Returns: the seconds the new one lives; `nil` when there is none.
  private func renewal(
    _ bench: TestBench, _ service: AccountService, of account: AccountID, in id: SessionID,
    step: TimeInterval = 5, keep: @escaping @Sendable () async -> Void
  ) async throws -> Int64? {
    let first = try service.session(id).roster[account]?.expiry
    let keeping = Task { await keep() }
    defer { keeping.cancel() }
    for _ in 0..<115 {
      bench.clock.advance(by: step)
      // It looks several times between two steps of the clock.
      try await Task.sleep(for: .milliseconds(25))
      let expiry = try service.session(id).roster[account]?.expiry
      if let expiry, expiry != first { return expiry.secondsLeft(at: bench.clock.now()) }
    }
    return nil
  }

  /// As a dashboard does it.
  private func renewal(
    _ bench: TestBench, _ service: AccountService, of account: AccountID, in id: SessionID? = nil,
    step: TimeInterval = 5
  ) async throws -> Int64? {
    let selector = try service.selector()
    let id = try id ?? service.summary(at: selector).id
    return try await renewal(bench, service, of: account, in: id, step: step) {
      await service.keepAlive(at: selector, every: .milliseconds(5))
    }
  }

  /// As a proxy does it.
  private func renewal(
    _ bench: TestBench, _ service: AccountService, forwardingAs acting: ActingAccount
  ) async throws -> Int64? {
    let forwarding = try await service.forwarding(
      as: acting, for: .api, allowsWrites: false, reason: nil, prompter: ScriptedPrompter())
    return try await renewal(
      bench, service, of: acting.account.id, in: acting.session.id
    ) {
      await forwarding.keepAlive(every: .milliseconds(5))
    }
  }

  @Test func `it is renewed before it expires although nobody uses it`() async throws {
    let (bench, service) = try await bench(keepsAlive: true)
    let left = try #require(try await renewal(bench, service, of: bench.account(0)))
    #expect(left > 500)
    #expect(bench.server.issued.mints == 1)
    #expect(try service.actingAccount().account.id == bench.account(0))
  }

  @Test func `the account that an option names for a proxy is kept alive instead`() async throws {
    let (bench, service) = try await bench(keepsAlive: true)
    let acting = try service.actingAccount(bench.account(1).rawValue)
    let left = try #require(try await renewal(bench, service, forwardingAs: acting))
    #expect(left > 500)
    #expect(try service.actingAccount().account.id == bench.account(0))
  }

  enum Keeper: CaseIterable { case dashboard, proxy }

  /// The account of a terminal whose member is no longer the one who signed in last.
  @Test(arguments: Keeper.allCases, [true, false])
  func `what a terminal was shown is kept alive, whoever signs in elsewhere`(
    keeper: Keeper, isNamed: Bool
  ) async throws {
    // A dashboard shows the default, and no other account unless the environment names it.
    guard isNamed || keeper == .proxy else { return }
    let bench = try await TestBench(.desk)
    for member in bench.server.store.members {
      for account in member.accounts { bench.server.setLifetime(600, ofAccount: account.id) }
    }
    try bench.addProfile("staging") { $0.keepsAlive = true }
    let variables = ["EPSWITCH_PROFILE": "staging"]
    let (a, b) = (
      Terminal(bench, "a", variables: variables), Terminal(bench, "b", variables: variables)
    )
    let ada = try await bench.signIn(try a.command(), actingAs: 0)
    if isNamed { a.set("EPSWITCH_ACCOUNT", bench.account(0).rawValue) }
    try a.drawPrompt()
    let sam = bench.server.store.members[1]
    let other = try await bench.signIn(
      try b.command(), sam.credentials[0], account: sam.accounts[0].id)
    #expect(other.id != ada.id)

    let service = try a.command()
    let acting = try service.actingAccount()
    #expect(acting.session.id == ada.id)
    let before = try service.session(other.id)
    let left =
      switch keeper {
      case .dashboard: try await renewal(bench, service, of: bench.account(0), in: ada.id)
      case .proxy: try await renewal(bench, service, forwardingAs: acting)
      }
    #expect(try #require(left) > 500)
    #expect(try service.session(other.id) == before)
    if keeper == .dashboard {
      #expect(try service.currentSession(at: service.selector())?.id == ada.id)
    }
  }

  @Test func `tokens of all accounts that live for a minute are kept`() async throws {
    let (bench, service) = try await bench(keepsAlive: true, lifetime: 60)
    let left = try #require(
      try await renewal(bench, service, of: bench.account(0), step: 1))
    #expect(left > 50)
  }

  @Test func `what cannot be renewed is told once`() async throws {
    let (bench, service) = try await bench(keepsAlive: true)
    bench.server.faults.turnOn(.status(503), for: .path("/v2/account-members"))
    let selector = try service.selector()
    let told = Locked<[String]>([])
    let keeping = Task {
      await service.keepAlive(at: selector, every: .milliseconds(5)) { message in
        told.change { $0.append(message.text.string) }
      }
    }
    defer { keeping.cancel() }
    for _ in 0..<115 where told.value.isEmpty {
      bench.clock.advance(by: 5)
      try await Task.sleep(for: .milliseconds(25))
    }
    #expect(told.value.count == 1)
    #expect(told.value.first?.contains("503") == true)
  }

  @Test func `a profile that does not ask for it renews nothing`() async throws {
    let (bench, service) = try await bench(keepsAlive: false)
    // It has nothing to do and ends.
    await service.keepAlive(at: try service.selector())
    #expect(bench.server.issued.mints == 0)
  }
}
