import ArgumentParser

extension EPSwitch {
  /// Runs what people and scripts wait for most, where arguments leave nothing to parse: the parser takes
  /// as long as all the rest.
  ///
  /// - Returns: whether there was nothing to parse.
  @MainActor
  static func runUnparsed(_ arguments: [String]) async throws -> Bool {
    switch arguments {
    case []: try await DashboardCommand.open(CommandContext())
    case ["prompt"]: try PromptCommand.run(CommandContext(isForPrompt: true))
    case ["prompt", "--shown"]:
      try PromptCommand.run(CommandContext(isForPrompt: true), shown: true)
    case ["current"]: try await CurrentCommand.run(CommandContext())
    case ["token"]: try await TokenCommand.run(CommandContext())
    case _ where arguments.count == 2 && arguments[0] == "switch" && isValue(arguments[1]):
      try await SwitchCommand.run(CommandContext(), to: arguments[1])
    default: return false
    }
    return true
  }
}
