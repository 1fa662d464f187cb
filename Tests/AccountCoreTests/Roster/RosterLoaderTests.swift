import AccountCore
import AccountModel
import AccountVault
import CommerceAPI
import CommerceSimulator
import Foundation
import Testing

@Suite struct `Loading the roster` {
  @Test func `all pages come, up to eight at once, the first alone by the member's proof`()
    async throws
  {
    let bench = try await TestBench(.large, accounts: 2_345, latency: .milliseconds(20))
    let session = try await bench.signIn()

    #expect(session.roster.count == 2_345)
    let mints = bench.server.requests.filter { $0.path == "/v2/account-members/tokens" }
    #expect(mints.count == 24)
    #expect(mints.filter { $0.mechanism == "password" }.count == 1)
    #expect(bench.server.peakInFlight <= 8)
    #expect(bench.server.peakInFlight > 4)
  }

  @Test func `progress grows to the whole`() async throws {
    let bench = try await TestBench(.large, accounts: 450)
    let steps = Locked<[Int]>([])
    try await bench.signIn { loaded, total in
      #expect(total == 450)
      steps.change { $0.append(loaded) }
    }
    #expect(steps.value.count == 5)
    #expect(steps.value == steps.value.sorted())
    #expect(steps.value.last == 450)
  }

  @Test func `the order is by name, whatever the pages' order was`() async throws {
    let bench = try await TestBench(.large, accounts: 300, latency: .milliseconds(5))
    let names = try await bench.signIn().roster.accounts.map { $0.name.lowercased() }
    #expect(names == names.sorted())
  }

  @Test func `a hostile store gives each ID once and clean names`() async throws {
    let bench = try await TestBench(.hostile)
    let session = try await bench.signIn()
    let ids = session.roster.accounts.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(Set(ids) == Set(bench.server.store.roster.map { AccountID($0.id) }))
    for account in session.roster.accounts {
      #expect(account.name == cleanText(account.name))
      #expect(account.name.count <= 200)
    }
  }

  @Test func `a roster that never ends is given up, and nothing is kept`() async throws {
    let bench = try await TestBench(.large, accounts: 200)
    bench.server.faults.turnOn(.endlessRoster)
    let failure = await failure { try await bench.signIn() }
    #expect(failure?.kind == "network")
    #expect(try bench.vault.session(at: bench.access.store) == nil)
  }

  @Test func `a page that fails for good fails the whole, and nothing is kept`() async throws {
    let bench = try await TestBench(.large, accounts: 900)
    bench.server.faults.turnOn(
      .status(500), for: .mechanism("account_management_authentication_token"))
    let failure = await failure { try await bench.signIn() }
    #expect(failure?.kind == "network")
    #expect(try bench.vault.session(at: bench.access.store) == nil)
  }

  @Test func `a page that fails for a moment is asked for again`() async throws {
    let bench = try await TestBench(.large, accounts: 900)
    bench.server.faults.turnOn(
      .droppedConnection, for: .mechanism("account_management_authentication_token"), times: 3)
    #expect(try await bench.signIn().roster.count == 900)
  }

  @Test func `cancelling stops it, and nothing is kept`() async throws {
    let bench = try await TestBench(.large, accounts: 5_000, latency: .milliseconds(20))
    let work = Task { await failure { try await bench.signIn() } }
    while bench.server.requests.count < 10 { await Task.yield() }
    work.cancel()
    #expect(await work.value?.kind == "cancelled")
    #expect(bench.server.requests.count < 51)
    #expect(try bench.vault.session(at: bench.access.store) == nil)
  }

  @Test func `a refresh drops an account that is no longer the member's, and its selection`()
    async throws
  {
    let bench = try await TestBench(.large, accounts: 10)
    let session = try await bench.signIn(actingAs: 4)
    let lost = session.roster.accounts[4]
    bench.server.faults.turnOn(.lostAccount(id: lost.id.rawValue))
    let refreshed = try await bench.switcher.refresh(try bench.summary())
    #expect(refreshed.roster[lost.id] == nil)
    #expect(refreshed.roster.count == 9)
    #expect(refreshed.selected == nil)
  }
}
