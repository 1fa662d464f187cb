import AccountModel
import AccountViewModel
import Foundation

/// Where output goes: the result to stdout, everything else to stderr.
///
/// People get ``AccountModel/CleanText`` only. What programs read is written byte for byte, but not to
/// a terminal: there, what would act is escaped.
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

  // MARK: - The result

  /// Writes the result for a person, and ends its line; a terminal gets it in lines that fit.
  func result(_ text: CleanText) {
    let fitted = Self.fitted(text, outputIsTerminal ? Self.outputColumns : nil)
    endUnlessWritten(write(fitted.string + "\n", to: STDOUT_FILENO))
  }

  /// Writes a result that programs read, such as JSON or a token, and ends its line.
  func result(exactly line: String) { result(exactText: line + "\n") }

  /// Writes a result that programs read, which brings its own ends of lines.
  func result(exactText text: String) {
    guard outputIsTerminal else { return endUnlessWritten(write(text, to: STDOUT_FILENO)) }
    TerminalText { endUnlessWritten(write($0, to: STDOUT_FILENO)) }.write(plain: text)
  }

  /// Writes bytes that programs read, in parts that belong together. On a terminal they are text, and
  /// JSON is laid out in lines.
  func result(exactBytes parts: [Data]) {
    guard outputIsTerminal else {
      return parts.forEach { endUnlessWritten(write($0, to: STDOUT_FILENO)) }
    }
    if !parts.allSatisfy(\.isEmpty) {
      TerminalText { endUnlessWritten(write($0, to: STDOUT_FILENO)) }.write(parts)
    }
  }

  /// Ends the process with a failure where the result could not be written.
  ///
  /// - Parameter code: what the writing returned.
  private func endUnlessWritten(_ code: Int32) {
    // A reader that has left has all it wants.
    guard code != 0, code != EPIPE else { return }
    note("epswitch: The output could not be written: \(String(cString: strerror(code))).")
    exit(EXIT_FAILURE)
  }

  // MARK: - Beside the result

  /// Writes a line beside the result; a terminal gets it in lines that fit.
  func note(_ line: CleanText) { put(beside: fitted(line) + "\n") }

  /// Writes a line that programs read beside the result, such as an entry of a log in JSON.
  func note(exactly line: String) {
    guard errorIsTerminal else {
      write(line + "\n", to: STDERR_FILENO)
      return
    }
    TerminalText { write($0, to: STDERR_FILENO) }.write(plain: line + "\n")
  }

  /// Writes what a program wrote beside its result. On a terminal it is text.
  func note(exactBytes bytes: Data) {
    guard errorIsTerminal else {
      write(bytes, to: STDERR_FILENO)
      return
    }
    TerminalText { write($0, to: STDERR_FILENO) }
      .write(plain: String(decoding: bytes, as: UTF8.self))
  }

  /// Writes to stderr without ending the line, for prompts; a terminal gets it in lines that fit.
  func prompt(_ text: CleanText) { put(beside: fitted(text)) }

  private func put(beside text: CleanText) { write(text.string, to: STDERR_FILENO) }

  /// The text with lines that are wider than the terminal that stderr is broken between words. What is
  /// wider by itself, such as an address, is left to the terminal, from which it is copied whole then.
  func fitted(_ text: CleanText) -> CleanText {
    Self.fitted(text, errorIsTerminal ? errorColumns : nil)
  }

  private static func fitted(_ text: CleanText, _ columns: Int?) -> CleanText {
    guard let columns else { return text }
    let lines = text.string.split(separator: "\n", omittingEmptySubsequences: false)
    return CleanText(
      layout: lines.map { wrapped(String($0), columns) }.joined(separator: "\n"))
  }

  private static func wrapped(_ line: String, _ columns: Int) -> String {
    guard line.cellCount > columns else { return line }
    let head = labels(of: line, within: columns / 2)
    let indent = String(repeating: " ", count: String(head).cellCount)
    let lines = wrap(
      String(line[head.endIndex...]), max(1, columns - indent.count), breaksWords: false)
    return lines.enumerated().map { ($0 == 0 ? String(head) : indent) + $1 }
      .joined(separator: "\n") + (line.last == " " ? " " : "")
  }

  /// What a line begins with in columns of its own, such as `✓ pass  clock      `: up to the last run of
  /// blanks that ends within so many cells.
  private static func labels(of line: String, within columns: Int) -> Substring {
    var labels = line.prefix { $0 == " " }
    var end = labels.endIndex
    while let blanks = line[end...].firstRange(of: "  ") {
      end = line[blanks.upperBound...].firstIndex { $0 != " " } ?? line.endIndex
      guard String(line[..<end]).cellCount <= columns else { break }
      labels = line[..<end]
    }
    return labels
  }

  /// Cells of the terminal that stderr is; `nil` where it does not say.
  var errorColumns: Int? { Self.columns(of: STDERR_FILENO) }

  /// Cells of the terminal that stdout is; `nil` where it does not say.
  static var outputColumns: Int? { columns(of: STDOUT_FILENO) }

  private static func columns(of descriptor: Int32) -> Int? {
    var window = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0 else { return nil }
    return Int(window.ws_col)
  }

  /// Puts a text, or nothing, in the place of the line of progress on stderr.
  func replaceLine(with text: CleanText = "") { put(beside: "\r\u{1B}[K" + text) }

  /// Whether nobody reads the result any more: the other end of the pipe is closed.
  var readerHasLeft: Bool {
    var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    return poll(&output, 1, 0) > 0 && output.revents & Int16(POLLERR) != 0
  }

  /// - Returns: 0, or the `errno` of what could not be written.
  @discardableResult
  private func write(_ data: Data, to descriptor: Int32) -> Int32 {
    data.withUnsafeBytes { write($0, to: descriptor) }
  }

  @discardableResult
  private func write(_ text: String, to descriptor: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
    var left = bytes[...]
    while !left.isEmpty {
      let rest = UnsafeRawBufferPointer(rebasing: left)
      let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
      if count < 0, errno != EINTR { return errno }
      left = left.dropFirst(max(0, count))
    }
    return 0
  }
}
