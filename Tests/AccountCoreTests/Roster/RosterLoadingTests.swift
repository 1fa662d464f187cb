@testable import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

@Suite(.fewAtOnce) struct `Loading the roster` {
  private static let pages = FaultScope.mechanism("account_management_authentication_token")

  @Test func `all pages come, up to eight at once, the first alone by the member's credential`()
    async throws
  {
    let bench = try await TestBench(.large, accounts: 2_345, latency: .milliseconds(20))
    let session = try await bench.signIn()

    #expect(session.roster.count == 2_345)
    #expect(bench.server.mints.count == 24)
    #expect(bench.server.mints.filter { $0.mechanism == "password" }.count == 1)
    #expect(bench.server.peakInFlight <= 8)
    #expect(bench.server.peakInFlight > 4)
  }

  @Test func `progress grows to the whole`() async throws {
    let bench = try await TestBench(.large, accounts: 450)
    let service = try bench.service()
    let prompter = ScriptedPrompter(.secret(.password, bench.member.password))
    _ = try await service.signIn(
      SignInRequest(mechanism: .password, username: bench.member.username),
      at: try service.selector(), prompter: prompter)
    let steps = prompter.notices.map { notice in
      guard case .rosterProgressed(let loaded, let total) = notice else { return -1 }
      #expect(total == 450)
      return loaded
    }
    #expect(steps.count == 5)
    #expect(steps == steps.sorted())
    #expect(steps.last == 450)
  }

  @Test func `the order is by name, whatever the order of the pages was`() async throws {
    let bench = try await TestBench(.large, accounts: 300, latency: .milliseconds(5))
    let keys = try await bench.signIn().roster.accounts.map(\.sortKey)
    #expect(keys == keys.sorted())
  }

  @Test func `a hostile store gives each ID once, and clean names`() async throws {
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

  @Test func `accounts of which none can be used take the place of no roster`() async throws {
    let bench = try await TestBench()
    let session = try await bench.signIn()
    bench.server.faults.turnOn(.unusableRows(session.roster.count))
    let service = try bench.service()
    let failure = try #require(
      await failure { _ = try await service.refresh(session.id, at: try service.selector()) })
    #expect(failure.kind == .network)
    #expect(try service.session(session.id).roster == session.roster)

    bench.server.faults.turnOffAll()
    let refreshed = try await service.refresh(session.id, at: try service.selector())
    #expect(refreshed.session.roster.count == session.roster.count)
  }

  @Test func `a roster that does not end is given up, and nothing is kept`() async throws {
    let bench = try await TestBench(.large, accounts: 200)
    bench.server.faults.turnOn(.endlessRoster)
    let failure = try #require(await failure { try await bench.signIn() })
    #expect(failure.kind == .network)
    #expect(failure.userMessage.summary.contains("the list of accounts does not end"))
    #expect(try bench.service().sessions().isEmpty)
  }

  @Test func `a page that fails for good fails the whole, and nothing is kept`() async throws {
    let bench = try await TestBench(.large, accounts: 900)
    bench.server.faults.turnOn(.status(500), for: Self.pages)
    let failure = await failure { try await bench.signIn() }
    #expect(failure?.kind == .network)
    #expect(try bench.service().sessions().isEmpty)
  }

  @Test func `a page that fails for a moment is asked for again`() async throws {
    let bench = try await TestBench(.large, accounts: 900)
    bench.server.faults.turnOn(.droppedConnection, for: Self.pages, times: 3)
    #expect(try await bench.signIn().roster.count == 900)
  }

  @Test func `cancelling stops it, and nothing is kept`() async throws {
    let bench = try await TestBench(.large, accounts: 5_000)
    // The first two rounds are answered, the others never.
    bench.server.faults.turnOn(.delay(.seconds(300)), for: Self.pages, skipping: 16)
    let work = Task { await failure { try await bench.signIn() } }
    try await waitUntil("the third round began") { bench.server.mints.count > 20 }
    work.cancel()
    #expect(await work.value?.kind == .cancelled)
    #expect(bench.server.mints.count <= 25)
    #expect(try bench.service().sessions().isEmpty)
  }

