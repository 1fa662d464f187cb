package import AccountModel
package import AccountVault
package import CommerceAPI

/// Everything that can go wrong in a job of the core; the command line turns each into an exit code
/// and a sentence.
package enum Failure: Error, Sendable {
  /// Nobody is signed in at the store, or not the member meant.
  case notSignedIn(SessionPlace)
  /// Every token of the session has run out, or the key that opens them is gone.
  case sessionExpired
  /// The store did not accept the member's proof.
  case signInRefused(status: Int, reason: String?)
  /// The store did not accept a token it gave.
  case tokenRefused(status: Int, reason: String?)
  /// No account is chosen.
  case noAccountSelected
  /// There is no account before this one to go back to.
  case noPreviousAccount
  case accountNotFound(String)
  case accountAmbiguous(String, [Account])
  /// The account is in the saved roster but no longer the member's.
  case accountGone(Account)
  /// The store gave a token that had run out already.
  case tokenDeadOnArrival(Account)
  /// The token kept for the account has run out.
  case tokenExpired(Account)
  /// The store has several password profiles, and none was named.
  case passwordProfileNeeded([PasswordProfile])
  /// The store has no password profile, or does not tell, and none was named.
  case passwordProfileUnknown
  /// A customer is one identity: there is nothing to switch to or to renew with.
  case customerHasOneIdentity
  /// The OpenID provider brought no sign-in.
  case authorization(AuthorizationError)
  /// The store has several OpenID profiles, and none was named.
  case oidcProfileNeeded([OIDCProfile])
  /// The store has no OpenID profile, or does not tell, and none can be guessed.
  case oidcProfileUnknown
  /// The network failed, or the store could not answer.
  case network(APIError, Store)
  case vault(VaultError)
  case cancelled

  /// Sorts an error of a request in which the member's proof or token was at stake.
  init(_ error: APIError, at store: Store, refusal: (Int, String?) -> Failure) {
    switch error {
    case .refused(let status, let reason): self = refusal(status, reason)
    case .cancelled: self = .cancelled
    default: self = .network(error, store)
    }
  }
}
