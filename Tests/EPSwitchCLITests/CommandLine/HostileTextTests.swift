import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// Text that others wrote reaches the terminal cleaned, whichever way it comes in.
@Suite(.serialized)
struct HostileTextTests {
  /// Escape sequences of both kinds, a bidirectional override, a carriage return.
  private static let hostile = "a\u{1B}]0;title\u{07}b\u{1B}[2Jc\u{9B}31md\u{202E}e\rf"

  private func expectHarmless(
    _ outcome: Outcome, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let acting = outcome.text.unicodeScalars.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control: scalar != "\n" && scalar != "\t"
      case .format, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
    #expect(acting.isEmpty, "\(outcome)", sourceLocation: sourceLocation)
    #expect(!outcome.text.isEmpty, "\(outcome)", sourceLocation: sourceLocation)
  }

  static let commands = [
    ["HOSTILE"], ["--HOSTILE"], ["help", "HOSTILE"], ["list", "HOSTILE"], ["list", "--HOSTILE=1"],
    ["list", "--format", "HOSTILE"], ["list", "--profile", "HOSTILE"], ["switch", "HOSTILE"],
    ["current", "--endpoint", "HOSTILE"], ["current", "--client-id", "HOSTILE"],
    ["current", "--endpoint", "https://a.example", "--client-id", "HOSTILE"],
    ["list", "--state-dir", "/dev/null/HOSTILE"], ["list", "--config-dir", "/dev/null/HOSTILE"],
    ["login", "--mechanism", "HOSTILE"], ["login", "--username", "HOSTILE", "--password-stdin"],
    ["login", "--mechanism", "oidc", "--redirect-uri", "HOSTILE"],
    ["exec", "--", "HOSTILE"], ["api", "HOSTILE"], ["api", "-H", "HOSTILE", "/v2/accounts"],
    ["api", "-F", "a=@HOSTILE", "/v2/accounts"], ["token", "--account", "HOSTILE"],
    ["export", "json", "--output", "/dev/null/HOSTILE"], ["export", "curl", "HOSTILE"],
    ["profile", "show", "HOSTILE"], ["profile", "use", "HOSTILE"], ["profile", "add", "HOSTILE"],
    ["profile", "set", "HOSTILE", "username", "x"], ["history", "--since", "HOSTILE"],
    ["simulator", "--scenario", "HOSTILE"],
  ]

  @Test(arguments: commands)
  func `an argument does not act on the terminal`(arguments: [String]) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.run(
        arguments: arguments.map { $0.replacing("HOSTILE", with: Self.hostile) }, input: "x\n")
      #expect(outcome.exitCode != 0, "\(outcome)")
      expectHarmless(outcome)
    }
  }

  @Test(arguments: [
    ("EPSWITCH_PROFILE", ["current"]), ("EPSWITCH_ENDPOINT", ["current"]),
    ("EPSWITCH_CLIENT_ID", ["current"]), ("EPSWITCH_ACCOUNT", ["current"]),
    ("EPSWITCH_VAULT_KEY", ["current"]), ("EPSWITCH_SHOWN", ["token"]),
    ("EPSWITCH_STATE_DIR", ["list", "--refresh"]), ("EPCC_PROFILE", ["export", "epcc"]),
    ("HTTPS_PROXY", ["current", "--endpoint", "https://a.example", "--client-id", "c"]),
    ("SHELL", ["env"]), ("TERM", ["doctor"]), ("HOME", ["export", "epcc"]),
  ])
  func `a variable does not act on the terminal`(
    variable: String, arguments: [String]
  ) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      // A slash at the end makes it no name of a profile of epcc, and no folder that can be made.
      let outcome = try await bench.program.setting([variable: "/dev/null/\(Self.hostile)/"])
        .run(arguments: arguments)
      #expect(outcome.exitCode != 0 || variable == "TERM", "\(outcome)")
      expectHarmless(outcome)
    }
  }

  @Test func `names in a profile and in the folder's path do not act on the terminal`()
    async throws
  {
    try await withBench { bench in
      let folder = bench.home.path + "/" + Self.hostile
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      for text in ["[", "profile = 3", "[profiles.\"\\u001b[2J\"]", "secret = 'x'"] {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/config.toml"))
        let outcome = try await bench.program.run(
          "current", "--config-dir", folder)
        #expect(outcome.exitCode == 1, "\(outcome)")
        expectHarmless(outcome)
      }
    }
  }
}
