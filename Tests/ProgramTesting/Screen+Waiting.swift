import Foundation

/// The screen did not show what a test waited for.
package struct ScreenNeverShowed: Error, CustomStringConvertible {
  let what: String
  let place: String
  let limit: Duration
  let screen: String

  package var description: String {
    "\(place): for \(limit) the screen did not show \(what). It was:\n\(screen)"
  }
}

extension Screen {
  /// Waits until the screen shows a text.
  ///
  /// - Returns: the screen that does.
  /// - Throws: ``ScreenNeverShowed``, with the last screen.
  @discardableResult
  package func wait(
    for text: String, within limit: Duration = .seconds(60),
    file: String = #fileID, line: Int = #line
  ) async throws -> String {
    try await wait(until: "“\(text)”", within: limit, file: file, line: line) {
      $0.contains(text)
    }
  }

  /// Waits until the screen meets a condition.
  ///
  /// - Parameter what: the condition in words.
  /// - Returns: the screen that meets it.
  /// - Throws: ``ScreenNeverShowed``, with the last screen.
  @discardableResult
  package func wait(
    until what: String, within limit: Duration = .seconds(60),
    file: String = #fileID, line: Int = #line, _ condition: (String) async throws -> Bool
  ) async throws -> String {
    let end = ContinuousClock.now + limit
    while true {
      let screen = try await text
      if try await condition(screen) { return screen }
      guard ContinuousClock.now < end else {
        throw ScreenNeverShowed(
          what: what, place: "\(file):\(line)", limit: limit, screen: screen)
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// Waits until the last command has ended or was stopped, and the shell shows its prompt again.
  ///
  /// What the shell integration writes in front of the prompt does not matter.
  ///
  /// - Returns: the exit code of the command.
  @discardableResult
  package func waitForShell(
    within limit: Duration = .seconds(60), file: String = #fileID, line: Int = #line
  ) async throws -> Int32 {
    let number = promptNumber
    let screen = try await wait(
      until: "the shell's prompt number \(number)", within: limit, file: file, line: line
    ) {
      exitCode(inPrompt: number, of: $0) != nil
    }
    return exitCode(inPrompt: number, of: screen) ?? -1
  }

  /// Runs a command in the shell to its end.
  ///
  /// - Returns: its exit code.
  @discardableResult
  package func run(
    _ command: String, within limit: Duration = .seconds(60), file: String = #fileID,
    line: Int = #line
  ) async throws -> Int32 {
    try await enter(command)
    return try await waitForShell(within: limit, file: file, line: line)
  }

  private func exitCode(inPrompt number: Int, of screen: String) -> Int32? {
    let prompts = screen.matches(
      of: /(?:^|[^0-9])([0-9]+):([0-9]+) shell>/.anchorsMatchLineEndings())
    return prompts.last { Int($0.output.1) == number }.flatMap { Int32($0.output.2) }
  }

  /// Waits until a line of the screen holds a text, and gives the line.
  package func line(
    with text: String, within limit: Duration = .seconds(60), file: String = #fileID,
    line: Int = #line
  ) async throws -> String {
    let screen = try await wait(for: text, within: limit, file: file, line: line)
    return screen.split(separator: "\n").map(String.init).first { $0.contains(text) } ?? ""
  }
}
