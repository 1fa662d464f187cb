import AccountModel
import AccountVault
import CommerceAPI
import ProfileSettings

extension AccountService {
  /// The store under the client's secret: what finds members and makes user names for them. No
  /// account is ever acted as over it.
  ///
  /// - Parameter secret: the client's secret, where the person just gave it.
  /// - Throws: ``AccountError`` of the kind `usage` when the profile is no desk's, or no secret is
  ///   known.
  func deskConnection(
    to selector: SessionSelector, secret: Secret? = nil
  ) throws(AccountError) -> StoreConnection {
    try requireDesk(selector)
    var secret = secret
    if secret == nil { secret = try knownClientSecret(at: selector) }
    guard let secret else { throw Self.clientSecretMissing(at: selector) }
    return StoreConnection(
      client: try client(for: selector), selector: selector,
      grant: .clientCredentials(secret: secret), vault: vault, now: configuration.now)
  }

  func requireDesk(_ selector: SessionSelector) throws(AccountError) {
    guard let profile = selector.profile, profile.impersonationProfile != nil else {
      throw AccountError(
        .usage, "The profile \(selector.label) is not set up for impersonation.",
        unchanged: AccountError.nothingChanged,
        recoverySuggestion: selector.profile.map {
          "Name the store's impersonation profile with `epswitch profile set \($0.name) "
            + "impersonation-profile ID`, or use the profile of a desk."
        } ?? "Add a profile with --grant client-credentials and --impersonation-profile ID.")
    }
    guard profile.grantType == .clientCredentials else {
      throw AccountError(
        .usage,
        "The profile \(profile.name) has an impersonation profile, but not the grant "
          + "client-credentials, which finding members and making credentials needs.",
        unchanged: AccountError.nothingChanged,
        recoverySuggestion:
          "Set it with `epswitch profile set \(profile.name) grant client-credentials`.")
    }
  }
}
