import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import Synchronization

/// The store's API, as one buyer uses it.
struct CommerceShop: Sendable {
  /// Why a page cannot be shown.
  enum Failure: Error, Equatable {
    /// The account token is expired or was refused.
    case signedOut
    /// The store answered with this status.
    case status(Int)
    /// The store did not answer, or not with what it should.
    case unreachable
  }

  let store: StoreAccess
  /// `nil` for somebody who has no account.
  let buyer: AccountCookie?

  func nodes() async throws(Failure) -> [CatalogNode] {
    try await get(ListDocument<CatalogNode>.self, "/catalog/nodes?page[limit]=100").data
  }

  func products() async throws(Failure) -> [CatalogProduct] {
    try await get(ListDocument<CatalogProduct>.self, "/catalog/products?page[limit]=100").data
  }

  func orders() async throws(Failure) -> [ShopOrder] {
    try await get(ListDocument<ShopOrder>.self, "/v2/orders?page[limit]=50").data
  }

  /// The newest cart of the account, which is made when it has none.
  func cart() async throws(Failure) -> ShopCart {
    if let cart = try await get(ListDocument<ShopCart>.self, "/v2/carts?page[limit]=1").data.first {
      return cart
    }
    return try await send(
      Resource<ShopCart>.self, .POST, "/v2/carts", ["name": "Cart"] as [String: String]
    ).data
  }

  func items(of cart: ShopCart) async throws(Failure) -> CartItems {
    try await get(CartItems.self, "/v2/carts/\(cart.id)/items")
  }

  /// Puts pieces of a product into the cart.
  func add(productID: String, quantity: Int) async throws(Failure) {
    let line = NewLine(id: productID, quantity: quantity)
    _ = try await send(CartItems.self, .POST, "/v2/carts/\(try await cart().id)/items", line)
  }

  /// Changes how many pieces a line of the cart has; none removes it.
  func setQuantity(_ quantity: Int, ofItem id: String) async throws(Failure) {
    let line = ChangedLine(quantity: quantity)
    _ = try await send(
      CartItems.self, .PUT, "/v2/carts/\(try await cart().id)/items/\(id.pathComponent)", line)
  }

  /// Orders what is in the cart, to the account's first address, and empties the cart.
  func checkOut() async throws(Failure) -> ShopOrder {
    guard let buyer else { throw .signedOut }
    let addresses = try await get(
      ListDocument<ShopAddress>.self, "/v2/accounts/\(buyer.accountID.pathComponent)/addresses")
    guard let address = addresses.data.first else { throw .status(422) }
    let cart = try await cart()
    let order = try await send(
      Resource<ShopOrder>.self, .POST, "/v2/carts/\(cart.id)/checkout",
      Checkout(billingAddress: address, shippingAddress: address)
    ).data
    try await sendNothing(.DELETE, "/v2/carts/\(cart.id)/items")
    return order
  }

  private struct NewLine: Encodable {
    let type = "cart_item"
    let id: String
    let quantity: Int
  }

  private struct ChangedLine: Encodable {
    let type = "cart_item"
    let quantity: Int
  }

  private struct Checkout: Encodable {
    let billingAddress: ShopAddress
    let shippingAddress: ShopAddress

    enum CodingKeys: String, CodingKey {
      case billingAddress = "billing_address"
      case shippingAddress = "shipping_address"
    }
  }
}

// MARK: - Requests

extension CommerceShop {
  private func get<Document: Decodable & Sendable>(
    _ type: Document.Type, _ path: String
  ) async throws(Failure) -> Document {
    try decode(type, try await store.send(.GET, path, body: nil, as: buyer))
  }

  private func send<Document: Decodable & Sendable>(
    _ type: Document.Type, _ method: HTTPMethod, _ path: String, _ data: some Encodable
  ) async throws(Failure) -> Document {
    guard let body = try? JSONEncoder().encode(["data": data]) else { throw .unreachable }
    return try decode(type, try await store.send(method, path, body: body, as: buyer))
  }

  private func sendNothing(_ method: HTTPMethod, _ path: String) async throws(Failure) {
    _ = try await store.send(method, path, body: nil, as: buyer)
  }

  private func decode<Document: Decodable>(
    _ type: Document.Type, _ body: ByteBuffer
  ) throws(Failure) -> Document {
    guard let document = try? JSONDecoder().decode(type, from: body) else { throw .unreachable }
    return document
  }
}

/// The way to the store, with the storefront's own access token.
final class StoreAccess: Sendable {
  private static let largestBody = 4 << 20
  private static let client = HTTPClient(
    eventLoopGroupProvider: .singleton,
    configuration: HTTPClient.Configuration(redirectConfiguration: .disallow))

  private let endpoint: String
  private let clientID: String
  private let accessToken = Mutex<String?>(nil)

  /// - Parameter endpoint: the API's address, without a slash at the end.
  init(endpoint: String, clientID: String) {
    self.endpoint = endpoint
    self.clientID = clientID
  }

  /// The body of a successful answer; an access token that is refused is replaced once.
  func send(
    _ method: HTTPMethod, _ path: String, body: Data?, as buyer: AccountCookie?
  ) async throws(CommerceShop.Failure) -> ByteBuffer {
    for attempt in 0...1 {
      var request = HTTPClientRequest(url: endpoint + path)
      request.method = method
      request.headers.add(name: "Authorization", value: "Bearer \(try await token())")
      if let buyer {
        request.headers.add(
          name: "EP-Account-Management-Authentication-Token", value: buyer.token)
      }
      if let body {
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: body))
      }
      let (status, answer) = try await execute(request)
      switch status {
      case 200..<300: return answer
      case 401 where attempt == 0: accessToken.withLock { $0 = nil }
      case 401: throw .signedOut
      default: throw .status(status)
      }
    }
    throw .signedOut
  }

  private func token() async throws(CommerceShop.Failure) -> String {
    if let token = accessToken.withLock({ $0 }) { return token }
    var request = HTTPClientRequest(url: endpoint + "/oauth/access_token")
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
    request.body = .bytes(
      ByteBuffer(string: "grant_type=implicit&client_id=\(clientID.pathComponent)"))
    let (status, body) = try await execute(request)
    guard status == 200 else { throw .status(status) }
    guard let token = try? JSONDecoder().decode(AccessToken.self, from: body).token else {
      throw .unreachable
    }
    accessToken.withLock { $0 = token }
    return token
  }

  private struct AccessToken: Decodable {
    let token: String

    enum CodingKeys: String, CodingKey { case token = "access_token" }
  }

  private func execute(
    _ request: HTTPClientRequest
  ) async throws(CommerceShop.Failure) -> (status: Int, body: ByteBuffer) {
    do {
      let response = try await Self.client.execute(request, timeout: .seconds(20))
      let body = try await response.body.collect(upTo: Self.largestBody)
      return (Int(response.status.code), body)
    } catch {
      throw .unreachable
    }
  }
}

extension String {
  /// The text as one part of a path or a form.
  fileprivate var pathComponent: String {
    addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-", "_", "."])) ?? ""
  }
}
