import AccountModel
import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

@testable import EPSwitchCLI

/// The command line of the built program.
@Suite(.serialized)
struct CommandLineTests {
  @Test func `global options work before and after the command`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let program = bench.program.setting(["EPSWITCH_ENDPOINT": nil, "EPSWITCH_CLIENT_ID": nil])
      let store = ["--endpoint", bench.server.baseURL, "--client-id", bench.store.clientID]
      let list = ["list", "--format", "json"]
      let after = try await program.run(arguments: list + store).succeeded()
      let before = try await program.run(arguments: store + list).succeeded()
      let accounts = try before.json(RosterDocument.self).accounts.map(\.id)
      #expect(try accounts == after.json(RosterDocument.self).accounts.map(\.id))
      #expect(accounts.count == bench.store.roster.count)
      let curl = try await program.run(arguments: store + ["export", "curl", "/v2/accounts"])
        .succeeded()
      #expect(curl.output.contains("\(bench.server.baseURL)/v2/accounts"))
      let mixed = try await program.run(
        arguments: store + ["--verbose", "exec", "--", "echo", "--endpoint", "list"]
      ).succeeded()
      #expect(mixed.output == "--endpoint list\n")
    }
  }

  @Test(arguments: [["demo"], ["simulator"], ["init", "bash"], ["manual", "folder"]])
  func `a command without global options refuses them before it too`(
    command: [String]
  ) async throws {
    let outcome = try await Program().run(arguments: ["--profile", "X"] + command)
    #expect(outcome.exitCode == 64, "\(outcome)")
    #expect(outcome.errors.contains("Unknown option '--profile'"))
    #expect(outcome.output == "")
  }

  @Test(arguments: [["swtich", "acme"], ["help", "swtich"], ["--verbose", "swtich", "--help"]])
  func `a mistyped command suggests the nearest one and is 64`(arguments: [String]) async throws {
    let outcome = try await Program().run(arguments: arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.output == "")
    #expect(outcome.errorLines.count == 1, "\(outcome)")
    #expect(
      outcome.errors.hasPrefix("epswitch: “swtich” is not a command. Did you mean “switch”? "))
  }

  @Test(arguments: [
    (["help"], "USAGE: epswitch"), (["--help"], "USAGE: epswitch"),
    (["help", "list"], "USAGE: epswitch list"),
    (["help", "export", "curl"], "USAGE: epswitch export curl"),
    (["list", "--help"], "USAGE: epswitch list"), (["--version"], EPSwitch.version),
  ])
  func `help and version are results`(arguments: [String], text: String) async throws {
    let outcome = try await Program().run(arguments: arguments).succeeded()
    #expect(outcome.output.contains(text))
    #expect(outcome.errors == "")
  }

  @Test(arguments: [
    ["list", "\u{1B}]0;title\u{7}\u{1B}[2J"], ["list", "--\u{1B}[2Jbogus"],
    ["list", "--format", "\u{9B}2J\u{202E}x"], ["\u{1B}[2Jswtich"], ["list\r\u{1B}[A"],
    ["switch", "a", "b\u{8}\u{7F}"],
  ])
  func `an argument in an error does not act on the terminal`(arguments: [String]) async throws {
    let outcome = try await Program().run(arguments: arguments)
    #expect(outcome.exitCode == 64, "\(outcome)")
    #expect(outcome.errors != "")
    let kept = outcome.errors.unicodeScalars.filter {
      [.control, .format].contains($0.properties.generalCategory) && $0 != "\n"
    }
    #expect(kept.isEmpty, "\(outcome)")
  }

  @Test func `a message keeps its lines and blanks`() {
    let text = "Error: Unknown option '--x'\nHelp:  --format <format>  table\n\n  See 'help'."
    #expect(CleanText(layout: text).string == text)
    #expect(CleanText(layout: "a\r\nb\u{1B}[31m c\u{202E}") == "a\nb c")
  }
}
