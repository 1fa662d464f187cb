import ArgumentParser
import ShellBridge

extension ShellBridgeError: ExplainedError {
  var exitCode: ExitCode {
    switch self {
    case .unsendableToken: .signInNeeded
    case .customerSession, .unusableProfileName, .notAPath: .usage
    case .linkInTheWay, .notWritten, .customerTokenInTheWay: .failure
    }
  }
}
