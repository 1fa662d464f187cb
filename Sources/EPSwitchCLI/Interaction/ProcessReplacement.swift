import AccountModel
import ArgumentParser
import Foundation

/// Puts another program in the place of this process.
enum ProcessReplacement {
  /// Runs a program found through `PATH`, with some variables set besides those of this process;
  /// comes back only when that fails.
  ///
  /// - Throws: ``ReplacementFailure``.
  static func run(
    _ program: String, arguments: [String], environment: [String: String]
  ) throws -> Never {
    // What our libraries did to signals is not for the program: it begins with the defaults.
    for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
    var none = sigset_t()
    sigemptyset(&none)
    sigprocmask(SIG_SETMASK, &none, nil)
    for (name, value) in environment { setenv(name, value, 1) }
    execvp(program, CStringList(arguments).pointers)
    throw ReplacementFailure(program: program, code: errno)
  }
}

/// A program could not be started.
struct ReplacementFailure: ExplainedError {
  let program: String
  /// `errno` of `execvp`.
  let code: Int32

  /// As shells do it: 127 when there is no such program, 126 when it cannot be run.
  var exitCode: ExitCode { ExitCode(code == ENOENT ? 127 : 126) }

  var explanation: Explanation {
    Explanation(
      "“\(cleanText(program, limit: 100))” cannot be run: \(String(cString: strerror(code))).",
      remedy: "Check its name and the PATH.")
  }
}

/// Strings as `exec` wants them. Lives until the process is replaced.
private struct CStringList {
  let pointers: [UnsafeMutablePointer<CChar>?]

  init(_ strings: [String]) { pointers = strings.map { strdup($0) } + [nil] }
}
