import ArgumentParser

/// For commands that print a secret.
struct ShowOption: ParsableArguments {
  @Flag(help: "Print it even though a person may see it.")
  var show = false

  /// - Parameter remedy: how the command is meant to be used, as a clause: `Pipe it`.
  /// - Throws: ``UsageFailure`` when a token would be seen on a terminal that nobody asked to show it.
  func check(_ console: Console, remedy: String) throws {
    guard show || !console.outputIsTerminal else {
      throw UsageFailure(
        "The token would be seen on the terminal.", remedy: "\(remedy), or add --show.")
    }
  }
}
