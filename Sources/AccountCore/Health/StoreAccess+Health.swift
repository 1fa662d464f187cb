package import AccountModel
package import AccountVault
package import CommerceAPI

/// The ways of signing in that a store tells of.
package struct SignInOffers: Sendable, Equatable {
  package let passwordProfiles: [PasswordProfile]
  package let oidcProfiles: [OIDCProfile]
  package let offersSelfSignup: Bool
}

// Questions that find out whether a store can be worked with. They change and keep nothing.
extension StoreAccess {
  /// Asks the endpoint anything at all: whatever it answers, it can be reached and trusted.
  ///
  /// - Returns: the store's time, if it tells it.
  package func reach() async throws(Failure) -> ServerClock? {
    do throws(APIError) {
      return try await client.sendOnce(HTTPRequest("GET", "/")).clock
    } catch {
      throw Failure.network(error, store)
    }
  }

  /// A new bearer, which is not kept.
  ///
  /// - Throws: ``Failure/signInRefused(status:reason:)`` when the store does not know the client.
  package func newBearer() async throws(Failure) -> Secret {
    do throws(APIError) {
      return try await client.mintBearer(grant).bearer.secret
    } catch {
      throw Failure(error, at: store) { .signInRefused(status: $0, reason: $1) }
    }
  }

  /// How the store lets members in; `nil` when it does not tell this client.
  package func signInOffers(bearer: Secret) async throws(Failure) -> SignInOffers? {
    do throws(APIError) {
      let settings = try await client.authenticationSettings(bearer: bearer)
      return SignInOffers(
        passwordProfiles: try await client.passwordProfiles(
          realm: settings.realmID, bearer: bearer),
        oidcProfiles: try await client.oidcProfiles(realm: settings.realmID, bearer: bearer),
        offersSelfSignup: settings.offersSelfSignup)
    } catch {
      if case .refused = error { return nil }
      throw Failure.network(error, store)
    }
  }

  /// Has the store answer as an account, by the token that is kept for it.
  ///
  /// - Throws: ``Failure/tokenExpired(_:)`` before the store is asked, and
  ///   ``Failure/tokenRefused(status:reason:)``.
  package func checkToken(
    of account: Account, in summary: SessionSummary, bearer: Secret
  ) async throws(Failure) {
    let token = try vault.liveToken(of: account, in: summary, now: now())
    do throws(APIError) {
      try await client.checkAccount(account.id, bearer: bearer, token: token.secret)
    } catch {
      throw Failure(error, at: store) { .tokenRefused(status: $0, reason: $1) }
    }
  }
}
