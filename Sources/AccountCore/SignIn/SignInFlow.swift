package import AccountModel
import AccountVault
import CommerceAPI
import Foundation
import ProfileSettings

/// One sign-in from what is known to the saved session. The command line, the dashboard and the
/// tests all go through it; they differ in their ``AccountModel/Prompter`` only.
struct SignInFlow: Sendable {
  let service: AccountService
  let selector: SessionSelector
  let request: SignInRequest
  let prompter: any Prompter
  let mechanism: Mechanism

  init(
    _ service: AccountService, _ selector: SessionSelector, _ request: SignInRequest,
    _ prompter: any Prompter
  ) {
    self.service = service
    self.selector = selector
    self.request = request
    self.prompter = prompter
    mechanism =
      request.heldToken != nil
      ? .token
      : request.oneTimePassword != nil
        ? .passwordless : request.mechanism ?? selector.profile?.mechanism ?? .password
  }

  /// What a sign-in produced, before it is saved.
  struct SignedIn: Sendable {
    let method: SignInMethod

    /// What the member typed, where something was typed.
    let username: String?
    let roster: LoadedRoster

    /// The ID the store gave the customer; `nil` for a member.
    var customerID: String?

    /// The profile of the store that the member signed in to; `nil` where the method has none.
    var profile: StoreProfile?

    /// Who acts as the member; `nil` when the member does.
    var impersonator: CleanText?
  }

  func run() async throws(AccountError) -> SignInOutcome {
    try service.requireSafeSettings()
    try requireFittingProfile()
    try requireReasonForAccount()
    try requireUsableVault()
    let secret = try await newClientSecret()
    let connection = try service.connection(to: selector, secret: secret)
    let username = request.username ?? request.email ?? selector.username
    let attempt = AuditRecorder(
      service, .signIn, store: selector.store,
      member: AuditEvent.Party(id: username ?? "", name: username ?? "unknown member"),
      account: nil, reason: request.reason ?? service.variables.reason)
    let signedIn = try await attempt.recordingFailure { () throws(AccountError) in
      try await signIn(connection)
    }
    return try await save(signedIn, connection, secret: secret)
  }

  private func signIn(_ connection: StoreConnection) async throws(AccountError) -> SignedIn {
    let options = SignInOptions(connection, request)
    switch mechanism {
    case .password:
      let username = try await username()
      let profile = try await passwordProfile(options, oneTime: false)
      let password = try await secret(.password, "The password", option: "--password-stdin")
      return SignedIn(
        method: .passwordProfile(profile.id), username: username,
        roster: try await load(
          .password(profileID: profile.id, username: username, password: password), connection),
        profile: profile)
    case .passwordless: return try await signInByOneTimePassword(connection, options)
    case .selfSignup: return try await signUp(connection, options)
    case .oidc: return try await BrowserSignIn(flow: self, options: options).run(connection)
    case .customer: return try await signInCustomer(connection)
    case .token:
      guard let token = request.heldToken, token.fitsHeader else {
        throw AccountError(
          .usage, "What was given is not an account token.",
          unchanged: AccountError.nothingChanged, recoverySuggestion: "Pipe in a token.")
      }
      return SignedIn(
        method: .heldToken, username: nil,
        roster: try await load(.heldToken(token), connection))
    }
  }

  /// Loads the roster with the credential of the member.
  ///
  /// - Parameter afterFirstPage: see ``RosterLoader/load(_:afterFirstPage:)``.
  func load(
    _ credential: SignInCredential, _ connection: StoreConnection,
    afterFirstPage: @escaping @Sendable () async -> Void = {}
  ) async throws(AccountError) -> LoadedRoster {
    let prompter = prompter
    do throws(APIError) {
      return try await connection.withNewAccessToken { accessToken throws(APIError) in
        try await RosterLoader(client: connection.client, accessToken: accessToken) {
          prompter.notify(.rosterProgressed(loaded: $0, total: $1))
        }.load(credential, afterFirstPage: afterFirstPage)
      }
    } catch {
      if case .refused(let refusal) = error, refusal.subject == .accountToken, mechanism == .token {
        // Here the held token is the credential itself.
        throw connection.error(
          .refused(
            Refusal(
              status: refusal.status, subject: .credential(.token), reasons: refusal.reasons)))
      }
      throw connection.error(error)
    }
  }

  // MARK: - What the profile allows

