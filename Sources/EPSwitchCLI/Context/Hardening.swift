import CProcess
import Foundation

/// What is done once at the start so that secrets stay in this process.
enum Hardening {
  /// No core dumps, no crash reports, no tracing by other programs of the same user, and files of
  /// ours are ours alone. `CProcess` holds the standard streams before that.
  static func apply() {
    umask(0o077)
    epswitch_forbid_dumps()
    forgoCrashReports()
  }

  /// The Swift runtime writes a report when the process crashes, and memory is in it.
  private static func forgoCrashReports() {
    for number in [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] {
      signal(number, SIG_DFL)
    }
  }
}
