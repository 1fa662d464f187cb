import AccountModel
import ArgumentParser
import Foundation
import TerminalUI

extension TerminalError: ExplainedError {
  var explanation: Explanation {
    switch self {
    case .notATerminal:
      Explanation("There is no terminal to draw on.", remedy: "Run it in one.")
    case .unknownTerminal(let name):
      Explanation(
        name.isEmpty
          ? "TERM is not set, so the terminal's abilities are unknown."
          : "The terminal “\(cleanText(name, limit: 40))” is unknown here.",
        remedy: "Set TERM to what your terminal is, such as xterm-256color.")
    case .dumbTerminal(let name):
      Explanation(
        "The terminal “\(cleanText(name, limit: 40))” cannot show a picture.",
        remedy: "Use `epswitch list` and `epswitch switch NAME`.")
    case .refused(let code):
      Explanation("The terminal cannot be used: \(String(cString: strerror(code))).")
    case .interrupted(let signal):
      Explanation("Ended by signal \(signal).")
    }
  }

  /// 128 and the signal, as shells have it, when one ended the program.
  var exitCode: ExitCode {
    if case .interrupted(let signal) = self { ExitCode(128 + signal) } else { .failure }
  }
}
