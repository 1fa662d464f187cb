import Foundation
import Hummingbird

/// The users of a realm and their user names, as a support desk's backend manages them; for every
/// account member there is a user of the same ID. All of it needs a `client_credentials` access
/// token.
extension Endpoints {
  func addUserAuthenticationInfos(to router: Router<Exchange>) {
    let users = "/v2/authentication-realms/:realm/user-authentication-info"
    let infos = "\(users)/:member/user-authentication-password-profile-info"
    router.get(RouterPath(users), use: listUsers)
    router.get(RouterPath("\(users)/:member"), use: getUser)
    router.get(RouterPath(infos), use: listInfos)
    router.post(RouterPath(infos), use: createInfo)
    router.get(RouterPath("\(infos)/:info"), use: getInfo)
    router.put(RouterPath("\(infos)/:info"), use: updateInfo)
    router.delete(RouterPath("\(infos)/:info"), use: deleteInfo)
  }

  @Sendable private func listUsers(_ request: Request, _ exchange: Exchange) throws -> Response {
    let users = try users(exchange)
    return .json(
      try exchange.list(users, by: .users, largestOffset: Page.largestRosterOffset) {
        userJSON($0, exchange)
      })
  }

  @Sendable private func getUser(_ request: Request, _ exchange: Exchange) throws -> Response {
    let row = userJSON(try user(exchange), exchange)
    return .json(["data": row, "links": row["links"] ?? [:]])
  }

  /// The users of the realm that the path names: only the one of account members has any.
  private func users(_ exchange: Exchange) throws(CommerceError) -> [Member] {
    try requireStoreWide(exchange)
    return try realm(exchange).id == store.realmID ? members.everybody : []
  }

  private func user(_ exchange: Exchange) throws(CommerceError) -> Member {
    let id = exchange.parameters.get("member")
    guard let user = try users(exchange).first(where: { $0.id == id }) else {
      throw .notFound("user authentication info not found")
    }
    return user
  }

  private func userJSON(_ member: Member, _ exchange: Exchange) -> JSONValue {
    let created = JSONValue.string(created(of: member).isoText)
    return [
      "id": .string(member.id), "type": "user_authentication_info", "name": .string(member.name),
      "given_name": .null, "middle_name": .null, "family_name": .null,
      "email": .string(member.email),
      "meta": [
        "created_at": created, "updated_at": created, "creation_status": "COMPLETE",
      ],
      "links": ["self": .string(url(ofUser: member.id, exchange))],
    ]
  }

  private func url(ofUser id: String, _ exchange: Exchange) -> String {
    "\(exchange.baseURL)/v2/authentication-realms/\(store.realmID)/user-authentication-info/\(id)"
  }
}

// MARK: - User names

extension Endpoints {
  @Sendable private func listInfos(_ request: Request, _ exchange: Exchange) throws -> Response {
    let user = try user(exchange)
    let infos = members.passwordProfileInfos(ofMember: user.id) ?? []
    return .json(
      try exchange.list(infos, largestOffset: Page.largestRosterOffset) {
        json($0, of: user, exchange)
      })
  }

  @Sendable private func createInfo(_ request: Request, _ exchange: Exchange) throws -> Response {
    let user = try user(exchange)
    let data = try infoData(exchange)
    let info = try members.addCredential(
      Member.PasswordCredential(
        passwordProfileID: try data.required("password_profile_id"),
        username: try data.required("username"), password: try data.required("password")
      ).checked(against: store), toMember: user.id)
    return .json(answer(info, of: user, exchange), status: .created)
  }

  @Sendable private func getInfo(_ request: Request, _ exchange: Exchange) throws -> Response {
    let user = try user(exchange)
    return .json(answer(try info(of: user, exchange), of: user, exchange))
  }

