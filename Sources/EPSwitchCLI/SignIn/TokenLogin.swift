import AccountCore
import AccountModel
import CommerceAPI

/// Makes a session of an account token someone already holds, by the switch mechanism.
struct TokenLogin {
  let login: LoginContext

  func session() async throws -> Session {
    try login.requireOpenProfile()
    let token = try login.asker.secretFromInput(option: "--token-stdin")
    guard token.fitsHeader else {
      throw UsageFailure("What came on stdin is no account token.", remedy: "Pipe in a token.")
    }
    return try await login.access.signIn(
      .heldToken(token), mechanism: .token, username: nil,
      reason: login.reason, progress: login.progress.report)
  }
}
