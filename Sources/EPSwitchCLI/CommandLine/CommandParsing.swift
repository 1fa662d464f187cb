import AccountCore
import AccountModel
import ArgumentParser

extension EPSwitch {
  /// The command that arguments mean, which ``arrangeArguments(_:for:)`` has arranged.
  ///
  /// A command parses its arguments alone at first, since the parser of the program goes through every
  /// command, which takes longer than some of them run. What is not one command with valid arguments
  /// (help, the version, a mistake) is left to the parser of the program: its messages name the whole
  /// command.
  static func parseCommand(_ arguments: [String]) throws -> any ParsableCommand {
    var command = CommandTree.program
    var rest = arguments[...]
    while let word = rest.first, let subcommand = command[word] {
      command = subcommand
      rest = rest.dropFirst()
    }
    if let type = command.type, command.subcommands.isEmpty,
      let parsed = try? type.parseAsRoot(Array(rest)), Swift.type(of: parsed) == type
    {
      return parsed
    }
    do {
      return try parseAsRoot(arguments)
    } catch {
      guard command.name == "exec" || command.name == "each", !rest.contains("--"),
        exitCode(for: error) == .validationFailure
      else { throw error }
      throw AccountError(
        .usage, "\(message(for: error), limit: 200).",
        recoverySuggestion:
          "Write `--` before the program, as in `epswitch \(command.name) -- PROGRAM`.")
    }
  }
}
