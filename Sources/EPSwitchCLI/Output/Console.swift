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

  /// Writes a line of the result.
  func result(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

  /// Writes text of the result, which brings its own ends of lines.
  func result(text: String) { write(text, to: STDOUT_FILENO) }

  /// Writes bytes of the result as they are.
  func result(bytes: Data) { write(bytes, to: STDOUT_FILENO) }

  /// Writes a line beside the result.
  func note(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

  /// Writes to stderr without ending the line, for prompts and progress.
  func prompt(_ text: String) { write(text, to: STDERR_FILENO) }

  private func write(_ text: String, to descriptor: Int32) {
    write(Data(text.utf8), to: descriptor)
  }

  private func write(_ data: Data, to descriptor: Int32) {
    var bytes = data
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { return }
      bytes = bytes.dropFirst(max(0, count))
    }
  }
}
