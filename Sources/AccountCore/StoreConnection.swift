import AccountModel
import AccountVault
import CommerceAPI
import Foundation

/// A store as the use cases work with it: its API, and the client's access token under the grant
/// type of the selector.
struct StoreConnection: Sendable {
  let client: CommerceClient
  let selector: SessionSelector
  let grant: AuthorizationGrant
  let vault: Vault
  /// This machine's clock.
  let now: @Sendable () -> Date

  /// What the access token is kept under.
  var accessTokenKey: AccessTokenKey {
    switch grant {
    case .implicit:
      AccessTokenKey(store: client.store, grantType: .implicit, clientSecret: nil)
    case .clientCredentials(let secret):
      AccessTokenKey(store: client.store, grantType: .clientCredentials, clientSecret: secret)
    }
  }

  func error(_ error: APIError) -> AccountError {
    AccountError(error, at: selector.store, login: selector.loginCommand)
  }

  /// Does something with the access token: the saved one until shortly before it expires, else a new
  /// one.
  ///
  /// A saved access token that the store refuses (401) is replaced once; the same status then
  /// concerns what else the request carried.
  func withAccessToken<Value>(
    saved: AccountToken?, clock: ServerClock,
    _ body: (Secret) async throws(APIError) -> Value
  ) async throws(APIError) -> Value {
    if let saved, let expiry = saved.expiry,
      expiry.secondsLeft(at: clock.now(local: now())) > Expiry.margin
    {
      do throws(APIError) {
        return try await body(saved.secret)
      } catch {
        guard case .refused(let refusal) = error, refusal.status == 401 else { throw error }
      }
    }
    return try await withNewAccessToken(body)
  }

  /// Like ``withAccessToken(saved:clock:_:)``, with the access token the vault has.
  func withAccessToken<Value>(
    clock: ServerClock = ServerClock(), _ body: (Secret) async throws(APIError) -> Value
  ) async throws(APIError) -> Value {
    // An access token that cannot be read costs one more request and nothing else.
    let saved = try? vault.accessToken(for: accessTokenKey)
    return try await withAccessToken(saved: saved, clock: clock, body)
  }

  /// Asks the store something with the access token the vault has.
  func asking<Value>(
    _ question: (CommerceClient, Secret) async throws(APIError) -> Value
  ) async throws(AccountError) -> Value {
    do throws(APIError) {
      return try await withAccessToken { accessToken throws(APIError) in
        try await question(client, accessToken)
      }
    } catch {
      throw self.error(error)
    }
  }

  /// Does something with a new access token, and keeps it: signing in is where a change of the grant
  /// type or of the client's secret takes effect.
  func withNewAccessToken<Value>(
    _ body: (Secret) async throws(APIError) -> Value
  ) async throws(APIError) -> Value {
    let (accessToken, _) = try await client.requestAccessToken(grant)
    try? vault.saveAccessToken(accessToken, for: accessTokenKey)
    return try await body(accessToken.secret)
  }
}

extension AccountService {
  /// The store with its API.
  ///
  /// - Parameter secret: the client's secret, where the person just gave it.
  /// - Throws: ``AccountError`` of the kind `usage` when the profile asks for `client-credentials`
  ///   and no secret is known: it never falls back to `implicit`.
  func connection(
    to selector: SessionSelector, secret: Secret? = nil
  ) throws(AccountError) -> StoreConnection {
    StoreConnection(
      client: try client(for: selector), selector: selector,
      grant: try authorizationGrant(for: selector, secret: secret), vault: vault,
      now: configuration.now)
  }

  /// The secret of the client, as far as it is known without asking: from the environment, else the
  /// vault.
  func knownClientSecret(at selector: SessionSelector) throws(AccountError) -> Secret? {
    if let secret = variables.clientSecret { return secret }
    return try inVault(login: selector.loginCommand) { () throws(VaultError) in
      try vault.clientSecret(for: selector.store)
    }
  }

  private func authorizationGrant(
    for selector: SessionSelector, secret: Secret?
  ) throws(AccountError) -> AuthorizationGrant {
    guard selector.grantType == .clientCredentials else { return .implicit }
    var secret = secret
    if secret == nil { secret = try knownClientSecret(at: selector) }
    guard let secret else { throw Self.clientSecretMissing(at: selector) }
    return .clientCredentials(secret: secret)
  }

  static func clientSecretMissing(at selector: SessionSelector) -> AccountError {
    AccountError(
      .usage, "The client secret of \(selector.label) is missing.",
      unchanged: AccountError.nothingChanged,
      recoverySuggestion: "Set EPSWITCH_CLIENT_SECRET, or "
        + "\(action: .signInAgain(selector.loginCommand)).")
  }
}
