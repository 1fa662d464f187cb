import AccountCore
import AccountModel
import CommerceSimulator
import Testing

@testable import EPSwitchCLI

@MainActor
@Suite(.timeLimit(.minutes(10)))
struct `What the picker says at its end` {
  private func sentences(
    choosing index: Int, keeping kept: String?
  ) async throws -> (lines: [CleanText], accounts: [Account]) {
    try await DashboardBench.with { bench in
      let session = try await bench.signIn(try bench.terminal())
      let accounts = session.roster.accounts
      let named = kept.map { $0 == "second" ? accounts[1].id.rawValue : $0 }
      let service = try bench.terminal(named.map { ["EPSWITCH_ACCOUNT": $0] } ?? [:])
      let lines = ActingLine.sentences(
        onChoosing: accounts[index], in: session.summary, service)
      return (lines, accounts)
    }
  }

  @Test func `who is acted as`() async throws {
    for kept in [nil, "second"] {
      let (lines, accounts) = try await sentences(choosing: 1, keeping: kept)
      #expect(lines.count == 1)
      #expect(
        lines[0].hasPrefix("Acting as \(accounts[1].displayName) (\(accounts[1].id)) at http://"))
    }
  }

  @Test func `that EPSWITCH_ACCOUNT keeps this terminal at another account`() async throws {
    let (lines, accounts) = try await sentences(choosing: 0, keeping: "second")
    #expect(
      lines == [
        "The default is now \(accounts[0].displayName) (\(accounts[0].id)); this terminal keeps "
          + "acting as \(accounts[1].displayName) (\(accounts[1].id)), as EPSWITCH_ACCOUNT says."
      ])
  }

  @Test func `that EPSWITCH_ACCOUNT names no account`() async throws {
    let (lines, accounts) = try await sentences(choosing: 0, keeping: "nosuch")
    #expect(lines.first == "The default is now \(accounts[0].displayName) (\(accounts[0].id)).")
    #expect(lines.dropFirst().first?.contains("EPSWITCH_ACCOUNT") == true)
    #expect(!lines.contains { $0.contains("Nothing was changed") })
  }
}
