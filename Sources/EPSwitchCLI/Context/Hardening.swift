import CProcess
import Foundation

/// What is done once at the start so that secrets stay in this process.
enum Hardening {
  /// No core dumps, no crash reports, no tracing by other programs of the same user, no streams
  /// that lead into our own files, and files that are ours alone.
  static func apply() {
    umask(0o077)
    epswitch_forbid_dumps()
    forgoCrashReports()
    holdStandardStreams()
  }

  /// The Swift runtime writes a report when the process crashes, and memory is in it.
  private static func forgoCrashReports() {
    for number in [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] {
      signal(number, SIG_DFL)
    }
  }

  /// A stream that is closed from the start leads nowhere from now on; else the next file or
  /// connection would take its number, and get what is meant for the person.
  private static func holdStandardStreams() {
    // The lowest number that is free is the one taken.
    for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) < 0 {
      _ = open("/dev/null", O_RDWR)
    }
  }
}
