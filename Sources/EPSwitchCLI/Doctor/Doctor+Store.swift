import AccountCore
import AccountModel
import CommerceAPI
import ProfileSettings

extension Doctor {
  /// - Returns: how the store is, and a bearer of it, if it gave one.
  func storeFindings(_ patient: Patient) async -> (findings: [Finding], bearer: Secret?) {
    let access = patient.access
    let reached: [Finding]
    do throws(Failure) {
      let clock = try await bounded(at: access.store) { () async throws(Failure) in
        try await access.reach()
      }
      reached = [endpointFinding(access.store.endpoint), clockFinding(clock)]
    } catch {
      return ([unreachedFinding(error, at: access.store.endpoint)], nil)
    }
    do throws(Failure) {
      let bearer = try await bounded(at: access.store) { () async throws(Failure) in
        try await access.newBearer()
      }
      let client = Finding.pass(.client, "The store knows the client \(access.store.clientID).")
      return (reached + [client, await signInFinding(patient, bearer)], bearer)
    } catch {
      return (reached + [clientFinding(error, access.store.clientID)], nil)
    }
  }

  private func endpointFinding(_ endpoint: Endpoint) -> Finding {
    let connection =
      endpoint.scheme == .https
      ? "over a secure connection" : "without encryption, which stays on this machine"
    return .pass(.endpoint, "\(endpoint) answers \(connection)\(proxyWords(endpoint)).")
  }

  private func unreachedFinding(_ failure: Failure, at endpoint: Endpoint) -> Finding {
    let explanation = failure.explanation
    let proxy = proxyWords(endpoint)
    return .fail(
      .endpoint, explanation.happened + (proxy.isEmpty ? "" : " It was asked\(proxy)."),
      remedy: explanation.remedy ?? "Check the network and the endpoint.")
  }

  private func proxyWords(_ endpoint: Endpoint) -> String {
    guard let proxy = Proxy.forEndpoint(endpoint, environment: environment.all) else { return "" }
    return " through the proxy \(cleanText(proxy.host, limit: 100)):\(proxy.port)"
  }

  private func clockFinding(_ clock: ServerClock?) -> Finding {
    guard let clock else { return .pass(.clock, "The store does not tell the time.") }
    guard clock.isSkewed else {
      return .pass(.clock, "This machine's clock agrees with the store's.")
    }
    let seconds = Int64(abs(clock.offset))
    return .warn(
      .clock,
      "This machine's clock is \(countdownText(seconds: seconds)) "
        + "\(clock.offset > 0 ? "behind" : "ahead of") the store's; times left go by the store's.",
      remedy: "Set this machine's clock, best by NTP.")
  }

  private func clientFinding(_ failure: Failure, _ clientID: String) -> Finding {
    guard case .signInRefused(let status, let reason) = failure else {
      return .fail(.client, failure.explanation)
    }
    let answer = reason.map { "\(status): \($0)" } ?? "\(status)"
    return .fail(
      .client, "The store does not take the client \(cleanText(clientID, limit: 80)) (\(answer)).",
      remedy: "Check the client ID, its secret if it needs one, and the region of the endpoint.")
  }

  private func signInFinding(_ patient: Patient, _ bearer: Secret) async -> Finding {
    let access = patient.access
    do throws(Failure) {
      let offers = try await bounded(at: access.store) { () async throws(Failure) in
        try await access.signInOffers(bearer: bearer)
      }
      guard let offers else {
        return .warn(
          .signIn, "The store does not tell how members sign in.",
          remedy: "Ask who runs it for the ID of the password profile, and name it at sign-in.")
      }
      return signInFinding(offers, patient.target.profile)
    } catch {
      return .fail(.signIn, error.explanation)
    }
  }

  private func signInFinding(_ offers: SignInOffers, _ profile: Profile?) -> Finding {
    if let id = profile?.passwordProfile, !offers.passwordProfiles.contains(where: { $0.id == id })
    {
      return .warn(
        .signIn, "The store has no password profile \(id), which the profile names.",
        remedy: "It has \(offers.words). Correct it with `epswitch profile set`.")
    }
    if let id = profile?.oidcProfile,
      !offers.oidcProfiles.contains(where: { $0.id == id || $0.name == id })
    {
      return .warn(
        .signIn, "The store has no OpenID profile \(id), which the profile names.",
        remedy: "It has \(offers.words). Correct it with `epswitch profile set`.")
    }
    return .pass(.signIn, "The store offers \(offers.words).")
  }

  /// Waits for an answer of the store no longer than the limit, however many requests it takes.
  func bounded<Value: Sendable>(
    at store: Store, _ question: @escaping @Sendable () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let answer = await withTaskGroup(of: Result<Value, Failure>.self) { group in
      group.addTask {
        do throws(Failure) {
          return .success(try await question())
        } catch {
          return .failure(error)
        }
      }
      group.addTask {
        try? await Task.sleep(for: .seconds(Self.limitInSeconds))
        return .failure(.network(.timedOut(seconds: Self.limitInSeconds), store))
      }
      defer { group.cancelAll() }
      return await group.next() ?? .failure(.cancelled)
    }
    return try answer.get()
  }
}

extension SignInOffers {
  /// The ways in, as a list for a sentence.
  fileprivate var words: String {
    let passwords = passwordProfiles.map { profile in
      "the password profile “\(profile.name)” (\(profile.id)"
        + (profile.offersOneTimePasswords ? ", one-time passwords too)" : ")")
    }
    let providers = oidcProfiles.map { "the OpenID profile “\($0.name)” (\($0.id))" }
    let all = passwords + providers + (offersSelfSignup ? ["self sign-up"] : [])
    return all.isEmpty ? "no way to sign in" : all.joined(separator: ", ")
  }
}
