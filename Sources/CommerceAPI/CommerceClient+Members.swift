package import AccountModel

/// An account member as a store lists it to a client with a secret, cleaned.
package struct StoreMember: Hashable, Sendable, Identifiable {
  /// The ID of the account member, which is that of its user authentication info too.
  package let id: String
  package let name: String?
  package let email: String?

  package init(id: String, name: String?, email: String?) {
    self.id = id
    self.name = name
    self.email = email
  }
}

/// What a member is looked for by.
package enum MemberField: String, Sendable, CaseIterable { case email, name }

/// The first rows of a list, and how many rows there are.
package struct ListPage<Row: Sendable>: Sendable {
  package let rows: [Row]

  /// How many rows the store says there are; `nil` when it does not say.
  package let total: Int?
}

// All of these need an access token of the `client_credentials` grant.
extension CommerceClient {
  /// `GET /v2/authentication-realms/{realm}/user-authentication-info?filter=ilike(…)`: the first
  /// hundred members who have a text in their name or e-mail address, whatever its case.
  package func members(
    realm: String, whose field: MemberField, contains text: String, accessToken: Secret
  ) async throws(APIError) -> ListPage<StoreMember> {
    let filter = "ilike(\(field.rawValue),\(filterOperand("*\(text.withoutWildcards)*")))"
    let response = try await get(
      userInfoPath(realm), query: Self.wholePage + [("filter", filter)], about: .resource,
      accessToken: accessToken)
    let body = try response.decoded(MembersBody.self, what: "a list of members")
    return ListPage(rows: body.data.elements.compactMap(\.member), total: body.meta?.total?.value)
  }

  /// `GET /v2/authentication-realms/{realm}/user-authentication-info/{id}`.
  ///
  /// - Returns: `nil` when there is no such member.
  /// - Throws: ``APIError/unreadable(_:)`` when the answer is about another member.
  package func member(
    realm: String, id: String, accessToken: Secret
  ) async throws(APIError) -> StoreMember? {
    let response: HTTPResponse
    do throws(APIError) {
      response = try await get(
        "\(userInfoPath(realm))/\(formEncoded(id))", about: .resource, accessToken: accessToken)
    } catch .refused(let refusal) where refusal.status == 404 {
      return nil
    }
    let body = try response.decoded(MemberBody.self, what: "a member")
    guard let member = body.data.member, member.id == id else {
      throw .unreadable("the answer is about another member")
    }
    return member
  }

  func userInfoPath(_ realm: String) -> String {
    "/v2/authentication-realms/\(formEncoded(realm))/user-authentication-info"
  }
}

/// A value as a filter takes it: in quotes where it holds more than letters, digits and what
/// addresses are made of.
private func filterOperand(_ text: String) -> String {
  let plain = text.unicodeScalars.allSatisfy { scalar in
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      || "*@._-+".unicodeScalars.contains(scalar)
  }
  return plain ? text : "\"\(text)\""
}

extension String {
  /// The text without what would be a wildcard or the end of a quoted operand.
  fileprivate var withoutWildcards: String { filter { !"*\"\\".contains($0) } }
}

// MARK: - Bodies

private struct MembersBody: Decodable {
  let data: OneOrMany<MemberRow>
  let meta: ListMeta?
}

private struct MemberBody: Decodable { let data: MemberRow }

private struct MemberRow: Decodable {
  let id: String?
  let name: String?
  let email: String?

  enum CodingKeys: String, CodingKey { case id, name, email }

  init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: CodingKeys.self)
    id = row.looseText(.id)
    name = row.looseText(.name)
    email = row.looseText(.email)
  }

  /// `nil` when the ID holds what no ID may hold.
  var member: StoreMember? {
    guard let id, !id.isEmpty, cleanText(id) == id else { return nil }
    func cleaned(_ text: String?) -> String? {
      let text = cleanText(text ?? "")
      return text.isEmpty ? nil : text
    }
    return StoreMember(id: id, name: cleaned(name), email: cleaned(email))
  }
}
