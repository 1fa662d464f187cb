import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch doctor` in a sound set-up, and how it says what it finds.
@Suite(.serialized)
struct DoctorTests {
  private static let checks = [
    "settings", "files", "vault-key", "endpoint", "clock", "client", "sign-in", "session",
    "terminal",
  ]

  @Test func `a sound set-up passes`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let report = try await bench.program.doctor()
      #expect(report.exitCode == 0)
      #expect(report.checks.map(\.check) == Self.checks)
      // The tests have no terminal.
      #expect(report.checks.filter { $0.verdict != "pass" }.map(\.check) == ["terminal"])
      #expect(report.passed == 8 && report.warned == 1 && report.failed == 0)
      #expect(report["session"]?.says.contains("12 accounts, acting as Acme Industrial") == true)
      #expect(report["session"]?.says.contains("answers as that account") == true)
      #expect(report["sign-in"]?.says.contains("Buyers") == true)
      #expect(report["sign-in"]?.says.contains("one-time passwords") == true)
      #expect(report["sign-in"]?.says.contains("OpenID") == true)
      #expect(report["sign-in"]?.says.contains("self sign-up") == true)
    }
  }

  @Test func `JSON names every key`() async throws {
    let outcome = try await Program().run("doctor", "--format", "json")
    #expect(try outcome.jsonKeys() == ["checks", "passed", "warned", "failed"])
    let checks = try #require(try outcome.jsonObject()["checks"] as? [[String: Any]])
    #expect(!checks.isEmpty)
    for check in checks { #expect(Set(check.keys) == ["check", "verdict", "says", "remedy"]) }
  }

  @Test func `without a store it says what to set, and touches no file`() async throws {
    let program = Program()
    let report = try await program.doctor()
    #expect(report.exitCode == 0)
    #expect(report.checks.map(\.check) == ["settings", "files", "vault-key", "store", "terminal"])
    #expect(report["store"]?.verdict == "warn")
    #expect(report["store"]?.remedy?.contains("EPSWITCH_ENDPOINT") == true)
    #expect(try program.home.names().isEmpty)
  }

  @Test func `a store that cannot be fails`() async throws {
    let program = Program().setting([
      "EPSWITCH_ENDPOINT": "http://store.example", "EPSWITCH_CLIENT_ID": "c",
    ])
    let report = try await program.doctor()
    report.expectFailure(of: "store")
    #expect(report["store"]?.says.contains("not encrypted") == true)
  }

  @Test func `nobody signed in is a warning`() async throws {
    try await withBench { bench in
      let report = try await bench.program.doctor()
      #expect(report.exitCode == 0)
      #expect(report["session"]?.verdict == "warn")
      #expect(report["session"]?.remedy?.contains("epswitch login") == true)
    }
  }

  @Test func `text marks each line, and says what to do below it`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      await bench.server.stop()
      let outcome = try await bench.program.run("doctor")
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors == "")
      #expect(outcome.outputLines.contains { $0.hasPrefix("✓ pass  settings") })
      let failed = try #require(
        outcome.outputLines.firstIndex { $0.hasPrefix("✗ fail  endpoint") })
      #expect(outcome.outputLines[failed + 1].contains("→ "))
      #expect(outcome.outputLines.contains { $0.hasPrefix("! warn  terminal") })
    }
  }

  @Test(arguments: ["C", "de_DE.ISO-8859-1"])
  func `where text is not UTF-8 the marks are ASCII`(locale: String) async throws {
    let outcome = try await Program().setting(["LANG": locale]).run("doctor").succeeded()
    #expect(outcome.outputLines.contains { $0.hasPrefix("+ pass  settings") })
    #expect(outcome.outputLines.contains { $0.contains("-> ") })
    #expect(!outcome.output.contains("✓") && !outcome.output.contains("→"))
  }

  @Test func `in a terminal its abilities are told`() async throws {
    try await withScreen(Program(), columns: 100) { screen in
      try await screen.enter("epswitch doctor")
      #expect(try await screen.waitForShell() == 0)
      let line = try await screen.line(with: "terminal")
      #expect(line == "✓ pass  terminal   tmux-256color, 100×24, 256 colours, UTF-8.")
    }
  }
}
