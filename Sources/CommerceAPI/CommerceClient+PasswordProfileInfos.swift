package import AccountModel
import Foundation

/// A user name of a member in one password profile, as a store lists it; the password is never told.
package struct PasswordProfileInfo: Hashable, Sendable, Identifiable {
  package let id: String
  package let profileID: String

  /// As the store has it, not cleaned: it is compared, and cleaned where it is shown.
  package let username: String

  package init(id: String, profileID: String, username: String) {
    self.id = id
    self.profileID = profileID
    self.username = username
  }
}

// All of these need an access token of the `client_credentials` grant.
extension CommerceClient {
  /// `GET …/user-authentication-info/{member}/user-authentication-password-profile-info`: every user
  /// name of a member.
  package func passwordProfileInfos(
    realm: String, member: String, accessToken: Secret
  ) async throws(APIError) -> [PasswordProfileInfo] {
    var infos: [PasswordProfileInfo] = []
    for page in 0..<Self.mostPagesOfInfos {
      let limit = PageRequest.largestLimit
      let response = try await get(
        infosPath(realm, member),
        query: [("page[limit]", "\(limit)"), ("page[offset]", "\(page * limit)")],
        about: .resource, accessToken: accessToken)
      let body = try response.decoded(InfosBody.self, what: "a list of password profile infos")
      infos += body.data.elements.compactMap(\.info)
      if body.data.count < limit { break }
    }
    return infos
  }

  /// `POST …/user-authentication-info/{member}/user-authentication-password-profile-info`: gives a
  /// member another user name and password. It is sent once: when no answer comes, the store may
  /// have done it or not.
  ///
  /// - Returns: the ID of the new info.
  package func createPasswordProfileInfo(
    realm: String, member: String, profileID: String, username: String, password: Secret,
    accessToken: Secret
  ) async throws(APIError) -> String {
    let response = try await post(
      infosPath(realm, member),
      data: [
        "type": "user_authentication_password_profile_info", "password_profile_id": profileID,
        "username": username, "password": password.reveal(),
      ],
      about: .resource, accessToken: accessToken, secrets: [password], isRetryable: false)
    let body = try response.decoded(InfoBody.self, what: "a password profile info")
    guard let info = body.data.info, info.username == username else {
      throw .unreadable("the answer is about another password profile info")
    }
    return info.id
  }

  /// `DELETE …/user-authentication-password-profile-info/{id}`; one that is gone already is fine.
  package func deletePasswordProfileInfo(
    _ id: String, realm: String, member: String, accessToken: Secret
  ) async throws(APIError) {
    var call = Call(
      request: HTTPRequest("DELETE", "\(infosPath(realm, member))/\(formEncoded(id))"),
      subject: .resource)
    try call.authorize(accessToken, accountToken: nil)
    do throws(APIError) {
      _ = try await send(call)
    } catch .refused(let refusal) where refusal.status == 404 {
      return
    }
  }

  /// More user names than this many hundred are not one member's.
  private static let mostPagesOfInfos = 20

  private func infosPath(_ realm: String, _ member: String) -> String {
    "\(userInfoPath(realm))/\(formEncoded(member))/user-authentication-password-profile-info"
  }
}

private struct InfosBody: Decodable { let data: OneOrMany<InfoRow> }

private struct InfoBody: Decodable { let data: InfoRow }

private struct InfoRow: Decodable {
  let id: String?
  let profileID: String?
  let username: String?

  enum CodingKeys: String, CodingKey {
    case id, username
    case profileID = "password_profile_id"
  }

  init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: CodingKeys.self)
    id = row.looseText(.id)
    profileID = row.looseText(.profileID)
    username = row.looseText(.username)
  }

  var info: PasswordProfileInfo? {
    guard let id, !id.isEmpty, cleanText(id) == id, let profileID, let username else { return nil }
    return PasswordProfileInfo(id: id, profileID: profileID, username: username)
  }
}
