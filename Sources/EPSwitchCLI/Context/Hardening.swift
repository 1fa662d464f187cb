import CProcess
import Foundation

/// What is done once at the start so that secrets stay in this process.
enum Hardening {
  /// No core dumps, no tracing by other programs of the same user, and files of ours are ours alone.
  static func apply() {
    umask(0o077)
    epswitch_forbid_dumps()
  }
}