  /// Changes only what the body names.
  @Sendable private func updateInfo(_ request: Request, _ exchange: Exchange) throws -> Response {
    let user = try user(exchange)
    let old = try info(of: user, exchange)
    let data = try infoData(exchange)
    if let id = data["id"], id != .string(old.id) {
      throw CommerceError.unprocessable("data.id is not the ID of the path")
    }
    let credential = try Member.PasswordCredential(
      passwordProfileID: data["password_profile_id"]?.text ?? old.credential.passwordProfileID,
      username: data["username"]?.text ?? old.credential.username,
      password: data["password"]?.text ?? old.credential.password
    ).checked(against: store)
    try members.replaceCredential(old.id, ofMember: user.id, with: credential)
    return .json(
      answer(PasswordProfileInfo(id: old.id, credential: credential), of: user, exchange))
  }

  @Sendable private func deleteInfo(_ request: Request, _ exchange: Exchange) throws -> Response {
    let user = try user(exchange)
    try members.removeCredential(exchange.parameters.get("info") ?? "", ofMember: user.id)
    return Response(status: .noContent)
  }

  private func infoData(_ exchange: Exchange) throws(CommerceError) -> JSONValue {
    let data = try exchange.bodyData()
    guard try data.required("type") == "user_authentication_password_profile_info" else {
      throw .badRequest("data.type must be user_authentication_password_profile_info")
    }
    return data
  }

  private func info(
    of user: Member, _ exchange: Exchange
  ) throws(CommerceError) -> PasswordProfileInfo {
    let id = exchange.parameters.get("info")
    let infos = members.passwordProfileInfos(ofMember: user.id) ?? []
    guard let info = infos.first(where: { $0.id == id }) else {
      throw .passwordProfileInfoNotFound
    }
    return info
  }

  private func answer(
    _ info: PasswordProfileInfo, of user: Member, _ exchange: Exchange
  ) -> JSONValue {
    let row = json(info, of: user, exchange)
    return ["data": row, "links": row["links"] ?? [:]]
  }

  private func json(
    _ info: PasswordProfileInfo, of user: Member, _ exchange: Exchange
  ) -> JSONValue {
    let created = JSONValue.string(created(of: user).isoText)
    let infos = "\(url(ofUser: user.id, exchange))/user-authentication-password-profile-info"
    return [
      "id": .string(info.id), "type": "user_authentication_password_profile_info",
      "username": .string(info.credential.username),
      "password_profile_id": .string(info.credential.passwordProfileID),
      "meta": ["created_at": created, "updated_at": created],
      "links": ["self": "\(infos)/\(info.id)"],
    ]
  }
}

extension Member.PasswordCredential {
  private static let shortestPassword = 8

  /// This, if its profile exists, its user name fits the profile and its password is long enough.
  fileprivate func checked(against store: SimulatedStore) throws(CommerceError) -> Self {
    guard let profile = store.passwordProfiles.first(where: { $0.id == passwordProfileID }) else {
      throw .notFound("password profile not found")
    }
    if profile.usernameFormat == .email, !username.isEmailAddress {
      throw .badRequest("username must be an e-mail address")
    }
    guard password.count >= Self.shortestPassword else {
      throw .badRequest("password must have at least \(Self.shortestPassword) characters")
    }
    return self
  }
}

extension ListRules {
  fileprivate static let users: ListRules = {
    let text: Set<Filter.Operator> = [.eq, .ilike]
    let times = [
      "created_at": "meta.created_at", "updated_at": "meta.updated_at",
    ]
    return ListRules(
      fields: [
        "email": Field(text, at: "email"), "name": Field(text, at: "name"),
        "created_at": Field(order, at: "meta.created_at"),
        "updated_at": Field(order, at: "meta.updated_at"),
        "given_name": Field(text.union([.isNull]), at: "given_name"),
        "middle_name": Field(text.union([.isNull]), at: "middle_name"),
        "family_name": Field(text.union([.isNull]), at: "family_name"),
      ], sortPaths: times.merging(["id": "id"]) { $1 }, foldsCase: true)
  }()
}
