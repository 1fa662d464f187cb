import AccountCore
import AccountModel
import CommerceAPI

/// Signs in with user name and password.
struct PasswordLogin {
  let login: LoginContext

  func session() async throws -> Session {
    let username = try login.username()
    let profile = try await login.passwordProfileID()
    return try await login.access.signIn(
      .password(profileID: profile, username: username, password: try login.password()),
      mechanism: .password, username: username, reason: login.reason,
      progress: login.progress.report)
  }
}
