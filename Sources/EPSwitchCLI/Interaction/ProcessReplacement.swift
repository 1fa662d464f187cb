import AccountModel
import ArgumentParser
import CProcess
import Foundation

/// Replaces this process with another program.
enum ProcessReplacement {
  /// Runs a program found through `PATH`, with some variables set besides those of this process, which
  /// hold no secret any more (see ``AccountCore/AccountVariables``). It gets the umask and signals that
  /// this process was started with; returns only when it cannot run.
  ///
  /// - Throws: ``ReplacementFailure``.
  static func run(
    _ program: String, arguments: [String], environment: [String: String]
  ) throws -> Never {
    for (name, value) in environment { setenv(name, value, 1) }
    let arguments = CStringList(arguments)
    epswitch_restore_for_exec()
    execvp(program, arguments.pointers)
    let code = errno
    umask(0o077)
    throw ReplacementFailure(program: program, code: code)
  }
}

/// A program could not be started.
struct ReplacementFailure: UserFacingError {
  let program: String
  /// `errno` of `execvp`.
  let code: Int32

  /// As shells do it: 127 when there is no such program, 126 when it cannot be run.
  var exitCode: Int32 { code == ENOENT ? 127 : 126 }

  var userMessage: UserMessage {
    UserMessage(
      "“\(program, limit: 100)” cannot be run: \(String(cString: strerror(code))).",
      recoverySuggestion: "Check its name and the PATH.")
  }
}

/// Strings as `exec` wants them. They live as long as the process.
struct CStringList {
  let pointers: [UnsafeMutablePointer<CChar>?]

  init(_ strings: [String]) { pointers = strings.map { strdup($0) } + [nil] }
}
