/// A username and a password of a password profile.
struct PasswordMechanism: SignInMechanism {
  static let name = "password"

  /// A wrong password and a wrong profile are the same 400.
  func member(
    proving proof: JSONValue, _ exchange: Exchange, endpoints: Endpoints
  ) throws(CommerceError) -> Member {
    let profileID = try proof.required("password_profile_id")
    let username = try proof.required("username")
    let password = try proof.required("password")
    guard
      let member = endpoints.members.member(username: username, passwordProfileID: profileID),
      member.password == password
    else { throw .authenticationFailed }
    return member
  }
}
