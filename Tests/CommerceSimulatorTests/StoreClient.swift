import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import CommerceSimulator

/// A client of one simulated store, as plain as `curl`: follows nothing, retries nothing.
struct StoreClient: Sendable {
  private static let client = HTTPClient(
    eventLoopGroupProvider: .singleton,
    configuration: HTTPClient.Configuration(redirectConfiguration: .disallow))

  let server: CommerceServer
  /// Sent as `Authorization: Bearer`.
  var accessToken: String?
  /// Sent as `EP-Account-Management-Authentication-Token`.
  var accountToken: String?

  struct Answer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: Data

    /// The body; `null` when it is not JSON.
    var json: JSONValue { JSONValue(parsing: body) ?? .null }

    func header(_ name: String) -> String? { headers.first(name: name) }
  }

  func send(
    _ method: HTTPMethod, _ target: String, headers: [(String, String)] = [],
    contentType: String = "application/json", body: Data? = nil
  ) async throws -> Answer {
    let url = target.hasPrefix("http") ? target : server.baseURL + target
    var request = HTTPClientRequest(url: url)
    request.method = method
    if let accessToken {
      request.headers.add(name: "Authorization", value: "Bearer \(accessToken)")
    }
    if let accountToken {
      request.headers.add(
        name: "EP-Account-Management-Authentication-Token", value: accountToken)
    }
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    if let body {
      request.headers.add(name: "Content-Type", value: contentType)
      request.body = .bytes(body)
    }
    let response = try await Self.client.execute(request, timeout: .seconds(20))
    let received = try await response.body.collect(upTo: 16 << 20)
    return Answer(
      status: Int(response.status.code), headers: response.headers,
      body: Data(received.readableBytesView))
  }

  func delete(_ target: String) async throws -> Answer { try await send(.DELETE, target) }

  func get(_ target: String, headers: [(String, String)] = []) async throws -> Answer {
    try await send(.GET, target, headers: headers)
  }

  func post(
    _ target: String, _ json: JSONValue, headers: [(String, String)] = []
  ) async throws -> Answer {
    try await send(.POST, target, headers: headers, body: json.data)
  }

  func put(_ target: String, _ json: JSONValue) async throws -> Answer {
    try await send(.PUT, target, body: json.data)
  }
}

// MARK: - What the tests do again and again

let sampleAddress: JSONValue = [
  "first_name": "Goods", "last_name": "Inward", "line_1": "1 Mill Way", "city": "Leeds",
  "region": "ENG", "postcode": "LS1 4AP", "country": "GB",
]

extension StoreClient {
  /// A client that acts as the account of this name.
  func acting(_ name: String) async throws -> StoreClient {
    let client = try await withAccessToken()
    let rows = try await client.signIn().json.rows
    return client.holding(try #require(rows.first { $0["account_name"]?.text == name }))
  }

  func post(_ target: String, text: String) async throws -> Answer {
    try await send(.POST, target, body: Data(text.utf8))
  }

  func postForm(_ target: String, _ form: String) async throws -> Answer {
    try await send(
      .POST, target, contentType: "application/x-www-form-urlencoded", body: Data(form.utf8))
  }

  /// The same client with an implicit access token.
  func withAccessToken() async throws -> StoreClient {
    try await withAccessToken("grant_type=implicit&client_id=\(server.store.clientID)")
  }

  /// The same client with an access token that sees the whole store.
  func withStoreAccessToken() async throws -> StoreClient {
    let store = server.store
    return try await withAccessToken(
      "grant_type=client_credentials&client_id=\(store.clientID)"
        + "&client_secret=\(store.clientSecret)")
  }

  private func withAccessToken(_ form: String) async throws -> StoreClient {
    var client = self
    client.accessToken = try await postForm("/oauth/access_token", form).json["access_token"]?.text
    return client
  }

  /// Acts with the account token of a row.
  func holding(_ row: JSONValue) -> StoreClient {
    var client = self
    client.accountToken = row["token"]?.text
    return client
  }

  /// The path at which a browser signs in to the realm of account members.
  var authorizationPath: String {
    "/oidc-idp/login/stores/\(server.store.storeID)"
      + "/authentication-realms/\(server.store.realmID)"
  }

  func mint(_ credential: [String: JSONValue], query: String = "") async throws -> Answer {
    var data = credential
    data["type"] = "account_management_authentication_token"
    return try await post("/v2/account-members/tokens\(query)", ["data": .object(data)])
  }

  /// Signs the store's member in with its password.
  func signIn(query: String = "") async throws -> Answer {
    try await mint(server.store.member.passwordCredential, query: query)
  }

  func switchAccount(query: String = "") async throws -> Answer {
    try await mint(
      ["authentication_mechanism": "account_management_authentication_token"], query: query)
  }
}

extension Member {
  /// What signs the member in by its first credential.
  var passwordCredential: [String: JSONValue] { credentials[0].signIn }
}

extension Member.PasswordCredential {
  var signIn: [String: JSONValue] {
    [
      "authentication_mechanism": "password",
      "password_profile_id": .string(passwordProfileID),
      "username": .string(username),
      "password": .string(password),
    ]
  }
}

extension JSONValue {
  /// The elements of an array; nothing for any other value.
  var elements: [JSONValue] {
    if case .array(let elements) = self { elements } else { [] }
  }

  /// The value at a path of member names, such as `meta.page.limit`.
  subscript(path path: String) -> JSONValue? {
    path.split(separator: ".").reduce(self as JSONValue?) { $0?[String($1)] }
  }

  /// The rows of a list.
  var rows: [JSONValue] { self["data"]?.elements ?? [] }

  /// `errors[0].detail`.
  var errorDetail: String? { self["errors"]?.elements.first?["detail"]?.text }
}
