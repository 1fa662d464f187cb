import AsyncHTTPClient
import CommerceSimulator
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import Testing

@testable import DemoStorefront

/// A storefront in front of a simulated store, and a browser that follows nothing.
struct RunningStorefront: Sendable {
  private static let client = HTTPClient(
    eventLoopGroupProvider: .singleton,
    configuration: HTTPClient.Configuration(redirectConfiguration: .disallow))

  let server: CommerceServer
  let storefront: StorefrontServer

  struct Page: Sendable {
    let status: Int
    let location: String
    let text: String

    /// What a product costs here.
    func price(of sku: String) throws -> String {
      let rest = try #require(text.range(of: sku).map { text[$0.upperBound...] })
      return String(try #require(rest.firstMatch(of: /<strong>([^<]+)/)).output.1)
    }

    /// How many pieces the cart has.
    var pieces: Int {
      get throws {
        let count = try #require(text.firstMatch(of: /class="count">(\d+)/))
        return try #require(Int(count.output.1))
      }
    }
  }

  func get(_ path: String, as name: String) async throws -> Page {
    try await send(.GET, path, cookie: try await cookie(of: name))
  }

  /// - Returns: `nil` for an account that has no token: a hostile store leaves some out.
  func get(_ path: String, asAccount account: SimulatedAccount) async throws -> Page? {
    let rows = try await rows()
    guard let row = rows.first(where: { $0["account_id"] as? String == account.id }) else {
      return nil
    }
    return try await send(.GET, path, cookie: try cookie(row))
  }

  func get(_ path: String, cookie: String? = nil) async throws -> Page {
    try await send(.GET, path, cookie: cookie)
  }

  func post(
    _ path: String, _ form: String, as name: String, headers: [(String, String)] = []
  ) async throws -> Page {
    try await send(.POST, path, cookie: try await cookie(of: name), headers: headers, form: form)
  }

  private func send(
    _ method: HTTPMethod, _ path: String, cookie: String?, headers: [(String, String)] = [],
    form: String? = nil
  ) async throws -> Page {
    var request = HTTPClientRequest(url: storefront.baseURL + path)
    request.method = method
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    if let cookie {
      request.headers.add(
        name: "Cookie", value: "other=1; _store_ep_account_member_token=\(cookie)")
    }
    if let form {
      request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
      request.body = .bytes(ByteBuffer(string: form))
    }
    let response = try await Self.client.execute(request, timeout: .seconds(60))
    return Page(
      status: Int(response.status.code), location: response.headers.first(name: "Location") ?? "",
      text: String(buffer: try await response.body.collect(upTo: 4 << 20)))
  }

  // MARK: - Cookies

  /// The cookie of composable-frontend, with every account and this one selected.
  func cookie(of name: String) async throws -> String { try cookie(try await row(name)) }

  private func cookie(_ row: [String: Any]) throws -> String {
    let id = try #require(row["account_id"] as? String)
    let document: [String: Any] = ["accounts": [id: row], "selected": id, "accountMemberId": "x"]
    let json = try JSONSerialization.data(withJSONObject: document)
    let text = String(decoding: json, as: UTF8.self)
    return try #require(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
  }

  /// What the store mints for the account of this name.
  func row(_ name: String) async throws -> [String: Any] {
    try #require(try await rows().first { $0["account_name"] as? String == name })
  }

  private func rows() async throws -> [[String: Any]] {
    let store = server.store
    let access = try await json(
      "/oauth/access_token", "application/x-www-form-urlencoded",
      Data("grant_type=implicit&client_id=\(store.clientID)".utf8))
    let body: [String: Any] = [
      "data": [
        "type": "account_management_authentication_token", "authentication_mechanism": "password",
        "password_profile_id": store.member.passwordProfileID,
        "username": store.member.username, "password": store.member.password,
      ]
    ]
    let minted = try await json(
      "/v2/account-members/tokens?page[limit]=100", "application/json",
      try JSONSerialization.data(withJSONObject: body), token: access["access_token"] as? String)
    return try #require(minted["data"] as? [[String: Any]])
  }

  private func json(
    _ path: String, _ type: String, _ body: Data, token: String? = nil
  ) async throws -> [String: Any] {
    var request = HTTPClientRequest(url: server.baseURL + path)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: type)
    if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
    request.body = .bytes(ByteBuffer(bytes: body))
    let response = try await Self.client.execute(request, timeout: .seconds(60))
    let answer = Data(buffer: try await response.body.collect(upTo: 4 << 20))
    return try #require(try JSONSerialization.jsonObject(with: answer) as? [String: Any])
  }
}

/// Runs a storefront for the length of `body`.
func withStorefront(
  _ store: SimulatedStore = SimulatedStore(scenario: .showcase),
  _ body: (RunningStorefront) async throws -> Void
) async throws {
  let server = try await CommerceServer.start(store)
  let storefront = try await StorefrontServer.start(
    endpoint: server.baseURL, clientID: store.clientID)
  do {
    try await body(RunningStorefront(server: server, storefront: storefront))
  } catch {
    await storefront.stop()
    await server.stop()
    throw error
  }
  await storefront.stop()
  await server.stop()
}
