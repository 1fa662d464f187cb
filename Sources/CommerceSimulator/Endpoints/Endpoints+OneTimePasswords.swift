import Hummingbird

extension Endpoints {
  func addOneTimePasswords(to router: Router<Exchange>) {
    router.post(
      """
      /v2/authentication-realms/:realm/password-profiles/:profile/one-time-password-token-request
      """, use: requestOneTimePassword)
  }

  /// Sends a code when the username exists, and answers the same when it does not.
  @Sendable private func requestOneTimePassword(
    _ request: Request, _ exchange: Exchange
  ) throws -> Response {
    try bearer(exchange)
    try requireRealm(exchange)
    let profileID = exchange.parameters.get("profile")
    guard let profile = store.passwordProfiles.first(where: { $0.id == profileID }) else {
      throw CommerceError.notFound("password profile not found")
    }
    guard profile.enablesOneTimePasswords else {
      throw CommerceError.unprocessable("one-time passwords are not enabled")
    }
    let data = try exchange.bodyData()
    guard requestTypes.contains(try data.required("type")) else {
      throw CommerceError.badRequest("data.type must be one_time_password_token_request")
    }
    guard purposes.contains(try data.required("purpose")) else {
      throw CommerceError.badRequest("unknown purpose")
    }
    let username = try data.required("username")
    if members.member(username: username, passwordProfileID: profile.id) != nil {
      issued.sendOneTimeCode(to: username, passwordProfileID: profile.id, now: exchange.now)
    }
    return Response(status: .accepted)
  }
}

/// The prose writes underscores, the specification hyphens.
private let requestTypes = ["one_time_password_token_request", "one-time-password-token-request"]

private let purposes = ["passwordless_authentication", "reset_password"]
