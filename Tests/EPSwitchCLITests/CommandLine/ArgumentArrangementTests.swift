import ArgumentParser
import Foundation
import Testing

@testable import EPSwitchCLI

/// Global options before, between and after the words of a command.
struct ArgumentArrangementTests {
  private func arranged(_ line: String) throws -> String {
    try arrangeArguments(words(line)).joined(separator: " ")
  }

  private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

  @Test(arguments: [
    ("--profile X list", "list --profile=X"),
    ("--profile=X list", "list --profile=X"),
    ("--verbose switch acme", "switch --verbose acme"),
    ("--endpoint E --client-id C current", "current --endpoint=E --client-id=C"),
    ("--profile X export curl /v2/x", "export curl --profile=X /v2/x"),
    ("--profile X export --verbose curl /v2/x", "export curl --profile=X --verbose /v2/x"),
    ("profile --config-dir D list", "profile list --config-dir=D"),
    ("--config-dir D profile", "profile --config-dir=D"),
    ("--profile X ls --format json", "ls --profile=X --format json"),
    ("--profile X exec -- cmd --profile Y", "exec --profile=X -- cmd --profile Y"),
    ("--profile X switch -", "switch --profile=X -"),
    ("--profile X demo", "demo --profile=X"),
  ])
  func `global options move behind the words of the command`(
    line: String, expected: String
  ) throws {
    #expect(try arranged(line) == expected)
  }

  @Test(arguments: [
    "", "list", "list --profile X", "exec -- cmd --profile X list", "--profile X", "--profile X --",
    "-- list", "--profile -- list", "--help", "--version", "-h", "--bogus list",
    "--verbose --bogus list", "---completion switch -- account", "help", "help list", "help ls",
    "help export curl", "help help", "help --verbose list", "manual folder", "resolve -- acme",
    "api -X DELETE /v2/x", "--generate-completion-script bash",
  ])
  func `any other line stays as it is`(line: String) throws {
    #expect(try arranged(line) == line)
  }

  @Test(arguments: [
    ("--profile list", "--profile list"),
    ("--profile list list", "list --profile=list"),
    ("--profile=list list", "list --profile=list"),
    ("--state-dir switch --profile - list", "list --state-dir=switch --profile=-"),
  ])
  func `a value is never a command`(line: String, expected: String) throws {
    #expect(try arranged(line) == expected)
  }

  @Test(arguments: [
    // The parser reports the missing value, since the next argument is an option in both.
    ("--profile --verbose list", "list --profile --verbose"),
    ("export --verbose --profile --format x", "export --verbose --profile --format x"),
    ("--profile --help list", "--profile --help list"),
  ])
  func `an option without its value does not get another one`(
    line: String, expected: String
  ) throws {
    #expect(try arranged(line) == expected)
  }

  @Test(arguments: [
    ["--profile", ""], ["--profile", "a=b"], ["--profile", "two words"], ["--profile", "-"],
    ["--profile=a=b"], ["--profile=--x=y"],
  ])
  func `a value arrives as it is`(option: [String]) throws {
    let after = try EPSwitch.parseAsRoot(["list"] + option)
    let before = try EPSwitch.parseAsRoot(arrangeArguments(option + ["list"]))
    let expected = try #require((after as? ListCommand)?.options.profile)
    #expect((before as? ListCommand)?.options.profile == expected)
  }

  @Test func `of the same option before and after the command the last one counts`() throws {
    let command = try EPSwitch.parseAsRoot(arrangeArguments(words("--profile A list --profile B")))
    #expect((command as? ListCommand)?.options.profile == "B")
  }

  @Test(arguments: optionPlaces)
  func `the parser understands every global option before the command`(
    arguments: [String]
  ) throws {
    let command = try EPSwitch.parseAsRoot(arrangeArguments(arguments))
    let options = try #require((command as? ListCommand)?.options)
    let values = [
      options.profile, options.endpoint, options.clientID, options.configDirectory,
      options.stateDirectory, options.authorities, options.verbose ? "verbose" : nil,
    ]
    #expect(values.compactMap(\.self) == [arguments[0] == "--verbose" ? "verbose" : "value"])
  }

  private static let optionPlaces =
    GlobalOptions.optionNames.sorted().map { [$0, "value", "list"] } + [["--verbose", "list"]]

  @Test func `the names of the global options are those the parser has`() throws {
    struct Probe: ParsableCommand { @OptionGroup var options: GlobalOptions }
    struct Program: Decodable { let command: CommandDescription }
    let description = try JSONDecoder().decode(Program.self, from: Data(Probe._dumpHelp().utf8))
    let arguments = try #require(description.command.arguments).filter { argument in
      argument.names?.contains { $0.name == "help" } == false
    }
    func names(_ kind: CommandDescription.Argument.Kind) -> [String] {
      arguments.filter { $0.kind == kind }.flatMap { argument in
        (argument.names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
      }
    }
    #expect(Set(names(.option)) == GlobalOptions.optionNames)
    #expect(Set(names(.flag)) == GlobalOptions.flagNames)
    #expect(names(.positional).isEmpty)
  }

  @Test func `the names of the commands are those the parser has`() throws {
    func paths(_ tree: CommandTree) -> [String] {
      tree.subcommands.flatMap { child in
        [child.name] + paths(child).map { "\(child.name) \($0)" }
      }
    }
    func paths(_ description: CommandDescription) -> [String] {
      (description.subcommands ?? []).flatMap { child in
        [child.commandName] + paths(child).map { "\(child.commandName) \($0)" }
      }
    }
    #expect(paths(.program).sorted() == paths(try CommandDescription.program()).sorted())
  }

  @Test func `no command that a group falls back to takes a word`() throws {
    // Else a word that is no command would be an argument of it.
    for command: any ParsableCommand.Type in [EPSwitch.self, ProfileCommand.self] {
      let fallback = try #require(command.configuration.defaultSubcommand)
      #expect(throws: (any Error).self) { try fallback.parse(["word"]) }
      #expect(throws: Never.self) { try fallback.parse([]) }
    }
  }
}
