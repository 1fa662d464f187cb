import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// An expired token of the account that acts is renewed by whoever uses it, once.
@Suite(.serialized)
struct RenewalTests {
  /// Acme is chosen and its token has expired; those of the other accounts live.
  private func withExpiredToken(
    of store: SimulatedStore = SimulatedStore(scenario: .showcase),
    _ body: (Bench) async throws -> Void
  ) async throws {
    try await withBench(store) { bench in
      let acme = try bench.accountID("Acme Industrial")
      bench.server.setLifetime(-60, ofAccount: acme)
      try await bench.signIn(as: "Acme Industrial")
      bench.server.setLifetime(86_400, ofAccount: acme)
      bench.server.forgetRequests()
      try await body(bench)
    }
  }

  @Test(arguments: [
    ["exec", "--", "true"], ["token"], ["env", "--shell", "bash"], ["header"],
    ["export", "json"], ["export", "cookie", "--only-current"], ["export", "epcc"],
    ["api", "/v2/accounts"],
  ])
  func `a command that uses an expired token renews it with one mint`(
    arguments: [String]
  ) async throws {
    try await withExpiredToken { bench in
      let outcome = try await bench.program.run(arguments: arguments)
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(outcome.errorLines.count == (arguments == ["export", "epcc"] ? 2 : 0), "\(outcome)")
      #expect(bench.mints == 1)
      try await bench.program.run(arguments: arguments).succeeded()
      #expect(bench.mints == 1)
      #expect(
        try await bench.program.run("prompt").output.contains(/Acme Industrial (1d 00h|23:5)/))
    }
  }

  @Test func `fifty commands on one expired token cost one mint`() async throws {
    try await withExpiredToken { bench in
      let outcomes = try await bench.program.runAtOnce(50, "token", within: .seconds(120))
      #expect(outcomes.filter { $0.exitCode != 0 }.isEmpty)
      #expect(Set(outcomes.map(\.output)).count == 1)
      #expect(outcomes.allSatisfy { $0.errors == "" })
      #expect(bench.mints == 1)
      #expect(bench.requests.count == 1)
    }
  }

  @Test func `what only shows an expired token renews nothing`() async throws {
    try await withExpiredToken { bench in
      // It can be renewed, so this is no failure.
      let current = try await bench.program.run("current").succeeded()
      #expect(current.output.contains("\texpired\t"), "\(current)")
      try await bench.program.run("list").succeeded()
      #expect(try await bench.program.run("prompt").output == "⟨Acme Industrial expired⟩\n")
      #expect(bench.requests.isEmpty)
    }
  }

  @Test func `a token that is not accepted any more gives way to another one`() async throws {
    try await withExpiredToken { bench in
      // The tokens of the accounts that would be tried first are refused by the store.
      let longest = bench.store.roster.filter { $0.name != "Acme Industrial" }
        .max { $0.lifetime < $1.lifetime }
      bench.server.expireTokens(ofAccount: try #require(longest).id)
      let outcome = try await bench.program.run("token")
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(bench.mints == 1)
    }
  }

  @Test func `a renewal leaves the choice of account alone`() async throws {
    try await withExpiredToken { bench in
      try await bench.program.run("switch", "bolt").succeeded()
      bench.server.setLifetime(-60, ofAccount: try bench.accountID("Acme Industrial"))
      try await bench.program.run("refresh").succeeded()
      bench.server.setLifetime(86_400, ofAccount: try bench.accountID("Acme Industrial"))
      let name = try await bench.program.run(
        "exec", "--account", "acme", "--", "printenv", "EP_ACCOUNT_NAME"
      ).succeeded()
      #expect(name.output == "Acme Industrial\n")
      #expect(try await bench.program.currentID() == bench.accountID("Bolt & Nut Co"))
    }
  }
}
