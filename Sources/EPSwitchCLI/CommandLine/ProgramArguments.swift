import AccountCore
import AccountModel
import Foundation

/// What this process was started with, without the program's name.
///
/// On Linux both `CommandLine.arguments` and the threads of Dispatch need `/proc`: without it the arguments
/// are empty, and Dispatch ends the process in the midst of things when it counts its threads
/// (`_dispatch_workq_monitor_pools`). So nothing is begun then.
///
/// - Throws: ``AccountCore/AccountError`` where `/proc` is not readable.
func programArguments() throws(AccountError) -> [String] {
  guard access("/proc/self/task", R_OK) == 0, !CommandLine.arguments.isEmpty else {
    throw AccountError(
      .failure, "/proc cannot be read here, which epswitch needs.",
      unchanged: "Nothing was done.", recoverySuggestion: "Mount /proc and try again.")
  }
  return Array(CommandLine.arguments.dropFirst())
}