  /// Refuses what would make a session that is not found under the profile.
  private func requireFittingProfile() throws(AccountError) {
    guard let profile = selector.profile else { return }
    func refused(_ summary: CleanText, _ recovery: Remedy) -> AccountError {
      AccountError(
        .usage, summary, unchanged: AccountError.nothingChanged, recoverySuggestion: recovery)
    }
    guard !selector.isDesk else {
      throw refused(
        "The profile \(profile.name) belongs to a support desk, which is not a member itself.",
        "Choose a member with `\(selector.loginCommand)`, or use another profile.")
    }
    if let fixed = profile.mechanism, !fixed.isAlike(mechanism) {
      throw refused(
        "The profile \(profile.name) signs in with \(fixed.rawValue), not \(mechanism.rawValue).",
        "Use another profile, or change it with `epswitch profile set \(profile.name) mechanism`.")
    }
    if mechanism == .customer, !selector.allows(.customer) {
      throw refused(
        "The profile \(profile.name) names how account members sign in, and a customer is none.",
        "Use another profile, or change it with `epswitch profile set \(profile.name) mechanism`.")
    }
    guard let fixed = selector.username else { return }
    let given = mechanism == .customer ? request.email ?? request.username : request.username
    switch mechanism {
    case .password, .passwordless, .selfSignup, .customer:
      guard let given, given != fixed else { return }
      throw refused(
        "The profile \(profile.name) belongs to \(fixed, limit: 80).",
        "Use another profile for another member, or leave the user name out.")
    case .oidc, .token:
      throw refused(
        "The profile \(profile.name) belongs to \(fixed, limit: 80), and signing in with "
          + "\(mechanism.rawValue) may sign in another member.",
        "Use a profile without a user name.")
    }
  }

  /// Fails before anything secret is asked for when the vault could not keep what the sign-in gives.
  /// A key that is lost is no hindrance: the sign-in makes another.
  private func requireUsableVault() throws(AccountError) {
    do throws(VaultError) {
      try service.vault.requireAuthentic()
    } catch .keyLost {
      return
    } catch {
      throw AccountError(error, login: selector.loginCommand)
    }
  }

  /// Fails at once when `--account` needs a reason that nobody will give: the sign-in would be for
  /// nothing.
  private func requireReasonForAccount() throws(AccountError) {
    guard let account = request.account, let profile = selector.profile, profile.isProduction,
      request.reason == nil, service.variables.reason == nil, !prompter.isInteractive
    else { return }
    throw .reasonMissing(
      profile: profile.name,
      account: Account(id: AccountID(cleanText(account, limit: 80)), name: "", expiry: nil))
  }

  /// Has the store send a one-time password, without signing in.
  func requestOneTimePassword() async throws(AccountError) {
    try service.requireSafeSettings()
    try requireFittingProfile()
    let connection = try service.connection(to: selector, secret: try await newClientSecret())
    let options = SignInOptions(connection, request)
    let username = try await username()
    let profile = try await passwordProfile(options, oneTime: true)
    try await options.requestOneTimePassword(profileID: profile.id, username: username)
    prompter.notify(.oneTimePasswordSent(username: cleanText(username, limit: 80)))
  }

  /// The client's secret, asked for when the profile needs one and none is known.
  private func newClientSecret() async throws(AccountError) -> Secret? {
    guard selector.grantType == .clientCredentials else { return nil }
    // A vault key that is lost took the saved secret with it.
    let known = try? service.knownClientSecret(at: selector)
    guard known == nil else { return nil }
    return try await secret(
      .clientSecret, "The client secret", option: "EPSWITCH_CLIENT_SECRET")
  }

  // MARK: - Asking

  func username(_ field: PromptField = .username) async throws(AccountError) -> String {
    if let known = request.username ?? selector.username { return known }
    return try await text(field, "The user name", option: "--username")
  }

  func text(
    _ field: PromptField, _ what: CleanText, option: CleanText
  ) async throws(AccountError) -> String {
    do throws(PromptError) {
      return try await prompter.text(field)
    } catch {
      throw AccountError(error, missing: what, option: option)
    }
  }

  func secret(
    _ field: PromptField, _ what: CleanText, option: CleanText
  ) async throws(AccountError) -> Secret {
    do throws(PromptError) {
      return try await prompter.secret(field)
    } catch {
      throw AccountError(error, missing: what, option: option)
    }
  }

  // MARK: - Mechanisms

  /// How often a one-time password can be tried before the sign-in fails.
  private static let oneTimePasswordAttempts = 3