  struct Shortfall: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let fault: Fault
    let loaded: Int
    let summary: String
  }

  static let shortfalls = [
    Shortfall(
      testDescription: "the total is larger than what was delivered",
      fault: .overstatedTotal(by: 7),
      loaded: 250, summary: "The list is incomplete: 250 of 257 accounts."),
    Shortfall(
      testDescription: "rows that cannot be used", fault: .unusableRows(4), loaded: 238,
      summary: "The list is incomplete: 238 of 250 accounts; 12 were not valid."),
  ]

  @Test(arguments: shortfalls)
  func `a roster that is incomplete says so`(_ example: Shortfall) async throws {
    let bench = try await TestBench(.large, accounts: 250)
    bench.server.faults.turnOn(example.fault)
    let service = try bench.service()
    let prompter = ScriptedPrompter(.secret(.password, bench.member.password))
    let outcome = try await service.signIn(
      SignInRequest(mechanism: .password, username: bench.member.username),
      at: try service.selector(), prompter: prompter)
    #expect(outcome.session.roster.count == example.loaded)
    #expect(outcome.session.roster.shortfall != nil)
    #expect(outcome.warnings.map(\.summary.string) == [example.summary])
    #expect(
      outcome.warnings.first?.recoverySuggestion?.contains("`epswitch refresh`") == true)
    // It is said whenever the list is shown.
    #expect(
      try bench.service().session(outcome.session.id).roster.shortfallSummary == example.summary)

    bench.server.faults.turnOffAll()
    let refreshed = try await service.refresh(
      outcome.session.id, at: try service.selector())
    #expect(refreshed.warning == nil)
    #expect(refreshed.session.roster.shortfall == nil)
    #expect(refreshed.session.roster.count == 250)
  }
}

@Suite(.fewAtOnce) struct `Refreshing` {
  private func refresh(
    _ bench: TestBench, _ session: Session
  ) async throws -> AccountService.RefreshOutcome {
    let service = try bench.service()
    return try await service.refresh(session.id, at: try service.selector())
  }

  @Test func `it renews every token, and the choice stays`() async throws {
    let bench = try await TestBench(.large, accounts: 130)
    let session = try await bench.signIn(actingAs: 4)
    let before = try bench.service().everything(of: session.id)
    bench.clock.advance(by: 600)
    let outcome = try await refresh(bench, session)
    #expect(outcome.warning == nil)
    #expect(outcome.lost == nil)
    #expect(outcome.session.selected == bench.account(4))
    #expect(outcome.session.roster.fetchedAt == bench.clock.now())
    let after = try bench.service().everything(of: session.id)
    #expect(zip(after.tokens, before.tokens).allSatisfy { $0 != $1 })
    #expect(after.revision == before.revision)
  }

  @Test func `an account that is no longer the member's goes, and new ones come`() async throws {
    let bench = try await TestBench(.large, accounts: 10)
    let session = try await bench.signIn(actingAs: 4)
    bench.server.removeAccount(bench.account(7).rawValue, fromMember: bench.member.id)
    bench.server.add(SimulatedAccount(id: "new-account", name: "New"), toMember: bench.member.id)
    let outcome = try await refresh(bench, session)
    #expect(outcome.session.roster[bench.account(7)] == nil)
    #expect(outcome.session.roster[AccountID("new-account")]?.name == "New")
    #expect(outcome.session.roster.count == 10)
    #expect(outcome.warning == nil)
    #expect(outcome.session.selected == bench.account(4))
  }

  @Test func `losing the chosen account is said, and nobody is acted as`() async throws {
    let bench = try await TestBench(.large, accounts: 10)
    let session = try await bench.signIn(actingAs: 4)
    bench.server.removeAccount(bench.account(4).rawValue, fromMember: bench.member.id)
    let outcome = try await refresh(bench, session)
    #expect(outcome.session.roster.count == 9)
    #expect(outcome.session.selected == nil)
    #expect(outcome.lost?.id == bench.account(4))
    let warning = try #require(outcome.warning)
    #expect(warning.summary.contains(bench.account(4).rawValue))
    #expect(warning.summary.contains("No account is chosen now"))
    let failure = await failure { _ = try bench.service().actingAccount() }
    #expect(failure?.kind == .noSuchAccount)
  }

  @Test func `a refused page in the middle changes nothing`() async throws {
    let bench = try await TestBench(.large, accounts: 450)
    let session = try await bench.signIn(actingAs: 4)
    let service = try bench.service()
    let before = try service.everything(of: session.id)
    bench.server.faults.turnOn(.status(403), for: .page(offset: 300))
    let failure = try #require(await failure { _ = try await refresh(bench, session) })
    #expect(failure.kind == .signInNeeded)
    #expect(try service.everything(of: session.id) == before)
    #expect(try service.auditEvents(limit: 1).map(\.result) == [.failed])
  }

  @Test func `it goes by the clock the store tells now`() async throws {
    let bench = try await TestBench(.large, accounts: 5)
    let session = try await bench.signIn(actingAs: 0)
    #expect(session.clock.offset == 0)
    bench.server.faults.turnOn(.skewedDate(seconds: -3600))
    let outcome = try await refresh(bench, session)
    #expect(outcome.session.clock.offset == -3600)
    #expect(outcome.session.roster.fetchedAt == bench.clock.now().addingTimeInterval(-3600))
  }

  @Test func `when no token lives one has to sign in`() async throws {
    let bench = try await TestBench(.large, accounts: 5)
    let session = try await bench.signIn(actingAs: 0)
    bench.clock.advance(by: 86_400)
    bench.server.forgetRequests()
    let failure = await failure { _ = try await refresh(bench, session) }
    #expect(failure?.kind == .signInNeeded)
    #expect(bench.server.requests.isEmpty)
  }
}
