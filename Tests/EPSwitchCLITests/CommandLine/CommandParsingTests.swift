import ArgumentParser
import Testing

@testable import EPSwitchCLI

/// A command that parses its arguments alone, and the parser of the whole program.
struct CommandParsingTests {
  private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

  @Test(arguments: [
    "", "current", "ls --format json", "switch acme --reason ticket", "switch -",
    "export curl --profile=X /v2/x", "exec --profile=X -- cmd --help", "exec cmd --help",
    "profile list", "api -X DELETE /v2/x", "token --quiet --account acme", "login --username a",
  ])
  func `a command is the same as the whole program parses it`(line: String) throws {
    let alone = try EPSwitch.parseCommand(words(line))
    let whole = try EPSwitch.parseAsRoot(words(line))
    #expect(described(alone) == described(whole))
  }

  @Test(arguments: [
    "--help", "--version", "--profile X", "current --help", "current --version", "help current",
    "current --bogus", "list extra words", "profile", "switch --format x", "export --help",
    "---completion switch -- account", "--generate-completion-script bash",
    "current --generate-completion-script bash", "exec", "token --help", "help switch",
    "switch --generate-completion-script", "help", "current --experimental-dump-help",
  ])
  func `what is no command with valid arguments is said as the whole program says it`(
    line: String
  ) throws {
    #expect(
      said { try EPSwitch.parseCommand(words(line)) }
        == said { try EPSwitch.parseAsRoot(words(line)) })
  }

  /// The message and the exit code of an error, or else the command.
  private func said(_ parse: () throws -> any ParsableCommand) -> String {
    do {
      return described(try parse())
    } catch {
      return "\(EPSwitch.exitCode(for: error).rawValue) \(EPSwitch.fullMessage(for: error))"
    }
  }

  private func described(_ command: any ParsableCommand) -> String {
    var text = ""
    dump(command, to: &text)
    return text
  }
}
