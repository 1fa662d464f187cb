import AccountCore
import AccountModel
import ArgumentParser
import CommerceSimulator
import Foundation
import ProfileSettings
import ShellBridge
import TerminalUI

/// An error the command line can show in words and as an exit code.
protocol UserFacingError: Error {
  var userMessage: UserMessage { get }

  /// See ``AccountCore/AccountError/exitCode``.
  var exitCode: Int32 { get }
}

extension AccountError: UserFacingError {}

extension SettingsError: UserFacingError {
  var exitCode: Int32 { AccountError(self).exitCode }
}

extension ShellBridgeError: UserFacingError {
  var exitCode: Int32 {
    switch self {
    case .unsendableToken: 3
    case .customerSession, .unusableProfileName, .notAPath: 64
    default: 1
    }
  }
}

extension SimulatorError: UserFacingError {
  var userMessage: UserMessage {
    switch self {
    case .cannotListen(let port, let reason):
      UserMessage(
        "The embedded store cannot listen on port \(port): \(reason, limit: 200).",
        recoverySuggestion: "Choose another with --port, or 0 for any that is free.")
    }
  }

  var exitCode: Int32 { 1 }
}

extension TerminalError: UserFacingError {
  var userMessage: UserMessage {
    switch self {
    case .notATerminal:
      UserMessage("There is no terminal to draw on.", recoverySuggestion: "Run it in a terminal.")
    case .unknownTerminal(let name):
      UserMessage(
        name.isEmpty
          ? "TERM is not set, so what the terminal can do is unknown."
          : "The terminal “\(name, limit: 40)”, which TERM names, is unknown here.",
        recoverySuggestion: "Set TERM to what your terminal is, such as xterm-256color.")
    case .dumbTerminal(let name):
      UserMessage(
        "The terminal “\(name, limit: 40)” cannot show a screen to choose on.",
        recoverySuggestion: "Use `epswitch list` and `epswitch switch NAME`, or `epaccount NAME`.")
    case .refused(let code):
      UserMessage("The terminal cannot be used: \(String(cString: strerror(code))).")
    case .interrupted(let signal):
      UserMessage("Ended by signal \(signal).")
    }
  }

  /// 128 and the signal, as shells have it, when one ended the program.
  var exitCode: Int32 {
    if case .interrupted(let signal) = self { 128 + signal } else { 1 }
  }
}
