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
  /// - Returns: the seconds the new one lives; `nil` when there is none.
  private func renewal(
    _ bench: TestBench, _ service: AccountService, of account: AccountID, isPinned: Bool = false,
    step: TimeInterval = 5
  ) async throws -> Int64? {
    let selector = try service.selector()
    let first = try service.session(at: selector).roster[account]?.expiry
    let keeping = Task {
      await service.keepAlive(
        at: selector, account: isPinned ? account : nil, every: .milliseconds(5))
    }
    defer { keeping.cancel() }
    for _ in 0..<115 {
      bench.clock.advance(by: step)
      // It looks several times between two steps of the clock.
      try await Task.sleep(for: .milliseconds(25))
      let expiry = try service.session(at: selector).roster[account]?.expiry
      if let expiry, expiry != first { return expiry.secondsLeft(at: bench.clock.now()) }
    }
    return nil
  }

  @Test func `it is renewed before it expires although nobody uses it`() async throws {
    let (bench, service) = try await bench(keepsAlive: true)
    let left = try #require(try await renewal(bench, service, of: bench.account(0)))
    #expect(left > 500)
    #expect(bench.server.issued.mints == 1)
    #expect(try service.actingAccount().account.id == bench.account(0))
  }

  @Test func `the account that an option names is kept alive instead`() async throws {
    let (bench, service) = try await bench(keepsAlive: true)
    let left = try #require(
      try await renewal(bench, service, of: bench.account(1), isPinned: true))
    #expect(left > 500)
    #expect(try service.actingAccount().account.id == bench.account(0))
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
