import AccountCore
import ArgumentParser

extension Failure: ExplainedError {
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
