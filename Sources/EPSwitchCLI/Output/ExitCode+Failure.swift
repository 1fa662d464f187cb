import AccountCore
import AccountModel
import ArgumentParser
import CommerceAPI
import Foundation
import ProfileSettings

/// The exit codes of epswitch, the same for every command.
extension ExitCode {
  static let signInNeeded = ExitCode(3)
  static let noSuchAccount = ExitCode(4)
  static let network = ExitCode(5)
  static let vault = ExitCode(6)
  static let usage = ExitCode(64)
  static let cancelled = ExitCode(130)
}

extension Failure {
  var exitCode: ExitCode {
    switch self {
    case .notSignedIn, .sessionExpired, .signInRefused, .tokenRefused, .tokenExpired:
      .signInNeeded
    case .noAccountSelected, .noPreviousAccount, .accountNotFound, .accountAmbiguous,
      .accountGone:
      .noSuchAccount
    case .authorization: .signInNeeded
    case .customerHasOneIdentity: .noSuchAccount
    case .passwordProfileNeeded, .passwordProfileUnknown, .oidcProfileNeeded,
      .oidcProfileUnknown:
      .usage
    case .tokenDeadOnArrival, .network: .network
    case .vault: .vault
    case .cancelled: .cancelled
    }
  }

  /// Whether signing in is the way on.
  var asksForSignIn: Bool { exitCode == .signInNeeded }
}

extension SettingsError {
  var exitCode: ExitCode {
    switch self {
    case .badName, .noSuchProfile, .profileExists, .invalid(nil, _, _): .usage
    default: .failure
    }
  }
}
