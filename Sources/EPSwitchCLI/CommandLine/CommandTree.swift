import ArgumentParser

/// The names of a command and of its subcommands.
struct CommandTree: Sendable {
  let name: String
  let aliases: [String]
  /// Whether the help lists it; a hidden command is never suggested.
  let isShown: Bool
  let subcommands: [CommandTree]
  /// The command itself; `nil` for the `help` that the library adds.
  let type: (any ParsableCommand.Type)?

  init(
    _ name: String, aliases: [String] = [], isShown: Bool = true, subcommands: [CommandTree] = [],
    type: (any ParsableCommand.Type)? = nil
  ) {
    self.name = name
    self.aliases = aliases
    self.isShown = isShown
    self.subcommands = subcommands
    self.type = type
  }

  /// The tree of a command that names itself in its configuration.
  init(_ command: any ParsableCommand.Type) {
    let configuration = command.configuration
    self.init(
      configuration.commandName ?? "", aliases: configuration.aliases,
      isShown: configuration.shouldDisplay,
      subcommands: configuration.subcommands.map { CommandTree($0) }, type: command)
  }

  /// The whole program, with the `help` that the library adds. It costs some microseconds, since
  /// the library reads the same configurations to parse.
  static let program: CommandTree = {
    let tree = CommandTree(EPSwitch.self)
    return CommandTree(tree.name, subcommands: tree.subcommands + [CommandTree("help")])
  }()

  /// The subcommand of this name or alias.
  subscript(name: String) -> CommandTree? {
    subcommands.first { $0.name == name || $0.aliases.contains(name) }
  }

  /// What somebody may have meant by a word, at most one name or alias a command: the most similar
  /// ones, else the names that begin with the word. Upper and lower case are the same here.
  func suggestions(for word: String) -> [String] {
    let word = word.lowercased()
    guard !word.isEmpty else { return [] }
    let shown = subcommands.filter(\.isShown)
    let similar = shown.compactMap { command in
      ([command.name] + command.aliases).compactMap { name in
        similarity(of: word, to: name).map { (name: name, distance: $0) }
      }.min { $0.distance < $1.distance }
    }
    guard let smallest = similar.map(\.distance).min() else {
      return shown.map(\.name).filter { $0.hasPrefix(word) }
    }
    return similar.filter { $0.distance == smallest }.map(\.name)
  }
}

/// The distance between a word and a name; `nil` when the word hardly means the name. One mistake is
/// allowed in a short word, and one for every three letters in a longer one.
private func similarity(of word: String, to name: String) -> Int? {
  let limit = max(1, max(word.count, name.count) / 3)
  // The difference in length is the least that the distance can be.
  guard abs(word.count - name.count) <= limit else { return nil }
  let distance = editDistance(from: word, to: name)
  return distance <= limit ? distance : nil
}

/// The Damerau–Levenshtein distance of two texts in its restricted form (optimal string
/// alignment): how many characters are inserted, deleted, replaced or swapped with their neighbour
/// to make one of the other, where no part is edited twice.
func editDistance(from source: String, to target: String) -> Int {
  let source = Array(source)
  let target = Array(target)
  // The rows of the table for two characters of the source before, one before, and none.
  var beforeLast: [Int] = []
  var last = Array(0...target.count)
  for (row, character) in source.enumerated() {
    var current = [row + 1]
    for (column, other) in target.enumerated() {
      var distance = min(
        last[column + 1] + 1, current[column] + 1, last[column] + (character == other ? 0 : 1))
      if row > 0, column > 0, character == target[column - 1], source[row - 1] == other {
        distance = min(distance, beforeLast[column - 1] + 1)
      }
      current.append(distance)
    }
    (beforeLast, last) = (last, current)
  }
  return last[target.count]
}
