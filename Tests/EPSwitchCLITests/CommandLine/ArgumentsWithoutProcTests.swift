import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// Where `/proc` is not readable, the Swift runtime knows no arguments, and Dispatch ends the process.
@Suite(.enabled(if: canHideProc, "only root can hide /proc"), .serialized)
struct ArgumentsWithoutProcTests {
  private func withoutProc(_ bench: Bench, _ command: String) async throws -> Outcome {
    try await bench.program.shell(
      "unshare --mount sh -c 'mount -t tmpfs none /proc && exec epswitch \(command)'")
  }

  @Test(arguments: ["--version", "nonsense", "logout --all", "current", "switch bolt"])
  func `nothing is done, and it is said why`(command: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await withoutProc(bench, command)
      #expect(outcome.exitCode == 1, "\(outcome)")
      #expect(outcome.output.isEmpty, "\(outcome)")
      #expect(
        outcome.errors
          == "epswitch: /proc cannot be read here, which epswitch needs. Nothing was done. Mount /proc "
          + "and try again.\n")
      #expect(try await bench.program.currentID() == bench.accountID("Acme Industrial"))
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
