import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// One vault that lives through all of it.
@Suite(.serialized)
struct KillTests {
  /// `script/torture` kills 1,000 times.
  private static let count = FaultReport.count("EPSWITCH_KILLS", usual: 100)

  @Test(.enabled(if: Program.canBeTraced, "ptrace is not permitted here"))
  func `a program killed before any of its system calls loses nothing`() async throws {
    try await withBench(.showcase) { bench in
      var vault = try await KilledVault(bench, seed: FaultReport.seed)
      for round in 0..<Self.count {
        let operation = Operation.allCases[round % Operation.allCases.count]
        try await vault.endure(operation, .systemCall)
      }
      try vault.report("SIGKILL before a system call chosen at random")
    }
  }

  /// Two members are signed in; `logout` is about the one who came last.
  @Test(.enabled(if: Program.canBeTraced, "ptrace is not permitted here"))
  func `a sign-out killed before any of its system calls signs nobody else out`() async throws {
    try await withBench(.desk) { bench in
      let ada = try bench.credential("buyer@acme.example", inProfile: "Members")
      let sam = try bench.credential("buyer@acme.example", inProfile: "Impersonation")
      var random = SplitMix64(seed: FaultReport.seed &+ 2)
      var (kills, undone, done) = (0, 0, 0)
      var isSamSignedIn = false
      try await bench.signIn(with: ada, as: "Acme Industrial")
      try await bench.signIn(with: sam, as: "Northwind Support")
      // One that ends by itself tells how many calls there are.
      let calls = try await bench.program.run(["logout"], killedBefore: 0).calls
      for round in 0..<max(Self.count / 4, 20) {
        if !isSamSignedIn { try await bench.signIn(with: sam, as: "Northwind Support") }
        let call = Int.random(in: 1...calls, using: &random)
        let outcome = try await bench.program.run(["logout"], killedBefore: call).outcome
        let place = "seed \(FaultReport.seed), round \(round), before call \(call) of \(calls)"
        guard [0, 137].contains(outcome.exitCode) else { throw Damage("\(place): \(outcome)") }
        if outcome.exitCode == 137 { kills += 1 }
        // Whoever acts now: the member who signed out, or the other one. Never nobody.
        let list = try await bench.program.run("list", "--format", "json")
        guard list.exitCode == 0 else { throw Damage("\(place): \(list)") }
        let account = try await bench.program.run("current", "--format", "json")
        guard account.exitCode == 0 else { throw Damage("\(place): \(account)") }
        let acts = try await bench.program.run("api", "/v2/accounts")
        guard acts.exitCode == 0 else { throw Damage("\(place): \(acts)") }
        isSamSignedIn = account.output.contains("Northwind Support")
        if isSamSignedIn { undone += 1 } else { done += 1 }
        if !isSamSignedIn, !account.output.contains("Acme Industrial") {
          throw Damage("\(place): \(account)")
        }
      }
      #expect(kills > 0 && done > 0 && undone > 0, "\(kills) kills, \(done) done, \(undone) not")
      try FaultReport.add(
        "SIGKILL before a system call of a sign-out, with another member signed in", count: kills,
        seed: FaultReport.seed &+ 2, result: "the other member stays signed in, with every token")
    }
  }

  @Test func `a program killed at any moment loses nothing`() async throws {
    try await withBench(.showcase) { bench in
      var vault = try await KilledVault(bench, seed: FaultReport.seed &+ 1)
      for round in 0..<Self.count / 4 {
        let operation = Operation.allCases[round % Operation.allCases.count]
        try await vault.endure(operation, .moment)
      }
      try vault.report("SIGKILL at a moment chosen at random")
    }
  }
}
