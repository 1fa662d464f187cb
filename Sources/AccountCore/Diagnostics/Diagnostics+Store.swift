import AccountModel
import AccountVault
import CommerceAPI
import ProfileSettings

// Checks that need the network.
extension Diagnostics {
  /// - Parameter opensVault: whether the vault can be asked for the secret of the client.
  /// - Returns: the findings, and an access token of the store, if it gave one.
  func storeFindings(
    _ selector: SessionSelector, opensVault: Bool
  ) async -> (findings: [Finding], accessToken: Secret?) {
    let limit = Self.limitInSeconds
    let store = selector.store
    let client: CommerceClient
    let reached: [Finding]
    do throws(AccountError) {
      client = try service.client(
        for: selector, limits: HTTPTransport.Limits(connect: limit, attempt: limit),
        retry: RetryPolicy(attempts: 1))
      // Whatever it answers, it can be reached and trusted.
      let answer = try await bounded(at: store) { () async throws(APIError) in
        try await client.sendOnce(HTTPRequest("GET", "/"))
      }
      reached = [endpointFinding(store.endpoint), clockFinding(answer.clock)]
    } catch {
      return ([unreachedFinding(error, at: store.endpoint)], nil)
    }
    do throws(AccountError) {
      let grant: AuthorizationGrant =
        opensVault ? try service.connection(to: selector).grant : .implicit
      let accessToken = try await bounded(at: store) { () async throws(APIError) in
        try await client.requestAccessToken(grant).accessToken.secret
      }
      let known = Finding.pass(
        .client, "The store knows the client \(store.clientID, limit: 80).")
      let signIn = await signInFinding(selector, client, accessToken)
      return (reached + [known, signIn], accessToken)
    } catch {
      return (reached + [.fail(.client, error.userMessage)], nil)
    }
  }

  private func endpointFinding(_ endpoint: Endpoint) -> Finding {
    let connection =
      endpoint.scheme == .https
      ? "over a secure connection" : "without encryption, which stays on this machine"
    return .pass(.endpoint, "\(endpoint) answers \(connection)\(proxySummary(endpoint)).")
  }

  private func unreachedFinding(_ error: AccountError, at endpoint: Endpoint) -> Finding {
    let summary = error.userMessage.summary
    let proxy = proxy(to: endpoint)
    // What a proxy failed at names the proxy already.
    let isNamed = proxy.map { summary.contains($0.address) } ?? true
    return .fail(
      .endpoint,
      summary + (isNamed ? "" : " The request was sent\(proxySummary(endpoint))."),
      recoverySuggestion: error.userMessage.recoverySuggestion
        ?? "Check the network and the endpoint.")
  }

  private func proxySummary(_ endpoint: Endpoint) -> CleanText {
    proxy(to: endpoint).map { " through the proxy \($0.address)" } ?? ""
  }

  private func proxy(to endpoint: Endpoint) -> Proxy? {
    try? Proxy.forEndpoint(endpoint, environment: service.variables.all)
  }

  private func clockFinding(_ clock: ServerClock?) -> Finding {
    guard let clock else { return .pass(.clock, "The store does not send its time.") }
    guard clock.isSkewed else {
      return .pass(.clock, "This machine's clock agrees with the store's.")
    }
    let seconds = Int64(clamping: Int(abs(clock.offset).rounded()))
    return .warn(
      .clock,
      "This machine's clock is \(durationText(seconds: seconds)) "
        + "\(clock.offset > 0 ? "behind" : "ahead of") the store's; countdowns use the store's.",
      recoverySuggestion: "Set this machine's clock, for example with NTP.")
  }

  private func signInFinding(
    _ selector: SessionSelector, _ client: CommerceClient, _ accessToken: Secret
  ) async -> Finding {
    let realm = selector.profile?.realm
    do throws(AccountError) {
      let offered = try await bounded(at: selector.store) { () async throws(APIError) in
        let settings = try await client.authenticationSettings(accessToken: accessToken)
        let realm = realm ?? settings.realmID
        return (
          passwords: try await client.passwordProfiles(realm: realm, accessToken: accessToken),
          providers: try await client.oidcProfiles(realm: realm, accessToken: accessToken),
          selfSignup: settings.offersSelfSignup
        )
      }
      return signInFinding(
        selector.profile, offered.passwords, offered.providers, selfSignup: offered.selfSignup)
    } catch {
      guard error.kind == .signInNeeded else { return .fail(.signIn, error.userMessage) }
      return .warn(
        .signIn, "The store does not show this client how members sign in.",
        recoverySuggestion: "Ask its administrator for the IDs of the realm and of the password "
          + "profile, and set them with `epswitch profile set`.")
    }
  }

