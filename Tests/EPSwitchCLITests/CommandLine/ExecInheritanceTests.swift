import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// What a program that `exec` starts inherits: what epswitch was started with, not what epswitch
/// sets for itself.
@Suite(.serialized)
struct ExecInheritanceTests {
  @Test(arguments: ["0022", "0002", "0077", "0000"])
  func `the umask is that of the caller`(mask: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.shell(
        "umask \(mask); epswitch exec -- sh -c 'umask; touch ~/made'"
      ).succeeded()
      #expect(outcome.output == "\(mask)\n")
      let attributes = try FileManager.default.attributesOfItem(atPath: bench.home.path + "/made")
      let mode = try #require(attributes[.posixPermissions] as? Int)
      #expect(mode == 0o666 & ~(try #require(Int(mask, radix: 8))))
    }
  }

  @Test func `files of epswitch itself are private whatever the umask is`() async throws {
    try await withBench { bench in
      try await bench.program.shell(
        "umask 0; epswitch login --username \(bench.store.member.username) --password-stdin",
        input: bench.store.member.password
      ).succeeded()
      let outcome = try await bench.program.shell(
        "find \"$EPSWITCH_STATE_DIR\" -perm /077; find \"$EPSWITCH_STATE_DIR\" -type f | wc -l"
      ).succeeded()
      // Nothing that others can read, among some files.
      #expect(outcome.outputLines.count == 1, "\(outcome)")
      #expect(try #require(Int(outcome.outputLines[0])) > 0)
    }
  }

  @Test(arguments: ["", "--proxy"])
  func `the open files are those of the caller`(option: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.shell(
        """
        exec 7</dev/null
        list='cd /proc/self/fd; for each in [0-9]*; do readlink "$each" >/dev/null && echo "$each"; done'
        sh -c "$list" > ~/direct; epswitch exec \(option) -- sh -c "$list" > ~/through
        cat ~/direct; diff ~/direct ~/through && echo same
        """
      ).succeeded()
      #expect(outcome.outputLines.contains("7"), "\(outcome)")
      #expect(outcome.outputLines.last == "same", "\(outcome)")
    }
  }

  @Test func `the limit of core dumps is that of the caller`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.shell(
        "ulimit -Sc 4; ulimit -Sc; ulimit -Hc; epswitch exec -- bash -c 'ulimit -Sc; ulimit -Hc'"
      ).succeeded()
      #expect(outcome.outputLines.count == 4, "\(outcome)")
      #expect(outcome.outputLines.prefix(2) == outcome.outputLines.suffix(2))
    }
  }

  @Test func `a signal that the caller ignores stays ignored, and no other`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.shell(
        "trap '' HUP; epswitch exec -- grep SigIgn /proc/self/status"
      ).succeeded()
      let mask = try #require(
        UInt64(outcome.output.trimmingCharacters(in: .newlines).suffix(16), radix: 16))
      // The C library keeps signals 32 and 33 for itself.
      #expect(mask & 0x7FFF_FFFF == 1 << (SIGHUP - 1), "\(outcome)")
    }
  }

  @Test func `the client secret is not in its environment`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let program = bench.program.setting([
        "EPSWITCH_CLIENT_SECRET": "sealed-secret-1", "EPCC_CLIENT_SECRET": "sealed-secret-2",
        "EPCC_CLIENT_ID": "public",
      ])
      let outcome = try await program.run("exec", "--", "env").succeeded()
      #expect(!outcome.output.contains("sealed-secret"))
      #expect(!outcome.output.contains("CLIENT_SECRET"))
      #expect(outcome.outputLines.contains("EPCC_CLIENT_ID=public"))
    }
  }
}
