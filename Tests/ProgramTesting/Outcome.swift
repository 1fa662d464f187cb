/// How a run of the program ended, and what it wrote.
package struct Outcome: Sendable, CustomStringConvertible {
  package let command: String
  /// What it wrote to stdout.
  package let output: String
  /// What it wrote to stderr.
  package let errors: String
  /// The exit code; 128 plus the number of the signal that ended it, as shells tell it.
  package let exitCode: Int32

  package init(command: String, output: String, errors: String, exitCode: Int32) {
    self.command = command
    self.output = output
    self.errors = errors
    self.exitCode = exitCode
  }

  package var outputLines: [String] { lines(output) }
  package var errorLines: [String] { lines(errors) }

  /// Everything it wrote.
  package var text: String { output + errors }

  /// The outcome itself when the program did what it was asked.
  ///
  /// - Throws: ``UnexpectedOutcome`` when it did not.
  @discardableResult
  package func succeeded() throws -> Outcome {
    guard exitCode == 0 else { throw UnexpectedOutcome(outcome: self) }
    return self
  }

  package var description: String {
    "`\(command)` ended with \(exitCode)\n"
      + "stdout: \(output.debugDescription)\nstderr: \(errors.debugDescription)"
  }
}

/// A run that a test needs to end well did not.
package struct UnexpectedOutcome: Error, CustomStringConvertible {
  package let outcome: Outcome
  package var description: String { outcome.description }
}

private func lines(_ text: String) -> [String] {
  text.split(separator: "\n").map(String.init)
}
