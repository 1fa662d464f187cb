import AccountCore
import AccountModel
import AccountViewModel
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

@testable import EPSwitchCLI

@MainActor
@Suite(.timeLimit(.minutes(10)))
struct `Changes made in another terminal` {
  /// Opens a dashboard in one terminal and changes something in another.
  private func change(
    in sample: SimulatedStore = SimulatedStore(scenario: .showcase), signedIn: Bool = true,
    _ act: @MainActor (DashboardBench, AccountService, Session?) async throws -> Void
  ) async throws -> (session: Session?, message: UserMessage?) {
    try await DashboardBench.with(sample) { bench in
      let (here, elsewhere) = (try bench.terminal(), try bench.terminal())
      let session = signedIn ? try await bench.signIn(here) : nil
      let dashboard = try bench.dashboard(here)
      defer { dashboard.handler.stop() }
      dashboard.perform(.cancel)
      try await act(bench, elsewhere, session)
      return try await dashboard.firstChange()
    }
  }

  private func switchTo(
    _ account: Account, in session: Session, _ service: AccountService, _ bench: DashboardBench
  ) async throws {
    _ = try await service.switchAccount(
      to: account.id, in: session.id, at: bench.selector,
      prompter: DashboardPrompter(form: nil) { _ in })
  }

  @Test func `a switch is told with name and ID`() async throws {
    let (session, message) = try await change { bench, elsewhere, session in
      let session = try #require(session)
      try await switchTo(session.roster.accounts[4], in: session, elsewhere, bench)
    }
    let chosen = try #require(session?.selectedAccount)
    #expect(
      message?.summary == "Another terminal switched to \(chosen.displayName) (\(chosen.id)).")
  }

  @Test func `a renewal of tokens is shown and not talked about`() async throws {
    let (session, message) = try await change { bench, elsewhere, session in
      let session = try #require(session)
      _ = try await elsewhere.refresh(session.id, at: bench.selector)
    }
    #expect(session != nil)
    #expect(message == nil)
  }

  @Test func `a sign-out is told with the member's name`() async throws {
    let (session, message) = try await change { _, elsewhere, session in
      try elsewhere.signOut(try #require(session).summary, reason: nil)
    }
    #expect(session == nil)
    #expect(
      message?.summary == "Ada Buyer <buyer@acme.example> was signed out in another terminal.")
  }

  @Test func `a sign-in is told with the member's name`() async throws {
    let (session, message) = try await change(signedIn: false) { bench, elsewhere, _ in
      try await bench.signIn(elsewhere)
    }
    #expect(session != nil)
    #expect(message?.summary == "Another terminal signed in as Ada Buyer <buyer@acme.example>.")
  }

  @Test func `another member's sign-in is told with their name`() async throws {
    let (session, message) = try await change(
      in: SimulatedStore(scenario: .showcase, impersonation: true)
    ) { bench, elsewhere, _ in
      try await bench.signIn(elsewhere, as: bench.sample.members[1])
    }
    #expect(session?.member.name == "Sam Support")
    #expect(
      message?.summary == "Another terminal signed in as Sam Support <support@store.example>.")
  }

  @Test func `a switch made while an order waits is told at once`() async throws {
    try await DashboardBench.with { bench in
      try bench.addProfile("live") { $0.isProduction = true }
      let (here, elsewhere) = (try bench.terminal(), try bench.terminal())
      let selector = try here.selector(profile: "live")
      let session = try await bench.signIn(here, at: selector)
      let dashboard = try bench.dashboard(here, at: selector)
      defer { dashboard.handler.stop() }
      dashboard.perform(.switchAccount(session.roster.accounts[1].id, in: session.id))
      _ = try await dashboard.firstPrompt()

      try await switchTo(session.roster.accounts[2], in: session, elsewhere, bench)

      #expect(
        try await dashboard.firstChange().session?.selected == session.roster.accounts[2].id)
      dashboard.perform(.answer(.reason("ticket 1")))
      #expect(try await dashboard.firstSwitch().selected == session.roster.accounts[1].id)
    }
  }
}

