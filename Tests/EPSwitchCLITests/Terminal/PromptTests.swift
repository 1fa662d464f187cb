import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch prompt` and `epswitch resolve`, which the scripts of `init` call.
@Suite(.serialized)
struct PromptTests {
  @Test func `nobody signed in is nothing`() async throws {
    try await withBench { bench in
      for program in [bench.program, Program()] {
        let outcome = try await program.run("prompt").succeeded()
        #expect(outcome.text == "")
      }
    }
  }

  @Test func `it says whom and for how long, without the network`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let before = bench.server.requests.count
      let outcome = try await bench.program.run("prompt").succeeded()
      #expect(outcome.outputLines.count == 1)
      #expect(outcome.output.contains(/^⟨Acme Industrial (1d 00h|23:5\d)⟩\n$/))
      #expect(bench.server.requests.count == before)
    }
  }

  @Test func `it says the same where the parser reads its arguments`() async throws {
    try await withBench { bench in
      try await bench.signInToExpired(as: "Acme Industrial")
      let plain = try await bench.program.run("prompt").succeeded().output
      #expect(try await bench.program.run("prompt", "--verbose").output == plain)
      let shown = try await bench.program.run("prompt", "--shown").succeeded()
      #expect(try await bench.program.run("prompt", "--verbose", "--shown").output == shown.output)
      #expect(shown.outputLines.count == 2)
    }
  }

  @Test func `it says that a token has expired`() async throws {
    try await withBench { bench in
      try await bench.signInToExpired(as: "Acme Industrial")
      let outcome = try await bench.program.run("prompt").succeeded()
      #expect(outcome.output == "⟨Acme Industrial expired⟩\n")
    }
  }

  @Test func `it is about this terminal's account`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let pinned = bench.program.setting([
        "EPSWITCH_ACCOUNT": try bench.accountID("東京金属株式会社")
      ])
      #expect(try await pinned.run("prompt").output.contains(/^⟨東京金属株式会社 (1d 00h|23:5)/))
    }
  }

  @Test func `production is marked`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let folder = "\(bench.home.path)/.config/epswitch"
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      let settings = """
        profile = "live"
        [profiles.live]
        endpoint = "\(bench.server.baseURL)"
        client-id = "\(bench.store.clientID)"
        production = true
        """
      try Data(settings.utf8).write(to: URL(filePath: "\(folder)/config.toml"))
      #expect(try await bench.program.run("prompt").output.hasPrefix("⟨PROD Acme Industrial"))
    }
  }

  @Test func `colour is for those who ask for it and do not refuse it`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let coloured = try await bench.program.run("prompt", "--color", "fish")
      #expect(coloured.output.contains("\u{1B}[36m⟨Acme"))
      let plain = try await bench.program.setting(["NO_COLOR": "1"])
        .run("prompt", "--color", "fish")
      #expect(plain.output.hasPrefix("⟨Acme"))
    }
  }

  @Test func `a text is resolved to the ID, also of an account whose token expired`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let pinned = bench.program.setting([
        "EPSWITCH_ACCOUNT": try bench.accountID("Acme Industrial")
      ])
      await bench.server.stop()
      for (text, name) in [("bolt", "Bolt & Nut Co"), ("zenith", "Zenith Hospitals")] {
        let outcome = try await pinned.run("resolve", "--", text).succeeded()
        #expect(try outcome.output == bench.accountID(name) + "\n")
      }
      let unknown = try await pinned.run("resolve", "--", "--help")
      #expect(unknown.exitCode == 4, "\(unknown)")
      #expect(unknown.output == "")
    }
  }
}
