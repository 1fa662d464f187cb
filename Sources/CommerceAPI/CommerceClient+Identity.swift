package import AccountModel

/// What a store knows about an account member, cleaned.
package struct MemberDetails: Hashable, Sendable {
  package let name: String?
  package let email: String?

  package init(name: String?, email: String?) {
    self.name = name
    self.email = email
  }
}

extension CommerceClient {
  /// `GET /v2/accounts/{id}`: the cheapest way to see that a token makes the store answer as its
  /// account; with another account's token it is 404.
  ///
  /// - Throws: ``APIError/unreadable(_:)`` when the answer is about another account.
  package func checkAccount(
    _ id: AccountID, accessToken: Secret, token: Secret
  ) async throws(APIError) {
    let response = try await get(
      "/v2/accounts/\(formEncoded(id.rawValue))", about: .resource, accessToken: accessToken,
      accountToken: token)
    let body = try response.decoded(IdentityBody.self, what: "an account")
    guard body.data.id == id.rawValue else {
      throw .unreadable("the answer is about another account")
    }
  }

  /// `GET /v2/account-members/{id}`: who a member is. An implicit access token reads it together
  /// with an account token of the member.
  ///
  /// - Returns: `nil` when the store tells neither a name nor an e-mail address.
  /// - Throws: ``APIError/unreadable(_:)`` when the answer is about another member.
  package func member(
    id: String, accessToken: Secret, token: Secret
  ) async throws(APIError) -> MemberDetails? {
    let response = try await get(
      "/v2/account-members/\(formEncoded(id))", about: .resource, accessToken: accessToken,
      accountToken: token)
    let body = try response.decoded(IdentityBody.self, what: "an account member")
    guard body.data.id == id else { throw .unreadable("the answer is about another member") }
    let name = cleanText(body.data.name ?? "")
    let email = cleanText(body.data.email ?? "")
    if name.isEmpty && email.isEmpty { return nil }
    return MemberDetails(
      name: name.isEmpty ? nil : name, email: email.isEmpty ? nil : email)
  }
}

/// An account or a member, as far as it is read.
private struct IdentityBody: Decodable {
  let data: Row

  struct Row: Decodable {
    let id: String
    let name: String?
    let email: String?

    enum CodingKeys: String, CodingKey { case id, name, email }

    init(from decoder: any Decoder) throws {
      let row = try decoder.container(keyedBy: CodingKeys.self)
      guard let id = row.looseText(.id) else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "no id"))
      }
      self.id = id
      name = row.looseText(.name)
      email = row.looseText(.email)
    }
  }
}
