import ArgumentParser

extension EPSwitch {
  /// Runs what people and scripts wait for most, where arguments leave nothing to parse: the parser takes
  /// as long as all the rest.
  ///
  /// - Returns: whether there was nothing to parse.
  @MainActor
  static func runUnparsed(_ arguments: [String]) async throws -> Bool {
    switch arguments {
    case []: try await DashboardCommand.open(CommandContext(.none))
    case ["prompt"]: try PromptCommand(shown: false).run()
    case ["prompt", "--shown"]: try PromptCommand(shown: true).run()
    case ["current"]: try await CurrentCommand(format: .text).run()
    case ["token"]: try await TokenCommand(acting: .none).run()
    case _ where arguments.count == 2 && arguments[0] == "switch" && isValue(arguments[1]):
      try await SwitchCommand(to: arguments[1]).run()
    default: return false
    }
    return true
  }
}

// A property of a command that is not parsed cannot be read before it is set, so these set them all.

extension PromptCommand {
  fileprivate init(shown: Bool) {
    self.init()
    options = .none
    color = nil
    self.shown = shown
  }
}

extension CurrentCommand {
  fileprivate init(format: Format) {
    self.init()
    options = .none
    self.format = format
    id = false
    name = false
    details = false
  }
}

extension TokenCommand {
  fileprivate init(acting: AccountOption) {
    self.init()
    options = .none
    self.acting = acting
    audit = .none
    visibility = .none
  }
}

extension SwitchCommand {
  fileprivate init(to account: String) {
    self.init()
    options = .none
    audit = .none
    screen = .none
    self.account = account
  }
}
