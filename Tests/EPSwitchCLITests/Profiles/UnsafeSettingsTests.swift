import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// Settings that somebody else can change say where no secret goes.
@Suite(.serialized)
struct UnsafeSettingsTests {
  private func expectRefused(_ bench: Bench, _ words: String...) async throws {
    bench.server.forgetRequests()
    for arguments in [
      ["login", "--username", bench.store.member.username, "--password-stdin"],
      ["switch", "bolt"], ["refresh"], ["token"], ["exec", "--", "echo", "ran"],
      ["api", "/v2/accounts"], ["login", "--mechanism", "passwordless", "--request-code"],
    ] {
      let outcome = try await bench.program.run(
        arguments: arguments, input: bench.store.member.password + "\n")
      #expect(outcome.exitCode == 1, "\(outcome)")
      #expect(outcome.output.isEmpty, "\(outcome)")
      for words in words + [bench.home.settingsFile] {
        #expect(outcome.errors.contains(words), "\(outcome)")
      }
    }
    #expect(bench.server.requests.isEmpty)
    // What sends nothing goes on, and `doctor` says what is wrong.
    try await bench.program.run("list").succeeded()
    try await bench.program.run("profile", "list").succeeded()
    let doctor = try await bench.program.run("doctor")
    #expect(doctor.output.contains(bench.home.settingsFile), "\(doctor)")
  }

  private func withProfile(_ body: (Bench) async throws -> Void) async throws {
    try await withBench { bench in
      let bench = bench.using(try bench.program(withProfile: "shop"))
      try await bench.signIn(as: "Acme Industrial")
      try await body(bench)
    }
  }

  @Test(arguments: [mode_t(0o620), 0o602, 0o666])
  func `a file that others can write to is refused`(mode: mode_t) async throws {
    try await withProfile { bench in
      #expect(chmod(bench.home.settingsFile, mode) == 0)
      try await expectRefused(
        bench, "can be changed by others (mode \(String(mode, radix: 8)))", "chmod go-w")
      #expect(chmod(bench.home.settingsFile, 0o644) == 0)
      try await bench.program.run("switch", "bolt").succeeded()
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
  func `a file of another user is refused`() async throws {
    try await withProfile { bench in
      #expect(chown(bench.home.settingsFile, 65_534, 65_534) == 0)
      try await expectRefused(bench, "belongs to user 65534", "chown 0")
    }
  }

  @Test func `a link to a file of one's own is followed`() async throws {
    try await withProfile { bench in
      let dotfile = bench.home.path + "/dotfile.toml"
      try FileManager.default.moveItem(atPath: bench.home.settingsFile, toPath: dotfile)
      try FileManager.default.createSymbolicLink(
        atPath: bench.home.settingsFile, withDestinationPath: dotfile)
      try await bench.program.run("switch", "bolt").succeeded()
      #expect(chmod(dotfile, 0o666) == 0)
      #expect(try await bench.program.run("switch", "acme").exitCode == 1)
    }
  }
}
