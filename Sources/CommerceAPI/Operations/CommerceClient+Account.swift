package import AccountModel

extension CommerceClient {
  /// `GET /v2/accounts/{id}`: the cheapest way to see that a token makes the store answer as its
  /// account; with another account's token it is 404.
  ///
  /// - Throws: ``APIError/unreadable(_:)`` when the answer is about another account.
  package func checkAccount(
    _ id: AccountID, bearer: Secret, token: Secret
  ) async throws(APIError) {
    let response = try await get(
      "/v2/accounts/\(formEncoded(id.rawValue))", bearer: bearer, token: token)
    let body = try response.decoded(AccountBody.self, what: "an account")
    guard body.data.id == id.rawValue else { throw .unreadable("it is about another account") }
  }
}

private struct AccountBody: Decodable {
  let data: Row

  struct Row: Decodable { let id: String }
}
