package import AccountModel
import Foundation

/// What a member signs in with to get account tokens.
package enum SignInCredential: Sendable {
  case password(profileID: String, username: String, password: Secret)
  case oidc(code: Secret, redirectURI: String, codeVerifier: Secret)
  case passwordless(profileID: String, username: String, code: Secret)
  case selfSignup(SelfSignup)
  /// A token the member already holds: the switch mechanism.
  case heldToken(Secret)
}

/// What a person fills in to become an account member.
package struct SelfSignup: Sendable {
  package var profileID: String
  package var username: String
  package var password: Secret
  package var name: String
  package var email: String
  package var givenName: String?
  package var middleName: String?
  package var familyName: String?

  package init(
    profileID: String, username: String, password: Secret, name: String, email: String,
    givenName: String? = nil, middleName: String? = nil, familyName: String? = nil
  ) {
    self.profileID = profileID
    self.username = username
    self.password = password
    self.name = name
    self.email = email
    self.givenName = givenName
    self.middleName = middleName
    self.familyName = familyName
  }
}

/// Which records of the roster to ask for.
package struct PageRequest: Sendable, Equatable {
  /// How many records come before the page.
  package let offset: Int
  /// How many records to give at most.
  package let limit: Int

  /// The most records the API gives in one page.
  package static let largestLimit = 100

  package init(offset: Int = 0, limit: Int = PageRequest.largestLimit) {
    self.offset = offset
    self.limit = limit
  }

  /// The page that holds the record at a position, counted from 0.
  package init(holding position: Int) {
    self.init(offset: max(0, position) / Self.largestLimit * Self.largestLimit)
  }
}

extension CommerceClient {
  /// `POST /v2/account-members/tokens`: mints a token for each account of the member on one page.
  package func mintAccountTokens(
    _ credential: SignInCredential, accessToken: Secret, page: PageRequest = PageRequest()
  ) async throws(APIError) -> TokenPage {
    var data = credential.fields
    data["type"] = Self.tokenType
    data["authentication_mechanism"] = credential.wireMechanism
    let response = try await post(
      "/v2/account-members/tokens",
      query: [("page[limit]", "\(page.limit)"), ("page[offset]", "\(page.offset)")], data: data,
      about: credential.subject, accessToken: accessToken, accountToken: credential.heldToken,
      secrets: credential.secrets, isRetryable: credential.isReusable)
    return try response.decoded(TokenPageBody.self, what: "a list of accounts")
      .page(offset: page.offset, clock: response.clock)
  }

  fileprivate static let tokenType = "account_management_authentication_token"
}

extension SignInCredential {
  /// How the member signs in with it.
  package var mechanism: Mechanism {
    switch self {
    case .password: .password
    case .oidc: .oidc
    case .passwordless: .passwordless
    case .selfSignup: .selfSignup
    case .heldToken: .token
    }
  }

  /// The API's word for the mechanism.
  fileprivate var wireMechanism: String {
    switch self {
    case .password: "password"
    case .oidc: "oidc"
    case .passwordless: "passwordless"
    case .selfSignup: "self_signup"
    case .heldToken: CommerceClient.tokenType
    }
  }

  /// What is refused when the credential is.
  fileprivate var subject: Refusal.Subject {
    if case .heldToken = self { .accountToken } else { .credential(mechanism) }
  }

  fileprivate var fields: [String: String] {
    switch self {
    case .password(let profileID, let username, let password):
      [
        "password_profile_id": profileID, "username": username, "password": password.reveal(),
      ]
    case .oidc(let code, let redirectURI, let codeVerifier):
      [
        "oauth_authorization_code": code.reveal(), "oauth_redirect_uri": redirectURI,
        "oauth_code_verifier": codeVerifier.reveal(),
      ]
    case .passwordless(let profileID, let username, let code):
      [
        "password_profile_id": profileID, "username": username,
        "one_time_password_token": code.reveal(),
      ]
    case .selfSignup(let person):
      [
        "password_profile_id": person.profileID, "username": person.username,
        "password": person.password.reveal(), "name": person.name, "email": person.email,
        "given_name": person.givenName, "middle_name": person.middleName,
        "family_name": person.familyName,
      ].compactMapValues(\.self)
    case .heldToken: [:]
    }
  }

  /// The token that goes into a header instead of the body.
  fileprivate var heldToken: Secret? {
    if case .heldToken(let token) = self { token } else { nil }
  }

  fileprivate var secrets: [Secret] {
    switch self {
    case .password(_, _, let password): [password]
    case .oidc(let code, _, let codeVerifier): [code, codeVerifier]
    case .passwordless(_, _, let code): [code]
    case .selfSignup(let person): [person.password]
    case .heldToken: []
    }
  }

  /// Whether the same credential can be used twice.
  fileprivate var isReusable: Bool {
    switch self {
    case .password, .heldToken: true
    case .oidc, .passwordless, .selfSignup: false
    }
  }
}
