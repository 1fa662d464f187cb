import Foundation

/// Where output goes: the result to stdout, everything else to stderr.
struct Console: Sendable {
  let outputIsTerminal: Bool
  let errorIsTerminal: Bool
  let inputIsTerminal: Bool

  init() {
    inputIsTerminal = isatty(STDIN_FILENO) == 1
    outputIsTerminal = isatty(STDOUT_FILENO) == 1
    errorIsTerminal = isatty(STDERR_FILENO) == 1
  }

  /// Whether a picture can be shown to a person who can answer.
  var hasTerminal: Bool { outputIsTerminal && inputIsTerminal }

  /// Writes a line of the result; where it cannot be written, the process ends with a failure.
  func result(_ line: String) { result(bytes: Data((line + "\n").utf8)) }

  /// Writes text of the result, which brings its own ends of lines.
  func result(text: String) { result(bytes: Data(text.utf8)) }

  /// Writes bytes of the result as they are.
  func result(bytes: Data) {
    let code = write(bytes, to: STDOUT_FILENO)
    // A reader that has left has all it wants.
    guard code != 0, code != EPIPE else { return }
    note("epswitch: The output could not be written: \(String(cString: strerror(code))).")
    exit(EXIT_FAILURE)
  }

  /// Writes a line beside the result.
  func note(_ line: String) { write(Data((line + "\n").utf8), to: STDERR_FILENO) }

  /// Writes to stderr without ending the line, for prompts and progress.
  func prompt(_ text: String) { write(Data(text.utf8), to: STDERR_FILENO) }

  /// - Returns: 0, or the `errno` of what could not be written.
  @discardableResult
  private func write(_ data: Data, to descriptor: Int32) -> Int32 {
    var bytes = data
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { return errno }
      bytes = bytes.dropFirst(max(0, count))
    }
    return 0
  }
}
