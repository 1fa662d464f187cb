import AccountCore
import AccountModel
import CommerceAPI
import ProfileSettings

/// Makes a new account member and signs them in.
struct SelfSignupLogin {
  let login: LoginContext

  func session() async throws -> Session {
    let options = login.options
    let asker = login.asker
    let name = try options.name ?? asker.line("Name: ", option: "--name")
    let email = try options.email ?? asker.line("E-mail: ", option: "--email")
    // Most stores sign members up by their e-mail address.
    let username = options.username ?? login.target.profile?.username ?? email
    let profile = try await login.passwordProfileID()
    let person = SelfSignup(
      profileID: profile, username: username, password: try login.newPassword(), name: name,
      email: email, givenName: options.givenName, middleName: options.middleName,
      familyName: options.familyName)
    return try await login.access.signIn(
      .selfSignup(person), mechanism: .selfSignup, username: username, reason: login.reason,
      progress: login.progress.report)
  }
}
