import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// Arguments count also where `/proc`, from which the Swift runtime reads them, is not readable.
@Suite(.enabled(if: canHideProc, "only root can hide /proc"), .serialized)
struct ArgumentsWithoutProcTests {
  private func withoutProc(_ bench: Bench, _ command: String) async throws -> Outcome {
    try await bench.program.shell(
      "unshare --mount sh -c 'mount -t tmpfs none /proc && exec epswitch \(command)'")
  }

  @Test func `a command is carried out, and a wrong one is refused`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      #expect(try await withoutProc(bench, "--version").succeeded().output == "0.1.0\n")
      #expect(try await withoutProc(bench, "nonsense").exitCode == 64)
      let outcome = try await withoutProc(bench, "logout --all")
      #expect(outcome.output.isEmpty, "\(outcome)")
      #expect(outcome.errors.contains("Removed every session"), "\(outcome)")
      #expect(try await bench.program.run("current").exitCode == 3)
    }
  }
}

/// Whether a mount namespace can be made, which root in a container may not be allowed to.
private let canHideProc: Bool = {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs none /proc"]
  process.standardError = FileHandle.nullDevice
  guard geteuid() == 0, (try? process.run()) != nil else { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}()
