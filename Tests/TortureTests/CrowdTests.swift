import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// Many processes on one vault.
@Suite(.serialized)
struct CrowdTests {
  @Test func `fifty processes at once all do their work`() async throws {
    try await withBench(.showcase) { bench in
      try await bench.signIn(as: "Acme Industrial")
      let before = try await bench.program.run("history", "--format", "json", "--limit", "1000")
        .json(HistoryDocument.self).events.count
      var random = SplitMix64(seed: FaultReport.seed)
      let accounts = bench.store.member.accounts.map(\.id)
      let login = ["login", "--username", bench.store.member.username, "--password-stdin"]
      let works: [[String]] = (0..<50).map { number in
        let account = accounts.randomElement(using: &random)!
        return switch number % 10 {
        case 0: login + ["--account", account]
        case 1: ["refresh"]
        case 2, 3, 4: ["switch", account]
        case 5: ["token"]
        case 6: ["exec", "--account", account, "--", "true"]
        case 7: ["api", "/v2/accounts"]
        case 8: ["list"]
        default: ["current"]
        }
      }
      let outcomes = try await runAtOnce(
        works.map { Run(bench.program, $0, input: bench.store.member.password) })
      for outcome in outcomes { #expect(outcome.exitCode == 0, "\(outcome)") }

      let state = try await VaultState(of: bench.program)
      #expect(state.accounts == Set(accounts))
      #expect(state.acts)
      let choices = Set(works.filter { $0[0] == "switch" || $0[0] == "login" }.map { $0.last! })
      #expect(choices.contains(try #require(state.selected)))
      let events = try await bench.program.run("history", "--format", "json", "--limit", "1000")
        .json(HistoryDocument.self).events
      let recorded = works.filter { !["list", "current"].contains($0[0]) }.count
      // And the request with which the state was looked at.
      #expect(events.count == before + recorded + 1)
      try FaultReport.add(
        "50 processes at once: sign-in, refresh, switch, token, exec, api, list, current",
        count: 50,
        seed: FaultReport.seed, result: "all done, every event recorded, one of the chosen accounts"
      )
    }
  }
}
