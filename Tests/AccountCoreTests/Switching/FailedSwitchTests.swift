import AccountCore
import AccountModel
import AccountVault
import CommerceAPI
import CommerceSimulator
import Foundation
import Testing

@Suite struct `A failed switch changes nothing` {
  /// A fault and the kind of failure a switch under it ends in.
  struct Case: CustomTestStringConvertible, Sendable {
    let fault: Fault
    let kind: String
    var testDescription: String { "\(fault)" }
  }

  static let cases = [
    Case(fault: .status(401), kind: "tokenRefused"),
    Case(fault: .status(403), kind: "tokenRefused"),
    Case(fault: .status(404), kind: "tokenRefused"),
    Case(fault: .status(400), kind: "tokenRefused"),
    Case(fault: .status(422), kind: "tokenRefused"),
    Case(fault: .status(429), kind: "network"),
    Case(fault: .status(429, retryAfter: 1), kind: "network"),
    Case(fault: .status(500), kind: "network"),
    Case(fault: .status(503), kind: "network"),
    Case(fault: .droppedConnection, kind: "network"),
    Case(fault: .halfBody, kind: "network"),
    Case(fault: .notJSON, kind: "network"),
    Case(fault: .wrongShape, kind: "network"),
    Case(fault: .redirect(to: "https://evil.example/steal"), kind: "network"),
    Case(fault: .expiredAccountTokens, kind: "tokenRefused"),
  ]

  @Test(arguments: cases)
  func `under every fault`(_ example: Case) async throws {
    let bench = try await TestBench(.large, accounts: 120)
    let session = try await bench.signIn(actingAs: 3)
    let before = try bench.everything()
    bench.server.faults.turnOn(example.fault, for: .path("/v2/account-members"))

    let summary = try bench.summary()
    let failure = await failure {
      _ = try await bench.switcher.switchTo(session.roster.accounts[70].id, in: summary)
    }

    #expect(failure?.kind == example.kind)
    #expect(try bench.everything() == before)
    #expect(failure?.explanation.text.isEmpty == false)
  }

  @Test(arguments: [Fault.status(500), .droppedConnection, .halfBody, .status(429)])
  func `a passing fault is overcome`(_ fault: Fault) async throws {
    let bench = try await TestBench(.large, accounts: 5)
    let session = try await bench.signIn(actingAs: 0)
    bench.server.faults.turnOn(fault, for: .path("/v2/account-members"), times: 2)
    let after = try await bench.switcher.switchTo(
      session.roster.accounts[1].id, in: try bench.summary())
    #expect(after.selected?.id == session.roster.accounts[1].id)
  }

  @Test(arguments: [401, 403, 404, 422])
  func `a refusal is met with one other token and then counts`(status: Int) async throws {
    let bench = try await TestBench(.large, accounts: 5)
    let session = try await bench.signIn(actingAs: 0)
    bench.server.faults.turnOn(.status(status), for: .path("/v2/account-members"))
    bench.server.forgetRequests()
    let summary = try bench.summary()
    _ = await failure {
      _ = try await bench.switcher.switchTo(session.roster.accounts[1].id, in: summary)
    }
    let mints = bench.server.requests.filter { $0.path.hasPrefix("/v2/account-members") }
    let tokens = mints.compactMap { $0.header(CommerceClient.tokenHeader) }
    #expect(Set(tokens).count == 2)
    // 401 may be about the kept bearer too, which is replaced once for each.
    #expect(mints.count <= (status == 401 ? 4 : 2))
  }

  @Test func `to an account that was taken from the member`() async throws {
    let bench = try await TestBench(.large, accounts: 120)
    let session = try await bench.signIn(actingAs: 3)
    let target = session.roster.accounts[70]
    let before = try bench.everything()
    bench.server.faults.turnOn(.lostAccount(id: target.id.rawValue))

    let summary = try bench.summary()
    let failure = await failure {
      _ = try await bench.switcher.switchTo(target.id, in: summary)
    }

    #expect(failure?.kind == "accountGone")
    #expect(try bench.everything() == before)
  }

  @Test func `to an account whose fresh token is already dead`() async throws {
    let bench = try await TestBench(.hostile)
    let session = try await bench.signIn()
    let dead = try #require(session.roster.accounts.first { !isAlive($0, in: session) })
    let alive = try #require(session.roster.accounts.first { isAlive($0, in: session) })
    try bench.switcher.choose(alive, in: try bench.summary())
    let before = try bench.everything()

    let summary = try bench.summary()
    let failure = await failure { _ = try await bench.switcher.switchTo(dead.id, in: summary) }

    #expect(failure?.kind == "tokenDeadOnArrival")
    #expect(try bench.everything() == before)
  }

  @Test func `when the store does not answer in time`() async throws {
    let bench = try await TestBench(.large, accounts: 5)
    let session = try await bench.signIn(actingAs: 0)
    let before = try bench.everything()
    bench.server.faults.turnOn(.delay(.seconds(300)), for: .path("/v2/account-members"))
    let summary = try bench.summary()
    let hasty = AccountSwitcher(try bench.access(waitingAtMost: 1))
    let failure = await failure {
      _ = try await hasty.switchTo(session.roster.accounts[1].id, in: summary)
    }
    guard case .network(.timedOut(seconds: 1), _) = failure else {
      Issue.record("ended in \(String(describing: failure))")
      return
    }
    #expect(try bench.everything() == before)
  }

  @Test func `when the person cancels`() async throws {
    let bench = try await TestBench(.large, accounts: 5)
    let session = try await bench.signIn(actingAs: 0)
    let before = try bench.everything()
    bench.server.faults.turnOn(.delay(.seconds(30)), for: .path("/v2/account-members"))
    bench.server.forgetRequests()
    let summary = try bench.summary()
    let work = Task {
      await failure {
        _ = try await bench.switcher.switchTo(session.roster.accounts[1].id, in: summary)
      }
    }
    while bench.server.requests.isEmpty { await Task.yield() }
    work.cancel()
    #expect(await work.value?.kind == "cancelled")
    #expect(try bench.everything() == before)
  }

  @Test func `when the store is gone`() async throws {
    let bench = try await TestBench(.large, accounts: 5)
    let session = try await bench.signIn(actingAs: 0)
    let before = try bench.everything()
    await bench.server.stop()
    let summary = try bench.summary()
    let failure = await failure {
      _ = try await bench.switcher.switchTo(session.roster.accounts[1].id, in: summary)
    }
    #expect(failure?.kind == "network")
    #expect(try bench.everything() == before)
  }
}
