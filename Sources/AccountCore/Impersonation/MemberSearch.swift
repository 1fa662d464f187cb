import AccountModel
import CommerceAPI
import Foundation

/// Looks for members among all of a store's.
struct MemberSearch: Sendable {
  let connection: StoreConnection
  let realmID: String

  struct Result: Sendable {
    let members: [AccountMember]

    /// Whether the store has more than these.
    let isIncomplete: Bool

    /// The one member who is meant: the only one found, or the only one whose e-mail address or whole
    /// name was given.
    func only(_ text: String) -> AccountMember? {
      guard !isIncomplete else { return nil }
      if members.count == 1 { return members[0] }
      let wanted = text.trimmingCharacters(in: .whitespaces).lowercased()
      for known in [\AccountMember.email, \AccountMember.name] {
        let exact = members.filter { $0[keyPath: known]?.lowercased() == wanted }
        if exact.count == 1 { return exact[0] }
      }
      return nil
    }
  }

  /// - Parameter text: an ID, or a part of a name or an e-mail address.
  func members(matching text: String) async throws(AccountError) -> Result {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if let id = UUID(uuidString: text) {
      let found = try await connection.asking { client, accessToken throws(APIError) in
        try await client.member(
          realm: realmID, id: id.uuidString.lowercased(), accessToken: accessToken)
      }
      return Result(
        members: [found].compactMap(\.self).map(AccountMember.init), isIncomplete: false)
    }
    guard !text.isEmpty else { return Result(members: [], isIncomplete: false) }
    // A name has no at sign, and an address is looked for as one.
    let fields: [MemberField] = text.contains("@") ? [.email] : [.name, .email]
    var found: [AccountMember] = []
    var isIncomplete = false
    for field in fields {
      let page = try await connection.asking { client, accessToken throws(APIError) in
        try await client.members(
          realm: realmID, whose: field, contains: text, accessToken: accessToken)
      }
      isIncomplete = isIncomplete || (page.total ?? page.rows.count) > page.rows.count
      // A store that does not know the filter lists everybody.
      for row in page.rows where row.has(text, in: field) {
        let member = AccountMember(row)
        if !found.contains(where: { $0.id == member.id }) { found.append(member) }
      }
    }
    return Result(members: found, isIncomplete: isIncomplete)
  }
}

extension AccountMember {
  init(_ member: StoreMember) {
    self.init(id: member.id, username: nil, name: member.name, email: member.email)
  }
}

extension StoreMember {
  fileprivate func has(_ text: String, in field: MemberField) -> Bool {
    let value =
      switch field {
      case .email: email
      case .name: name
      }
    return value?.range(of: text, options: [.caseInsensitive, .diacriticInsensitive]) != nil
  }
}
