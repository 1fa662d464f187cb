import Foundation

/// The screen did not come to show what a test waited for.
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
    for text: String, within limit: Duration = .seconds(30),
    file: String = #fileID, line: Int = #line
  ) async throws -> String {
    try await wait(until: "“\(text)”", within: limit, file: file, line: line) {
      $0.contains(text)
    }
  }

  /// Waits until the screen is as a condition wants it.
  ///
  /// - Parameter what: the condition in words.
  /// - Returns: the screen that is.
  /// - Throws: ``ScreenNeverShowed``, with the last screen.
  @discardableResult
  package func wait(
    until what: String, within limit: Duration = .seconds(30),
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

  /// Waits until the last command has ended or was stopped, and the shell asks for another.
  ///
  /// - Returns: the exit code of the command.
  @discardableResult
  package func waitForShell(file: String = #fileID, line: Int = #line) async throws -> Int32 {
    let start = promptStart
    let screen = try await wait(until: "the shell's prompt \(start)", file: file, line: line) {
      exitCode(inPrompt: start, of: $0) != nil
    }
    return exitCode(inPrompt: start, of: screen) ?? -1
  }

  private func exitCode(inPrompt start: String, of screen: String) -> Int32? {
    let prompt = screen.split(separator: "\n").last { $0.hasPrefix(start) }
    return prompt.flatMap { Int32($0.dropFirst(start.count).prefix { $0 != " " }) }
  }

  /// Waits until a line of the screen holds a text, and gives the line.
  package func line(
    with text: String, file: String = #fileID, line: Int = #line
  ) async throws -> String {
    let screen = try await wait(for: text, file: file, line: line)
    return screen.split(separator: "\n").map(String.init).first { $0.contains(text) } ?? ""
  }
}
