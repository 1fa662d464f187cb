import AccountModel
import ArgumentParser

/// An error the command line can tell in words and as an exit code.
protocol ExplainedError: Error {
  var explanation: Explanation { get }
  var exitCode: ExitCode { get }
}

/// The exit codes of epswitch, the same for every command.
extension ExitCode {
  static let signInNeeded = ExitCode(3)
  static let noSuchAccount = ExitCode(4)
  static let network = ExitCode(5)
  static let vault = ExitCode(6)
  static let usage = ExitCode(64)
  static let cancelled = ExitCode(130)
}
