/// An account token that the member already holds, in a header.
struct SwitchMechanism: SignInMechanism {
  static let name = "account_management_authentication_token"

  /// Where people wrongly put the token.
  private static let bodyMistakes = [
    "account_management_authentication_token", "ep_account_management_authentication_token",
    "token",
  ]

  func member(
    proving proof: JSONValue, _ exchange: Exchange, endpoints: Endpoints
  ) throws(CommerceError) -> Member {
    guard Self.bodyMistakes.allSatisfy({ proof[$0] == nil }) else {
      throw .badRequest("the held token belongs in a header, not in the body")
    }
    guard let held = try endpoints.heldToken(exchange) else {
      throw .badRequest("EP-Account-Management-Authentication-Token is required")
    }
    guard let member = endpoints.members.member(held.memberID) else { throw .unauthorized }
    return member
  }
}
