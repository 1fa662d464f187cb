import CProcess
import Foundation

/// What is done once at the start so that secrets stay in this process.
enum Hardening {
  /// No core dumps, no crash reports, no tracing by other programs of the same user, and files that
  /// only the user can read. `CProcess` has opened closed standard streams before that, and keeps
  /// what it changes for ``ProcessReplacement``.
  static func apply() {
    epswitch_harden_process()
    disableCrashReports()
  }

  /// The Swift runtime writes a report when the process crashes, and memory is in it.
  private static func disableCrashReports() {
    for number in [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] {
      signal(number, SIG_DFL)
    }
  }
}
