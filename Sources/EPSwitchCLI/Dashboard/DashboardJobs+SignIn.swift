import AccountCore
import AccountModel
import AccountViewModel
import CommerceAPI
import ProfileSettings
import SignInCallback

// Signing in with what was answered on the screen.
extension DashboardJobs {
  /// How long to wait for the browser.
  private static let browserLimit = Duration.seconds(300)

  func signIn(
    _ answers: SignInAnswers, addresses: AsyncStream<String>, tell: @escaping Tell
  ) async throws -> DashboardMessage {
    try requireMember(of: answers)
    let session =
      switch answers.mechanism {
      case .customer:
        try await store.access.signInCustomer(
          email: answers.text(.email), password: answers[.password] ?? Secret(""))
      case .oidc: try await signInByBrowser(answers, addresses: addresses, tell: tell)
      case .passwordless: try await signInByCode(answers, tell: tell)
      case .password, .selfSignup, .token:
        try await store.access.signIn(
          try await proof(answers), mechanism: answers.mechanism,
          username: answers.username, progress: progress(tell))
      }
    try remember(answers)
    return .signedIn(session)
  }

  /// Has the store send a one-time password.
  func sendCode(_ answers: SignInAnswers) async throws -> DashboardMessage {
    try requireMember(of: answers)
    let profile = try await passwordProfile(answers)
    let username = answers.text(.username)
    try await store.access.requestOneTimePassword(profileID: profile, username: username)
    return .codeSent(to: cleanText(username, limit: 80), hint: store.codeHint?(username))
  }

  private func proof(_ answers: SignInAnswers) async throws(Failure) -> SignInProof {
    let profile = try await passwordProfile(answers)
    let password = answers[.password] ?? Secret("")
    guard answers.mechanism == .selfSignup else {
      return .password(
        profileID: profile, username: answers.text(.username), password: password)
    }
    return .selfSignup(
      SelfSignup(
        profileID: profile, username: answers.username ?? "", password: password,
        name: answers.text(.name), email: answers.text(.email),
        givenName: answers[.givenName]?.reveal(), middleName: answers[.middleName]?.reveal(),
        familyName: answers[.familyName]?.reveal()))
  }

  private func signInByCode(
    _ answers: SignInAnswers, tell: @escaping Tell
  ) async throws -> Session {
    let profile = try await passwordProfile(answers)
    let username = answers.text(.username)
    do throws(Failure) {
      return try await store.access.signIn(
        .passwordless(
          profileID: profile, username: username, code: answers[.code] ?? Secret("")),
        mechanism: .passwordless, username: username, progress: progress(tell))
    } catch {
      guard case .signInRefused = error else { throw error }
      throw CodeRefused(happened: error.explanation.happened)
    }
  }

  private func signInByBrowser(
    _ answers: SignInAnswers, addresses: AsyncStream<String>, tell: @escaping Tell
  ) async throws -> Session {
    let (profile, clientID) = try await store.access.oidcProfile(
      given: answers.profileID ?? store.profile?.oidcProfile)
    let request = try authorization(profile, clientID: clientID)
    let opener = BrowserOpener(environment: (context?.environment ?? Environment()).all)
    let visit = BrowserVisit(request: request, limit: Self.browserLimit)
    let proof = try await visit.proof(pasted: addresses) {
      tell(.addressRefused($0))
    } onListening: {
      tell(.browserAwaited(address: request.address, isOpen: false))
      if await opener.open(request.address) {
        tell(.browserAwaited(address: request.address, isOpen: true))
      }
    }
    return try await store.access.signIn(
      proof, mechanism: .oidc, username: nil, progress: progress(tell))
  }

  private func authorization(
    _ profile: OIDCProfile, clientID: String
  ) throws -> AuthorizationRequest {
    let redirectURI: RedirectURI
    if let text = store.profile?.redirectURI {
      guard let uri = RedirectURI(text: text) else {
        throw UsageFailure(
          "“\(cleanText(text, limit: 100))” cannot be waited at.",
          remedy: "Make the profile's redirect-uri http://localhost:PORT/PATH.")
      }
      redirectURI = uri
    } else {
      redirectURI = .standard
    }
    do throws(AuthorizationError) {
      return try AuthorizationRequest(
        profile: profile, clientID: clientID, redirectURI: redirectURI)
    } catch {
      throw Failure.authorization(error)
    }
  }

  private func passwordProfile(_ answers: SignInAnswers) async throws(Failure) -> String {
    try await store.access.passwordProfileID(
      given: answers.profileID ?? store.profile?.passwordProfile,
      oneTime: answers.mechanism == .passwordless)
  }

  /// Refuses another member than the profile's, whose session would not be found under it.
  private func requireMember(of answers: SignInAnswers) throws {
    guard let fixed = store.fixedUsername, answers.username != fixed else { return }
    throw UsageFailure(
      "The profile \(store.shown.profile ?? store.shown.label) belongs to "
        + "\(cleanText(fixed, limit: 80)), and this would bring another member.",
      remedy: "Use a profile without a user name.")
  }

  /// Writes down which of the store's profiles was chosen, so that it is not asked for again.
  private func remember(_ answers: SignInAnswers) throws {
    guard let chosen = answers.profileID, let profile = store.profile, let context else { return }
    let key: ProfileKey = answers.mechanism == .oidc ? .oidcProfile : .passwordProfile
    try context.settingsFile.set(key, to: chosen, on: profile.name)
  }
}

/// The store did not take a one-time password.
struct CodeRefused: Error {
  let happened: String

  var explanation: Explanation {
    Explanation(
      happened, kept: "Nothing was changed.",
      remedy: "The code may be wrong or older than ten minutes: try again, or press Ctrl-R.")
  }
}

extension SignInAnswers {
  fileprivate func text(_ purpose: SignInField.Purpose) -> String {
    self[purpose]?.reveal() ?? ""
  }

  /// What the member is known by: most stores sign members up by their e-mail address.
  fileprivate var username: String? { (self[.username] ?? self[.email])?.reveal() }
}
