import ArgumentParser
import ShellBridge

extension ShellBridgeError {
  var exitCode: ExitCode {
    switch self {
    case .unsendableToken: .signInNeeded
    case .customerSession, .unusableProfileName, .notAPath: .usage
    case .linkInTheWay, .notWritten, .customerTokenInTheWay: .failure
    }
  }
}
