import AccountCore
import AccountModel
import CommerceAPI

/// Signs in with a password that is good once, which the store sends to the member.
struct PasswordlessLogin {
  let login: LoginContext

  /// How often a code can be tried before a new one has to be sent.
  private static let attempts = 3

  func session() async throws -> Session {
    let username = try login.username()
    let profile = try await login.passwordProfileID(oneTime: true)
    if login.options.readsCode {
      // The code on stdin was sent before, or the caller fetches it as soon as we have asked.
      try await request(profile, username)
      return try await signIn(
        profile, username, code: login.asker.secretFromInput(option: "--code-stdin"))
    }
    guard login.asker.canAsk else {
      throw UsageFailure(
        "--code-stdin is missing.", remedy: "Give it, or run in a terminal to be asked.")
    }
    try await request(profile, username)
    var attempt = 1
    while true {
      let code = try login.asker.line(
        "Code (Enter alone sends a new one): ", option: "--code-stdin", mayBeEmpty: true)
      guard !code.isEmpty else {
        try await request(profile, username)
        attempt = 1
        continue
      }
      do throws(Failure) {
        return try await signIn(profile, username, code: Secret(code))
      } catch {
        guard case .signInRefused = error, attempt < Self.attempts else { throw error }
        login.context.console.note(
          error.explanation.happened + " The code may be wrong or older than ten minutes.")
        attempt += 1
      }
    }
  }

  private func request(_ profile: String, _ username: String) async throws {
    try await login.access.requestOneTimePassword(profileID: profile, username: username)
    login.context.console.note(
      "The store was asked to send a code to \(cleanText(username, limit: 80)); it is good for "
        + "ten minutes.")
  }

  private func signIn(
    _ profile: String, _ username: String, code: Secret
  ) async throws(Failure) -> Session {
    try await login.access.signIn(
      .passwordless(profileID: profile, username: username, code: code),
      mechanism: .passwordless, username: username, reason: login.reason,
      progress: login.progress.report)
  }
}
