import Foundation

/// A new member, with an account of its own where the store creates one.
struct SelfSignUpMechanism: SignInMechanism {
  static let name = "self_signup"

  func member(
    proving proof: JSONValue, _ exchange: Exchange, endpoints: Endpoints
  ) throws(CommerceError) -> Member {
    let store = endpoints.store
    guard store.allowsSelfSignUp else { throw .forbidden("self signup is not enabled") }
    let profileID = try proof.required("password_profile_id")
    let member = Member(
      id: UUID().uuidString.lowercased(), name: try proof.required("name"),
      email: try proof.required("email"), username: try proof.required("username"),
      password: try proof.required("password"), passwordProfileID: profileID)
    guard let profile = store.passwordProfiles.first(where: { $0.id == profileID }) else {
      throw .notFound("password profile not found")
    }
    if profile.usernameFormat == .email, !member.username.contains("@") {
      throw .badRequest("username must be an e-mail address")
    }
    let account = SimulatedAccount(
      id: UUID().uuidString.lowercased(), name: member.name,
      lifetime: SimulatedStore.defaultLifetime)
    guard endpoints.members.signUp(member, in: store.createsAccountOnSignUp ? [account] : [])
    else { throw .unprocessable("username is already in use") }
    return member
  }
}
