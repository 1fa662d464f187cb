/// Paths of the API that more than one part of the simulator knows.
enum CommercePath {
  static let memberTokens = "/v2/account-members/tokens"
  static let authorize = "/oidc/authorize"
  static let control = "/_simulator"
}
