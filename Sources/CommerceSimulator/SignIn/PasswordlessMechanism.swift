/// A username and the one-time password that was sent to it.
struct PasswordlessMechanism: SignInMechanism {
  static let name = "passwordless"

  func member(
    proving proof: JSONValue, _ exchange: Exchange, endpoints: Endpoints
  ) throws(CommerceError) -> Member {
    let profileID = try proof.required("password_profile_id")
    let username = try proof.required("username")
    let code = try proof.required("one_time_password_token")
    guard
      endpoints.issued.spendOneTimeCode(
        code, username: username, passwordProfileID: profileID, now: exchange.now),
      let member = endpoints.members.member(username: username, passwordProfileID: profileID)
    else { throw .authenticationFailed }
    return member
  }
}