  private func signInFinding(
    _ profile: Profile?, _ passwords: [PasswordProfile], _ providers: [OIDCProfile],
    selfSignup: Bool
  ) -> Finding {
    let offers =
      passwords.map { profile in
        "the password profile “\(profile.name)” (\(profile.id)"
          + (profile.offersOneTimePasswords ? ", one-time passwords too)" : ")")
      } + providers.map { "the OpenID profile “\($0.name)” (\($0.id))" }
      + (selfSignup ? ["self sign-up"] : [])
    let listed = offers.isEmpty ? "no way to sign in" : offers.joined(separator: ", ")
    func missing(_ kind: String, _ named: String) -> Finding {
      .warn(
        .signIn, "The store has no \(kind) \(named), which the profile names.",
        recoverySuggestion: "It has \(listed). Correct it with `epswitch profile set`.")
    }
    if let named = profile?.passwordProfile,
      !passwords.contains(where: { $0.id == named || $0.name == named })
    {
      return missing("password profile", named)
    }
    if let named = profile?.oidcProfile,
      !providers.contains(where: { $0.id == named || $0.name == named })
    {
      return missing("OpenID profile", named)
    }
    return .pass(.signIn, "The store offers \(listed).")
  }

  /// Who is signed in, and whether the store answers as the account acted as.
  func sessionFindings(
    _ selector: SessionSelector, accessToken: Secret?, opensVault: Bool
  ) async -> [Finding] {
    guard opensVault else {
      return [
        .warn(
          .session, "The session was not tried, since the vault does not open.",
          recoverySuggestion: "First do what the finding of the vault key says.")
      ]
    }
    do throws(AccountError) {
      let session = try service.session(at: selector)
      let count = session.roster.count
      let who =
        "\(session.memberLabel) is signed in with "
        + (count == 1 ? "1 account" : "\(count) accounts")
      let serverNow = session.clock.now(local: service.now)
      let hasExpired =
        count > 0
        && session.roster.accounts.allSatisfy { $0.expiry?.hasPassed(at: serverNow) == true }
      if hasExpired {
        throw AccountError.sessionExpired(session.summary, login: selector.loginCommand)
      }
      guard count > 0 else {
        return [
          .warn(
            .session, "\(who).",
            recoverySuggestion:
              "Have an administrator of the store add the member to an account, and sign in again.")
        ]
      }
      let acting = try service.actingAccount()
      let account = acting.account
      let summary = "\(who), acting as \(account.displayName) (\(account.id))"
      guard let accessToken, !session.isCustomer else {
        return [.pass(.session, "\(summary); the token was not tried.")]
      }
      let held = try inVault { () throws(VaultError) in
        try service.vault.token(of: account.id, in: acting.session.id)
      }
      guard let held, held.expiry?.hasPassed(at: serverNow) != true else {
        return [
          .pass(.session, "\(summary); its token has expired and is renewed when it is used.")
        ]
      }
      let client = try service.client(for: selector)
      let refusal = try await bounded(at: selector.store) {
        () async throws(APIError) -> Refusal? in
        do throws(APIError) {
          try await client.checkAccount(account.id, accessToken: accessToken, token: held.secret)
          return nil
        } catch {
          guard case .refused(let refusal) = error else { throw error }
          return refusal
        }
      }
      if let refusal {
        // The access token is new, so what is refused is the account token, or the account.
        return [
          .fail(
            .session, "\(summary); the store refuses its token (\(refusal.status)).",
            recoverySuggestion: refusal.status == 401
              ? "\(action: .signInAgain(selector.loginCommand))."
              : "\(action: .loadAccounts(selector.command("refresh"))).")
        ]
      }
      // With its secret, a client sees every account, whatever the token.
      return [
        .pass(
          .session,
          acting.selector.grantType == .implicit
            ? "\(summary); the store answers as that account."
            : "\(summary); the store answers, which with a client secret proves nothing.")
      ]
    } catch {
      switch error.kind {
      case .notSignedIn, .noSuchAccount:
        // A set-up without them is sound.
        return [
          .warn(
            .session, error.userMessage.summary,
            recoverySuggestion: error.userMessage.recoverySuggestion
              ?? "\(action: .signIn(selector.loginCommand)).")
        ]
      default: return [.fail(.session, error.userMessage)]
      }
    }
  }

  /// Waits for an answer of the store no longer than the limit, however many requests it takes.
  private func bounded<Value: Sendable>(
    at store: Store, _ question: @escaping @Sendable () async throws(APIError) -> Value
  ) async throws(AccountError) -> Value {
    let answer = await withTaskGroup(of: Result<Value, APIError>.self) { group in
      group.addTask {
        do throws(APIError) {
          return .success(try await question())
        } catch {
          return .failure(error)
        }
      }
      group.addTask {
        try? await Task.sleep(for: .seconds(Self.limitInSeconds))
        return .failure(.timedOut(seconds: Self.limitInSeconds))
      }
      defer { group.cancelAll() }
      return await group.next() ?? .failure(.cancelled)
    }
    do throws(APIError) {
      return try answer.get()
    } catch {
      throw AccountError(error, at: store, login: "epswitch login")
    }
  }
}
