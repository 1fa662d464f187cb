import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch env`, evaluated by the shells it is for.
@Suite(.serialized)
struct EnvTests {
  /// How each shell is run on lines from stdin, and how it evaluates what a command prints.
  enum Shell: String, CaseIterable {
    case bash, zsh, fish

    var command: String {
      switch self {
      case .bash: "bash --norc"
      case .zsh: "zsh -f"
      case .fish: "fish --no-config"
      }
    }

    func evaluating(_ command: String) -> String {
      self == .fish ? "\(command) | source\n" : "eval \"$(\(command))\"\n"
    }
  }

  @Test(arguments: Shell.allCases)
  func `hostile names pass every shell unharmed`(shell: Shell) async throws {
    try await withBench(.hostile) { bench in
      try await bench.signIn()
      let roster = try await bench.program.run("list", "--format", "json")
        .json(RosterDocument.self)
      let named = roster.accounts.filter {
        !$0.name.hasPrefix("Long name") && $0.seconds_left != 0
      }.prefix(60)
      #expect(named.contains { $0.name == "$(touch x)" })
      let script = named.map {
        shell.evaluating("epswitch env --shell \(shell.rawValue) --account \($0.id)")
          + "printf '%s\\0' \"$EP_ACCOUNT_ID\" \"$EP_ACCOUNT_NAME\"\n"
      }.joined()
      let outcome = try await bench.program.shell(
        "cd && mkdir here && cd here && \(shell.command)", input: script
      ).succeeded()
      let values = outcome.output.split(separator: "\0", omittingEmptySubsequences: false)
        .dropLast().map(String.init)
      #expect(values == named.flatMap { [$0.id, $0.name] })
      #expect(outcome.errors == "")
      let made = try FileManager.default.contentsOfDirectory(atPath: "\(bench.home.path)/here")
      #expect(made == [])
    }
  }

  @Test(arguments: Shell.allCases)
  func `unset takes everything away again`(shell: Shell) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let script =
        shell.evaluating("epswitch env --shell \(shell.rawValue)") + "env | grep -c '^EP_'\n"
        + shell.evaluating("epswitch env --unset --shell \(shell.rawValue)")
        + "env | grep -c '^EP_'\ntrue\n"
      let outcome = try await bench.program.shell(shell.command, input: script).succeeded()
      #expect(outcome.outputLines == ["6", "0"])
    }
  }

  @Test func `the shell is that of SHELL unless it is named`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let fish = bench.program.setting(["SHELL": "/usr/local/bin/fish"])
      #expect(try await fish.run("env").output.hasPrefix("set -gx EP_ACCOUNT_ID "))
      #expect(try await fish.run("env", "--shell", "zsh").output.hasPrefix("export EP_"))
      for shell in ["/bin/tcsh", nil] {
        let outcome = try await bench.program.setting(["SHELL": shell]).run("env")
        #expect(outcome.exitCode == 64, "\(outcome)")
        #expect(outcome.output == "")
        #expect(outcome.errors.contains("--shell"))
      }
    }
  }

  @Test func `an account may be named, by option or by variable`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let bolt = try bench.accountID("Bolt & Nut Co")
      let pinned = bench.program.setting(["EPSWITCH_ACCOUNT": bolt])
      #expect(try await pinned.run("env", "--shell", "bash").output.contains(bolt))
      let acme = try await pinned.run("env", "--shell", "bash", "--account", "acme industrial")
      #expect(try acme.output.contains(bench.accountID("Acme Industrial")))
    }
  }
}
