import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// What a prompt showed is what the next command in that terminal acts as, whatever another terminal
/// chose meanwhile.
@Suite(.serialized)
struct TwoTerminalsTests {
  /// The first terminal shows Acme, and the second has switched to Bolt since.
  private func withSwitchElsewhere(
    _ body: (Bench, inout PromptedTerminal, inout PromptedTerminal) async throws -> Void
  ) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await bench.withTwoTerminals { first, second in
        try await second.run("switch", "bolt").succeeded()
        try await body(bench, &first, &second)
      }
    }
  }

  private func announcement(_ bench: Bench) throws -> String {
    try "epswitch: Acting as \(bench.named("Acme Industrial")), as shown in this terminal; the "
      + "default is now \(bench.named("Bolt & Nut Co")).\n"
  }

  @Test func `a program runs as the account the prompt showed, and it says so`() async throws {
    try await withSwitchElsewhere { bench, first, second in
      let outcome = try await first.run("exec", "--", "printenv", "EP_ACCOUNT_NAME").succeeded()
      #expect(outcome.output == "Acme Industrial\n")
      #expect(try outcome.errors == announcement(bench))
      let quiet = try await first.run("exec", "-q", "--", "printenv", "EP_ACCOUNT_NAME")
      #expect(quiet.output == "Acme Industrial\n")
      #expect(quiet.errors == "")
      #expect(try await second.actingName() == "Bolt & Nut Co")
      // The next prompt shows the new state, and from then on it counts.
      #expect(try await first.drawPrompt().contains("Bolt & Nut Co"))
      let after = try await first.run("exec", "--", "printenv", "EP_ACCOUNT_NAME").succeeded()
      #expect(after.output == "Bolt & Nut Co\n")
      #expect(after.errors == "")
    }
  }

  @Test func `a request that deletes is sent as the account the prompt showed`() async throws {
    try await withSwitchElsewhere { bench, first, second in
      let requests = try await bench.recording {
        let outcome = try await first.run("api", "-X", "DELETE", "/v2/carts/spare-parts")
        #expect(try outcome.errors.hasPrefix(announcement(bench)))
        _ = try await second.run("api", "-X", "DELETE", "/v2/carts/spare-parts")
      }
      let actors = requests.filter { $0.method == "DELETE" }.map { $0.actor?.accountID }
      #expect(
        try actors == [bench.accountID("Acme Industrial"), bench.accountID("Bolt & Nut Co")])
    }
  }

  @Test func `a token is handed out for the account the prompt showed`() async throws {
    try await withSwitchElsewhere { bench, first, second in
      let acme = try bench.accountID("Acme Industrial")
      let script = """
        curl -s -o /dev/null -H "EP-Account-Management-Authentication-Token: $(epswitch token)" \
          $EPSWITCH_ENDPOINT/
        eval "$(epswitch env --shell bash)"; echo $EP_ACCOUNT_ID
        epswitch header | curl -s -o /dev/null -H @- $EPSWITCH_ENDPOINT/
        epswitch export curl / | curl -s -o /dev/null -K -
        epswitch export json | sed 's/.*"account_id":"\\([^"]*\\)".*/\\1/'
        epswitch export dotenv | sed -n 's/^EP_ACCOUNT_ID=//p' | tr -d "'\\""
        """
      let requests = try await bench.recording {
        let outcome = try await first.program.shell(script)
        #expect(outcome.outputLines == [acme, acme, acme], "\(outcome)")
        #expect(
          try outcome.errors == String(repeating: announcement(bench), count: 6), "\(outcome)")
      }
      #expect(requests.filter { $0.path == "/" }.map { $0.actor?.accountID } == [acme, acme, acme])
      #expect(try await second.actingName() == "Bolt & Nut Co")
    }
  }

  @Test func `a switch of one's own counts at once`() async throws {
    try await withSwitchElsewhere { bench, first, second in
      try await first.run("switch", "harbour").succeeded()
      let own = try await first.run("exec", "--", "printenv", "EP_ACCOUNT_NAME").succeeded()
      #expect(own.output == "Harbour Light Marine Supply\n")
      // The other terminal chose for itself, though its prompt was not drawn since.
      let other = try await second.run("exec", "--", "printenv", "EP_ACCOUNT_NAME").succeeded()
      #expect(other.output == "Bolt & Nut Co\n")
      #expect(other.errors.contains("the default is now Harbour Light Marine Supply"))
    }
  }

  @Test func `a switch counts for the rest of its command line`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await bench.withTwoTerminals { first, _ in
        let outcome = try await first.program.shell(
          "sh -c 'epswitch switch bolt && epswitch exec -- printenv EP_ACCOUNT_NAME'")
        #expect(outcome.exitCode == 0, "\(outcome)")
        #expect(outcome.output == "Bolt & Nut Co\n")
        #expect(!outcome.errors.contains("the default is now"))
      }
    }
  }

  @Test func `what a person looked up counts as shown, and what a program read does not`()
    async throws
  {
    try await withSwitchElsewhere { bench, first, _ in
      for reading in ["", " --id", " --name", " --format json"] {
        let outcome = try await first.program.shell(
          "x=$(epswitch current\(reading)) && echo \"$x\"")
        #expect(try !outcome.succeeded().output.isEmpty)
        #expect(try await first.actingName() == "Acme Industrial", "current\(reading)")
      }
      let shown = try await first.program.shell(
        "script --quiet --return --command 'epswitch current' /dev/null")
      #expect(try shown.succeeded().output.contains("Bolt & Nut Co"), "\(shown)")
      #expect(try await first.actingName() == "Bolt & Nut Co")
    }
  }

  @Test func `the list marks whom the next command acts as`() async throws {
    try await withSwitchElsewhere { _, first, second in
      for (terminal, name) in [(first, "Acme Industrial"), (second, "Bolt & Nut Co")] {
        let list = try await terminal.run("list", "--format", "json").json(RosterDocument.self)
        #expect(list.accounts.filter(\.active).map(\.name) == [name])
      }
    }
  }

  @Test func `without a prompt a script follows the default, and is told nothing`() async throws {
    try await withSwitchElsewhere { bench, _, _ in
      let outcome = try await bench.program.run("exec", "--", "printenv", "EP_ACCOUNT_NAME")
      #expect(outcome.output == "Bolt & Nut Co\n")
      #expect(outcome.errors == "")
      let damaged = bench.program.setting(["EPSWITCH_SHOWN": "1:x:y"])
      #expect(try await damaged.run("current").output.hasPrefix("Bolt & Nut Co\t"))
    }
  }

  @Test func `a terminal without the integration is told whom a command acts as`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let acting = try "epswitch: Acting as \(bench.named("Acme Industrial"))."
      let commands = [
        "exec -- true", "token | wc -c", "env --shell bash | wc -c", "header | wc -c",
        "export json | wc -c", "api /v2/accounts --silent",
      ]
      for command in commands {
        let loud = try await bench.program.terminal("epswitch \(command)").succeeded()
        #expect(loud.output.contains(acting), "\(loud)")
        let quiet = try await bench.program.terminal(
          "epswitch \(command.replacing(" ", with: " --quiet ", maxReplacements: 1))"
        ).succeeded()
        #expect(!quiet.output.contains("Acting as"), "\(quiet)")
      }
    }
  }

  @Test func `in production a switch elsewhere is refused until the prompt shows it`() async throws
  {
    try await withBench { bench in
      let program = try bench.program(withProfile: "live", "production = true")
      let live = bench.with(program)
      try await program.run(
        "login", "--username", bench.store.member.username, "--password-stdin", "--account",
        "Acme Industrial", "--reason", "start", input: bench.store.member.password
      ).succeeded()
      try await live.withTwoTerminals { first, second in
        try await second.run("switch", "bolt", "--reason", "ticket 7").succeeded()
        let refused: [[String]] = [
          ["exec", "--", "true"], ["token"], ["env", "--shell", "bash"], ["header"],
          ["export", "json"], ["export", "epcc"], ["api", "-X", "DELETE", "/v2/carts/a"],
        ]
        let terminal = first
        let requests = try await live.recording {
          for arguments in refused {
            let outcome = try await terminal.program.run(arguments: arguments)
            #expect(outcome.exitCode == 4, "\(outcome)")
            #expect(outcome.output == "")
            #expect(outcome.isOneSentence, "\(outcome)")
            #expect(try outcome.errors.contains(live.named("Acme Industrial")), "\(outcome)")
            #expect(try outcome.errors.contains(live.named("Bolt & Nut Co")), "\(outcome)")
          }
        }
        #expect(requests.isEmpty)
        // An account that is named is what acts, and it was not chosen: it needs a reason.
        #expect(try await first.run("token", "--account", "acme").exitCode == 64)
        try await first.run("token", "--account", "acme", "--reason", "ticket 8").succeeded()
        // The one who switched is not in doubt, and neither is one who looks again.
        #expect(try await second.actingName() == "Bolt & Nut Co")
        #expect(try await first.drawPrompt().contains("Bolt & Nut Co"))
        #expect(try await first.actingName() == "Bolt & Nut Co")
      }
    }
  }
}
