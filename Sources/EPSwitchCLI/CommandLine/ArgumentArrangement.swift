import AccountCore
import AccountModel

/// Arranges the arguments of the program as the parser needs them: global options that stand before
/// or between the words of the command come after those words, in the same order and each joined with
/// its value: `--profile X export curl /v2/orders` becomes `export curl --profile=X /v2/orders`. Joined,
/// because a command without global options would take the value for an argument of its own.
///
/// Everything from the first argument on that is neither a global option nor a word of the command
/// stays as it is, `--` and what follows it included. A value of an option is never a word of the
/// command: `--profile list` alone opens the dashboard with the profile `list`. Neither the program
/// nor a group of commands takes an argument of its own, so a word that no command has is an error.
///
/// - Throws: ``AccountCore/AccountError`` for such a word, also after `help`.
func arrangeArguments(
  _ arguments: [String], for program: CommandTree = .program
) throws(AccountError) -> [String] {
  var words: [String] = []
  var options: [String] = []
  var rest = arguments[...]
  var command = program
  while !command.subcommands.isEmpty, let argument = rest.first {
    if let length = GlobalOptions.length(at: rest) {
      let option = Array(rest.prefix(length))
      // An empty value is only understood as an argument of its own.
      options += option.last == "" ? option : [option.joined(separator: "=")]
      rest = rest.dropFirst(length)
    } else if isValue(argument) {
      command = try subcommand(argument, of: command, at: words)
      words.append(argument)
      rest = rest.dropFirst()
    } else {
      break
    }
  }
  if words == ["help"] { try checkTopic(rest, of: program) }
  return words.isEmpty ? arguments : words + options + rest
}

extension GlobalOptions {
  /// The options that take a value. A test compares both sets to what the parser knows.
  static let optionNames: Set = [
    "--profile", "--endpoint", "--client-id", "--config-dir", "--state-dir", "--ca-file",
  ]

  /// The options that take none.
  static let flagNames: Set = ["--verbose"]

  /// How many arguments the global option at the beginning takes, its value included; `nil` when
  /// there is none. A value that is missing is left for the parser to report.
  fileprivate static func length(at arguments: ArraySlice<String>) -> Int? {
    guard let argument = arguments.first else { return nil }
    if flagNames.contains(argument) { return 1 }
    if optionNames.contains(argument) {
      return arguments.dropFirst().first.map(isValue) == true ? 2 : 1
    }
    guard let equals = argument.firstIndex(of: "=") else { return nil }
    return optionNames.union(flagNames).contains(String(argument[..<equals])) ? 1 : nil
  }
}

/// Whether the parser takes an argument for a value; a single dash is one.
func isValue(_ argument: String) -> Bool { argument.first != "-" || argument == "-" }

/// Finds what `help` is asked about: `export curl`.
private func checkTopic(
  _ arguments: ArraySlice<String>, of program: CommandTree
) throws(AccountError) {
  var command = program
  var words: [String] = []
  for word in arguments.prefix(while: isValue) {
    command = try subcommand(word, of: command, at: words)
    words.append(word)
  }
}

/// - Parameter words: those of the command, from the program on.
private func subcommand(
  _ word: String, of command: CommandTree, at words: [String]
) throws(AccountError) -> CommandTree {
  if let subcommand = command[word] { return subcommand }
  let quoted = { (word: String) -> CleanText in
    "“\((words + [cleanText(word, limit: 60)]).joined(separator: " "))”"
  }
  let suggestions = command.suggestions(for: word).map(quoted)
  let question: Remedy =
    suggestions.isEmpty ? "" : "Did you mean \(suggestions.joined(separator: " or "))? "
  let topic = (["epswitch", "help"] + (command.subcommands.isEmpty ? [] : words))
    .joined(separator: " ")
  throw AccountError(
    .usage, "\(quoted(word)) is not a command.",
    recoverySuggestion: question + "`\(topic)` lists the commands.")
}
