import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// A refusal names what was refused, and everything the store said about it.
@Suite(.serialized)
struct RefusalTests {
  private func logIn(_ bench: Bench, _ more: String...) async throws -> Outcome {
    let outcome = try await bench.program.run(
      arguments: ["login", "--username", bench.store.member.username, "--password-stdin"] + more,
      input: bench.store.member.password)
    #expect(outcome.exitCode == 3, "\(outcome)")
    #expect(outcome.isOneSentence, "\(outcome)")
    return outcome
  }

  @Test func `an unknown client ID`() async throws {
    try await withBench { bench in
      let stranger = bench.using(bench.program.setting(["EPSWITCH_CLIENT_ID": "stranger"]))
      let outcome = try await logIn(stranger)
      #expect(outcome.errors.contains("does not know the client ID stranger"))
      #expect(!outcome.errors.contains("password"))
    }
  }

  @Test func `a wrong password`() async throws {
    try await withBench { bench in
      let outcome = try await bench.program.run(
        "login", "--username", bench.store.member.username, "--password-stdin", input: "wrong")
      #expect(outcome.exitCode == 3)
      #expect(outcome.errors.contains("refused the user name or the password"), "\(outcome)")
      #expect(!outcome.errors.contains("client ID"))
    }
  }

  @Test func `a wrong one-time password`() async throws {
    try await withBench { bench in
      let outcome = try await bench.program.run(
        "login", "--mechanism", "passwordless", "--username", bench.store.member.username,
        "--code-stdin", input: "000000")
      #expect(outcome.exitCode == 3)
      #expect(outcome.errors.contains("refused the one-time password"), "\(outcome)")
    }
  }

  @Test func `a sign-up that the store does not allow, and one that is taken`() async throws {
    var closed = SimulatedStore(scenario: .showcase)
    closed.allowsSelfSignUp = false
    for (store, words) in [
      (closed, "does not allow self sign-up"),
      (SimulatedStore(scenario: .showcase), "may be taken"),
    ] {
      try await withBench(store) { bench in
        let outcome = try await bench.program.run(
          "login", "--mechanism", "self-signup", "--name", "Ada", "--email",
          bench.store.member.username, "--password-stdin", input: "a-new-password")
        #expect(outcome.exitCode == 3, "\(outcome)")
        #expect(outcome.errors.contains(words), "\(outcome)")
      }
    }
  }

  @Test func `a client and a member of two stores`() async throws {
    try await withBench { bench in
      bench.server.faults.turnOn(.storeMismatch, for: .path("/v2/account-members/tokens"))
      let outcome = try await logIn(bench)
      #expect(outcome.errors.contains("another store than the client ID \(bench.store.clientID)"))
      #expect(outcome.errors.contains("store id mismatch"))
    }
  }

  @Test func `account tokens that were taken back`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.faults.turnOn(.expiredAccountTokens)
      let outcome = try await bench.program.run("switch", "bolt")
      #expect(outcome.exitCode == 3)
      #expect(outcome.errors.contains("no longer accepts the tokens of this session"), "\(outcome)")
    }
  }

  @Test(arguments: [
    (ErrorShape.commerce, ["first reason", "second reason"]), (.oauth, ["the reason"]),
    (.camelCaseOAuth, ["the reason"]), (.problem, ["the reason"]),
  ])
  func `everything the store says is told, in each shape`(
    shape: ErrorShape, details: [String]
  ) async throws {
    try await withBench { bench in
      bench.server.faults.turnOn(
        .error(400, shape: shape, details: details), for: .path("/v2/account-members/tokens"))
      let outcome = try await logIn(bench)
      for detail in details { #expect(outcome.errors.contains(detail), "\(outcome)") }
    }
  }
}
