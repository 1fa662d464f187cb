import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `EPSWITCH_ACCOUNT` and the other variables of a terminal: messages name the variable, and say what
/// it keeps as it is.
@Suite(.serialized)
struct TerminalVariableTests {
  @Test func `an account that nobody has does not keep the list from being shown`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let terminal = bench.program.setting(["EPSWITCH_ACCOUNT": "nosuch"])
      for format in ["table", "json", "csv"] {
        let list = try await terminal.run("list", "--format", format).succeeded()
        #expect(list.outputLines.count == (format == "json" ? 1 : format == "csv" ? 13 : 12))
        #expect(list.isOneSentence, "\(list)")
        #expect(list.errors.contains("EPSWITCH_ACCOUNT"), "\(list)")
        #expect(list.errors.contains("nosuch"), "\(list)")
        #expect(list.errors.contains("unset EPSWITCH_ACCOUNT"), "\(list)")
      }
      let json = try await terminal.run("list", "--format", "json").json(RosterDocument.self)
      #expect(json.accounts.allSatisfy { !$0.active })
    }
  }

  @Test(arguments: [
    ["current"], ["prompt"], ["exec", "--", "true"], ["token"], ["env", "--shell", "bash"],
    ["header"], ["export", "json"], ["api", "/v2/accounts"],
  ])
  func `a command that would act says which variable is wrong`(arguments: [String]) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let terminal = bench.program.setting(["EPSWITCH_ACCOUNT": "nosuch"])
      let outcome = try await terminal.run(arguments: arguments)
      #expect(outcome.exitCode == 4, "\(outcome)")
      #expect(outcome.output == "")
      #expect(outcome.isOneSentence, "\(outcome)")
      #expect(outcome.errors.contains("unset EPSWITCH_ACCOUNT"), "\(outcome)")
    }
  }

  @Test func `a profile that does not exist is told with its variable`() async throws {
    try await withBench { bench in
      let program = try bench.program(withProfile: "staging")
      let outcome = try await program.setting(["EPSWITCH_PROFILE": "nosuch"]).run("list")
      #expect(outcome.exitCode == 64, "\(outcome)")
      #expect(outcome.isOneSentence, "\(outcome)")
      #expect(outcome.errors.contains("EPSWITCH_PROFILE"))
      #expect(outcome.errors.contains("staging"))
      let option = try await program.run("list", "--profile", "nosuch")
      #expect(option.errors.contains("--profile"), "\(option)")
      #expect(!option.errors.contains("EPSWITCH_PROFILE"))
    }
  }

  @Test func `a switch says what becomes the default, and whom the terminal keeps`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let terminal = bench.program.setting(["EPSWITCH_ACCOUNT": "acme"])
      let kept =
        try "; this terminal keeps acting as \(bench.named("Acme Industrial")), as "
        + "EPSWITCH_ACCOUNT says.\n"
      let switched = try await terminal.run("switch", "bolt").succeeded()
      #expect(
        try switched.errors.hasPrefix("The default is now \(bench.named("Bolt & Nut Co"))"))
      #expect(switched.errors.hasSuffix(kept), "\(switched)")
      #expect(!switched.errors.contains("Acting as"))
      let refreshed = try await terminal.run("refresh").succeeded()
      #expect(
        try refreshed.errors.contains("The default is now \(bench.named("Bolt & Nut Co"))"))
      #expect(refreshed.errors.hasSuffix(kept), "\(refreshed)")
      let name = try await terminal.run("exec", "--", "printenv", "EP_ACCOUNT_NAME").succeeded()
      #expect(name.output == "Acme Industrial\n")
      #expect(try await bench.program.currentID() == bench.accountID("Bolt & Nut Co"))
      let current = try await terminal.run("current").succeeded()
      #expect(current.output.hasPrefix("Acme Industrial\t"))
      #expect(try current.errors.contains("the default account is \(bench.named("Bolt & Nut Co"))"))
    }
  }

  @Test func `a refresh that loses the account says that nobody is acted as`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.faults.turnOn(.lostAccount(id: try bench.accountID("Acme Industrial")))
      let outcome = try await bench.program.run("refresh")
      #expect(outcome.exitCode == 4, "\(outcome)")
      #expect(try outcome.errors.contains(bench.named("Acme Industrial")))
      #expect(outcome.errors.contains("No account is chosen now."))
      #expect(!outcome.errors.contains("Acting as"))
      #expect(try await bench.program.run("exec", "--", "true").exitCode == 4)
    }
  }

  @Test func `what a prompt shows is written for the next command before the segment`() async throws
  {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let terminal = PromptedTerminal("t1", bench.program)
      let prompt = try await terminal.run("prompt", "--shown").succeeded()
      let shown = try #require(prompt.outputLines.first)
      // Two lines: what is shown, for the next command, and the segment.
      #expect(prompt.outputLines.count == 2)
      #expect(shown.contains(/^1:\d+::[^: ]+:[^: ]+$/), "\(prompt)")
      #expect(try shown.hasSuffix(":" + bench.accountID("Acme Industrial")))
    }
  }
}
