import AccountCore
import AccountModel
import AccountVault
import CommerceAPI
import CommerceSimulator
import Foundation
import Testing

@Suite struct `Switching` {
  @Test func `a switch mints a new token, selects the account and costs one request`() async throws
  {
    let bench = try await TestBench()
    let session = try await bench.signIn(actingAs: 0)
    let target = try #require(
      session.roster.accounts.dropFirst().first {
        $0.expiry.map { $0.epochSeconds > session.roster.accounts[0].expiry!.epochSeconds - 1 }
          ?? false
      } ?? session.roster.accounts.last)
    let before = try bench.everything()
    bench.server.forgetRequests()

    let after = try await bench.switcher.switchTo(target.id, in: try bench.summary())

    #expect(after.selected?.id == target.id)
    #expect(after.previous == session.roster.accounts[0].id)
    #expect(bench.server.requests.map(\.path) == ["/v2/account-members/tokens"])
    #expect(try bench.everything().tokens != before.tokens)
  }

  @Test func `the new token makes the API answer as the account`() async throws {
    let bench = try await TestBench()
    let session = try await bench.signIn(actingAs: 0)
    let target = try #require(session.roster.accounts.last { isAlive($0, in: session) })
    let summary = try await bench.switcher.switchTo(target.id, in: try bench.summary())

    let token = try bench.vault.liveToken(of: target, in: summary, now: .now)
    let bearer = try await bench.access.bearer(clock: summary.clock)
    let answer = try await bench.access.client.get(
      "/v2/accounts/\(target.id)", bearer: bearer, token: token.secret)
    #expect(answer.status == 200)
    let other = try #require(session.roster.accounts.first { $0.id != target.id })
    await #expect(throws: APIError.self) {
      try await bench.access.client.get(
        "/v2/accounts/\(other.id)", bearer: bearer, token: token.secret)
    }
  }

  @Test func `switching to the present account renews it`() async throws {
    let clock = TestClock()
    let bench = try await TestBench(.single, now: clock.now)
    let session = try await bench.signIn()
    let only = try #require(session.selectedAccount)
    clock.advance(by: 3600)

    let after = try await bench.switcher.switchTo(only.id, in: try bench.summary())

    let renewed = try #require(after.selected?.expiry)
    #expect(renewed.epochSeconds == only.expiry!.epochSeconds + 3600)
    #expect(after.previous == nil)
  }

  @Test func `an account far down the roster is asked for on its own page`() async throws {
    let bench = try await TestBench(.large, accounts: 730)
    let session = try await bench.signIn()
    let target = session.roster.accounts[500]
    let position = try #require(try bench.vault.account(target.id, in: session.key)).position
    bench.server.forgetRequests()

    _ = try await bench.switcher.switchTo(target.id, in: try bench.summary())

    let request = try #require(bench.server.requests.first)
    #expect(bench.server.requests.count == 1)
    #expect(request.query["page[offset]"] == String(position / 100 * 100))
    #expect(request.query["page[limit]"] == "100")
  }

  @Test func `an account that moved to another page is still found`() async throws {
    let bench = try await TestBench(.large, accounts: 250)
    let session = try await bench.signIn()
    let position = { (account: Account) in
      try #require(try bench.vault.account(account.id, in: session.key)).position
    }
    let target = try #require(try session.roster.accounts.first { try position($0) == 100 })
    let gone = try #require(try session.roster.accounts.first { try position($0) == 5 })
    // One account fewer before it: the target stands on the page before the one it stood on.
    bench.server.faults.turnOn(.lostAccount(id: gone.id.rawValue))

    let after = try await bench.switcher.switchTo(target.id, in: try bench.summary())

    #expect(after.selected?.id == target.id)
    #expect(try bench.access.session().roster[gone.id] == nil)
  }

  @Test func `the bearer is kept until shortly before it ends`() async throws {
    let clock = TestClock()
    let bench = try await TestBench(.large, accounts: 3, now: clock.now)
    let session = try await bench.signIn(actingAs: 0)
    func bearersMinted() -> Int {
      bench.server.requests.filter { $0.path == "/oauth/access_token" }.count
    }
    bench.server.forgetRequests()
    clock.advance(by: 3500)
    _ = try await bench.switcher.switchTo(session.roster.accounts[1].id, in: try bench.summary())
    #expect(bearersMinted() == 0)
    clock.advance(by: 90)
    _ = try await bench.switcher.switchTo(session.roster.accounts[2].id, in: try bench.summary())
    #expect(bearersMinted() == 1)
  }

  @Test func `a kept bearer that the store refuses is replaced once`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    let session = try await bench.signIn(actingAs: 0)
    bench.server.faults.turnOn(.status(401), for: .path("/v2/account-members"), times: 1)
    let after = try await bench.switcher.switchTo(
      session.roster.accounts[1].id, in: try bench.summary())
    #expect(after.selected?.id == session.roster.accounts[1].id)
  }

  @Test func `an account that is not in the roster is not asked for`() async throws {
    let bench = try await TestBench()
    try await bench.signIn()
    bench.server.forgetRequests()
    let summary = try bench.summary()
    let failure = await failure {
      _ = try await bench.switcher.switchTo(AccountID("nobody"), in: summary)
    }
    #expect(failure?.kind == "accountNotFound")
    #expect(bench.server.requests.isEmpty)
  }

  @Test func `once every token has run out it asks to sign in and sends nothing`() async throws {
    let clock = TestClock()
    let bench = try await TestBench(.large, accounts: 2, now: clock.now)
    let session = try await bench.signIn(actingAs: 0)
    clock.advance(by: 86_400)
    bench.server.forgetRequests()
    let summary = try bench.summary()
    let failure = await failure {
      _ = try await bench.switcher.switchTo(session.roster.accounts[1].id, in: summary)
    }
    #expect(failure?.kind == "sessionExpired")
    #expect(bench.server.requests.isEmpty)
  }

  @Test func `time is the store's when this machine's clock is wrong`() async throws {
    let bench = try await TestBench(.large, accounts: 2)
    bench.server.faults.turnOn(.skewedDate(seconds: 7200))
    let session = try await bench.signIn(actingAs: 0)
    #expect(abs(session.clock.offset - 7200) <= 1)
    #expect(session.clock.isSkewed)
  }
}

func isAlive(_ account: Account, in session: Session) -> Bool {
  account.expiry?.hasPassed(at: session.clock.now(local: .now)) != true
}