  private func signInByOneTimePassword(
    _ connection: StoreConnection, _ options: SignInOptions
  ) async throws(AccountError) -> SignedIn {
    let username = try await username()
    let profile = try await passwordProfile(options, oneTime: true)
    func signedIn(_ code: Secret) async throws(AccountError) -> SignedIn {
      SignedIn(
        method: .passwordProfile(profile.id), username: username,
        roster: try await load(
          .passwordless(profileID: profile.id, username: username, code: code), connection),
        profile: profile)
    }
    if let code = request.oneTimePassword { return try await signedIn(code) }
    try await options.requestOneTimePassword(profileID: profile.id, username: username)
    prompter.notify(.oneTimePasswordSent(username: cleanText(username, limit: 80)))
    var attempt = 1
    var refusal: UserMessage?
    while true {
      let answer: OneTimePasswordAnswer
      do throws(PromptError) {
        answer = try await prompter.oneTimePassword(
          OneTimePasswordPrompt(username: cleanText(username, limit: 80), refusal: refusal))
      } catch {
        throw AccountError(error, missing: "The one-time password", option: "--code-stdin")
      }
      guard case .code(let code) = answer else {
        try await options.requestOneTimePassword(profileID: profile.id, username: username)
        prompter.notify(.oneTimePasswordSent(username: cleanText(username, limit: 80)))
        (attempt, refusal) = (1, nil)
        continue
      }
      do throws(AccountError) {
        return try await signedIn(code)
      } catch {
        guard error.kind == .signInNeeded, attempt < Self.oneTimePasswordAttempts else {
          throw error
        }
        attempt += 1
        refusal = error.userMessage
      }
    }
  }

  private func signUp(
    _ connection: StoreConnection, _ options: SignInOptions
  ) async throws(AccountError) -> SignedIn {
    let name: String
    if let given = request.name {
      name = given
    } else {
      name = try await text(.name, "The name", option: "--name")
    }
    let email: String
    if let given = request.email {
      email = given
    } else {
      email = try await text(.email, "The e-mail address", option: "--email")
    }
    // Most stores sign members up by their e-mail address.
    let username = request.username ?? selector.username ?? email
    let profile = try await passwordProfile(options, oneTime: false)
    let password = try await secret(
      .newPassword, "The new password", option: "--password-stdin")
    let person = SelfSignup(
      profileID: profile.id, username: username, password: password, name: name, email: email,
      givenName: request.givenName, middleName: request.middleName,
      familyName: request.familyName)
    return SignedIn(
      method: .passwordProfile(profile.id), username: username,
      roster: try await load(.selfSignup(person), connection),
      profile: profile)
  }

  /// Signs a customer in (legacy): a single identity, saved as a session with one account.
  private func signInCustomer(
    _ connection: StoreConnection
  ) async throws(AccountError) -> SignedIn {
    let email: String
    if let known = request.email ?? request.username ?? selector.username {
      email = known
    } else {
      email = try await text(.email, "The e-mail address", option: "--email")
    }
    let password = try await secret(.password, "The password", option: "--password-stdin")
    let identity: CustomerIdentity
    do throws(APIError) {
      identity = try await connection.withNewAccessToken { accessToken throws(APIError) in
        try await connection.client.mintCustomerToken(
          email: email, password: password, accessToken: accessToken)
      }
    } catch {
      throw connection.error(error)
    }
    let account = Account(
      id: AccountID(identity.customerID), name: cleanText(email), expiry: identity.token.expiry)
    var roster = LoadedRoster(memberID: identity.customerID, clock: identity.clock)
    roster.add(
      MintedAccount(account: account, token: identity.token.secret, position: 0))
    return SignedIn(
      method: .customer, username: email, roster: roster, customerID: identity.customerID)
  }
}

extension SessionSelector {
  /// Whether the profile lets somebody sign in by a mechanism; who it is, is another question.
  package func accepts(_ mechanism: Mechanism) -> Bool {
    if let fixed = profile?.mechanism, !fixed.isAlike(mechanism) { return false }
    switch mechanism {
    case .password, .passwordless, .selfSignup: return true
    case .customer: return allows(.customer)
    case .oidc, .token: return username == nil
    }
  }
}

extension Mechanism {
  /// Whether both lead to the same kind of session.
  fileprivate func isAlike(_ other: Mechanism) -> Bool {
    let passwords: Set<Mechanism> = [.password, .passwordless, .selfSignup]
    return self == other || (passwords.contains(self) && passwords.contains(other))
  }
}
