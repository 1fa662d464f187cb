import Foundation

/// A way in which a member signs in: what it takes as the credential, and whose that is.
protocol SignInMechanism: Sendable {
  /// The value of `authentication_mechanism`.
  static var name: String { get }

  init()

  /// The member to whom the credential belongs.
  ///
  /// - Parameter credential: `data` of the body; a switch has its credential in a header.
  func member(
    with credential: JSONValue, _ exchange: Exchange, endpoints: Endpoints
  ) throws(CommerceError) -> Member
}

/// The mechanisms that the API knows.
enum SignInMechanisms {
  static let all: [String: any SignInMechanism] = Dictionary(
    uniqueKeysWithValues: mechanisms.map { ($0.name, $0.init()) })

  private static let mechanisms: [any SignInMechanism.Type] = [
    OpenIDMechanism.self, PasswordMechanism.self, PasswordlessMechanism.self,
    SelfSignUpMechanism.self, SwitchMechanism.self,
  ]
}

/// A user name and a password of a password profile.
private struct PasswordMechanism: SignInMechanism {
  static let name = "password"

  /// A wrong password and a wrong profile are the same 400.
  func member(
    with credential: JSONValue, _ exchange: Exchange, endpoints: Endpoints
  ) throws(CommerceError) -> Member {
    let sent = Member.PasswordCredential(
      passwordProfileID: try credential.required("password_profile_id"),
      username: try credential.required("username"),
      password: try credential.required("password"))
    guard
      let member = endpoints.members.member(
        username: sent.username, passwordProfileID: sent.passwordProfileID),
      member.credentials.contains(sent)
    else { throw .authenticationFailed }
    return member
  }
}

/// A user name and the one-time password that was sent to it.
private struct PasswordlessMechanism: SignInMechanism {
  static let name = "passwordless"

  func member(
    with credential: JSONValue, _ exchange: Exchange, endpoints: Endpoints
  ) throws(CommerceError) -> Member {
    let profileID = try credential.required("password_profile_id")
    let username = try credential.required("username")
    let code = try credential.required("one_time_password_token")
    guard
      endpoints.issued.spendOneTimeCode(
        code, username: username, passwordProfileID: profileID, now: exchange.now),
      let member = endpoints.members.member(username: username, passwordProfileID: profileID)
    else { throw .authenticationFailed }
    return member
  }
}

/// An authorization code of the OpenID provider, with the verifier of its PKCE challenge.
private struct OpenIDMechanism: SignInMechanism {
  static let name = "oidc"

  /// The code is used up by the first attempt, a failed one included.
  func member(
    with credential: JSONValue, _ exchange: Exchange, endpoints: Endpoints
  ) throws(CommerceError) -> Member {
    let code = try credential.required("oauth_authorization_code")
    let redirectURI = try credential.required("oauth_redirect_uri")
    let verifier = try credential.required("oauth_code_verifier")
    guard
      let authorization = endpoints.issued.spendAuthorizationCode(code, now: exchange.now),
      authorization.redirectURI == redirectURI, authorization.matches(verifier: verifier),
      let member = endpoints.members.member(endpoints.store.member.id)
    else { throw .authenticationFailed }
    return member
  }
}

/// A new member, with an account of its own where the store creates one.
private struct SelfSignUpMechanism: SignInMechanism {
  static let name = "self_signup"

  func member(
    with credential: JSONValue, _ exchange: Exchange, endpoints: Endpoints
  ) throws(CommerceError) -> Member {
    let store = endpoints.store
    guard store.allowsSelfSignUp else { throw .forbidden("self signup is not enabled") }
    let profileID = try credential.required("password_profile_id")
    let name = try credential.required("name")
    let email = try credential.requiredEmail("email")
    let username = try credential.required("username")
    let password = try credential.required("password")
    guard let profile = store.passwordProfiles.first(where: { $0.id == profileID }) else {
      throw .notFound("password profile not found")
    }
    if profile.usernameFormat == .email, !username.isEmailAddress {
      throw .badRequest("username must be an e-mail address")
    }
    let account = SimulatedAccount(
      id: UUID().uuidString.lowercased(), name: name, lifetime: store.tokenLifetime)
    let member = Member(
      id: UUID().uuidString.lowercased(), name: name, email: email,
      credentials: [
        Member.PasswordCredential(
          passwordProfileID: profileID, username: username, password: password)
      ],
      accounts: store.createsAccountOnSignUp ? [account] : [])
    guard endpoints.members.signUp(member) else {
      throw .unprocessable("username is already in use")
    }
    return member
  }
}

/// An account token that the member already holds, in a header.
private struct SwitchMechanism: SignInMechanism {
  static let name = "account_management_authentication_token"

  /// Where people wrongly put the token.
  private static let bodyMistakes = [
    "account_management_authentication_token", "ep_account_management_authentication_token",
    "token",
  ]

  func member(
    with credential: JSONValue, _ exchange: Exchange, endpoints: Endpoints
  ) throws(CommerceError) -> Member {
    guard Self.bodyMistakes.allSatisfy({ credential[$0] == nil }) else {
      throw .badRequest("the held token belongs in a header, not in the body")
    }
    guard let held = try endpoints.heldToken(exchange) else {
      throw .badRequest("EP-Account-Management-Authentication-Token is required")
    }
    guard let member = endpoints.members.member(held.memberID) else { throw .unauthorized }
    return member
  }
}
