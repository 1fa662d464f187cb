import AccountCore
import AccountModel
import CProcess

/// What this process was started with, without the program's name.
///
/// On Linux `CommandLine.arguments` is read from `/proc/self/cmdline`, and is empty where that is not
/// readable: `logout --all` would then open the dashboard.
///
/// - Throws: ``AccountCore/AccountError`` where neither the C library nor `/proc` tells.
func programArguments() throws(AccountError) -> [String] {
  var count: Int32 = 0
  if let list = epswitch_arguments(&count), count >= 0 {
    return (0..<Int(count)).compactMap { list[$0].map { String(cString: $0) } }.dropFirst().map(
      \.self)
  }
  guard !CommandLine.arguments.isEmpty else {
    throw AccountError(
      .failure, "The arguments cannot be read: /proc is not readable.",
      unchanged: "Nothing was done.", recoverySuggestion: "Make /proc readable.")
  }
  return Array(CommandLine.arguments.dropFirst())
}
