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
