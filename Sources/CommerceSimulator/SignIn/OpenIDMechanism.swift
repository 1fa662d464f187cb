/// An authorization code of the OpenID provider, with the verifier of its PKCE challenge.
struct OpenIDMechanism: SignInMechanism {
  static let name = "oidc"

  /// The code is used up by the first attempt, a failed one included.
  func member(
    proving proof: JSONValue, _ exchange: Exchange, endpoints: Endpoints
  ) throws(CommerceError) -> Member {
    let code = try proof.required("oauth_authorization_code")
    let redirectURI = try proof.required("oauth_redirect_uri")
    let verifier = try proof.required("oauth_code_verifier")
    guard let authorization = endpoints.issued.spendAuthorization(code, now: exchange.now),
      authorization.redirectURI == redirectURI, authorization.isProved(by: verifier)
    else { throw .authenticationFailed }
    return endpoints.store.member
  }
}