struct `A change during an order` {
  private func session(
    _ member: String = "ada", username: String? = "ada@acme.example", selecting index: Int?,
    fetchedAt: TimeInterval = 0
  ) throws -> Session {
    let accounts = (0..<3).map {
      Account(id: AccountID("account-\($0)"), name: "Account \($0)", expiry: nil)
    }
    let store = Store(endpoint: try Endpoint("https://store.example"), clientID: "client")
    let time = Date(timeIntervalSince1970: fetchedAt)
    return Session(
      summary: SessionSummary(
        id: SessionID(
          store: store, grantType: .implicit, method: .passwordProfile("p"), memberID: member),
        member: AccountMember(id: member, username: username), mechanism: .password,
        selected: index.map { accounts[$0] }, previous: nil, clock: ServerClock(),
        fetchedAt: time),
      roster: Roster(accounts, fetchedAt: time))
  }

  private func isOwn(
    _ order: DashboardEffect, _ before: Session?, _ after: Session?
  ) -> Bool {
    SessionChange(before: before, after: after, isBeforeSaved: true).isPossiblyMade(by: order)
  }

  @Test func `a switch makes its own selection only`() throws {
    let before = try session(selecting: 0)
    let order = DashboardEffect.switchAccount(AccountID("account-1"), in: before.id)
    #expect(isOwn(order, before, try session(selecting: 1)))
    #expect(!isOwn(order, before, try session(selecting: 2)))
    #expect(!isOwn(order, before, try session("bea", selecting: 1)))
    #expect(!isOwn(order, before, nil))
  }

  @Test func `a refresh selects nobody else`() throws {
    let before = try session(selecting: 0)
    let order = DashboardEffect.refreshRoster(before.id)
    #expect(isOwn(order, before, try session(selecting: 0, fetchedAt: 9)))
    #expect(isOwn(order, before, try session(selecting: nil, fetchedAt: 9)))
    #expect(!isOwn(order, before, try session(selecting: 1, fetchedAt: 9)))
    #expect(!isOwn(order, before, nil))
  }

  @Test func `a sign-in loads the roster of its own user name`() throws {
    let before = try session(selecting: 0)
    let named = DashboardEffect.signIn(
      SignInAnswers(.password, [.username: Secret("bea@acme.example")]))
    let inBrowser = DashboardEffect.signIn(SignInAnswers(.oidc))
    let bea = try session("bea", username: "bea@acme.example", selecting: nil)
    let carl = try session("carl", username: "carl@acme.example", selecting: nil)
    #expect(isOwn(named, before, bea))
    #expect(!isOwn(named, before, carl))
    #expect(isOwn(inBrowser, before, carl))
    #expect(!isOwn(inBrowser, before, try session(selecting: 1)))
    #expect(!isOwn(named, before, nil))
  }

  @Test func `a sign-out that leaves another session names both members`() throws {
    let change = SessionChange(
      before: try session(selecting: 0),
      after: try session("bea", username: "bea@acme.example", selecting: nil),
      isBeforeSaved: false)
    #expect(
      change.message?.summary.string
        == "ada@acme.example was signed out in another terminal. Commands now use the session of "
        + "bea@acme.example.")
  }

  @Test func `nobody is acted as when the chosen account is gone`() throws {
    let before = try session(selecting: 0)
    let after = Session(
      summary: try session(selecting: nil).summary,
      roster: Roster(before.roster.accounts.dropFirst(), fetchedAt: before.roster.fetchedAt))
    let change = SessionChange(before: before, after: after, isBeforeSaved: true)
    #expect(
      change.message?.summary
        == "Account 0 (account-0) is no longer one of the member's accounts. No account is chosen now."
    )
  }
}
