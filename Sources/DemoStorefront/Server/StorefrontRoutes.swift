import Foundation
import HTTPTypes
import Hummingbird

/// Which page answers which request.
struct StorefrontRoutes: Sendable {
  let store: StoreAccess
  let cookiePrefix: String

  func router() -> Router<BasicRequestContext> {
    let router = Router()
    router.get("/", use: catalog)
    router.get("/cart", use: cart)
    router.get("/orders", use: orders)
    router.post("/cart/items", use: addItem)
    router.post("/cart/items/:item", use: changeItem)
    router.post("/cart/order", use: placeOrder)
    router.get("/storefront.css") { _, _ in
      Response(
        status: .ok,
        headers: [.contentType: "text/css; charset=utf-8", .cacheControl: "max-age=3600"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: Stylesheet.text)))
    }
    return router
  }

  // MARK: - Pages

  @Sendable private func catalog(
    _ request: Request, _ context: BasicRequestContext
  ) async throws -> Response {
    await page(request, .catalog, "Catalogue") { shop throws(CommerceShop.Failure) in
      async let nodes = shop.nodes()
      let products = try await shop.products()
      let added = request.uri.queryParameters["added"].map { String($0) }
      do {
        return Pages.catalog(
          nodes: try await nodes, products: products, canBuy: shop.buyer != nil,
          added: products.first { $0.id == added })
      } catch {
        throw error as? CommerceShop.Failure ?? .unreachable
      }
    }
  }

  @Sendable private func cart(
    _ request: Request, _ context: BasicRequestContext
  ) async throws -> Response {
    await page(request, .cart, "Cart") { shop throws(CommerceShop.Failure) in
      guard shop.buyer != nil else { return Pages.guest }
      let cart = try await shop.cart()
      return Pages.cart(try await shop.items(of: cart), name: cart.name)
    }
  }

  @Sendable private func orders(
    _ request: Request, _ context: BasicRequestContext
  ) async throws -> Response {
    await page(request, .orders, "Orders") { shop throws(CommerceShop.Failure) in
      guard shop.buyer != nil else { return Pages.guest }
      let orders = try await shop.orders()
      let placed = request.uri.queryParameters["placed"].map { String($0) }
      return Pages.orders(orders, placed: orders.first { $0.id == placed })
    }
  }

  /// A page of the shop, or why it cannot be shown.
  private func page(
    _ request: Request, _ place: Layout.Place, _ title: String,
    _ content: (CommerceShop) async throws(CommerceShop.Failure) -> HTML
  ) async -> Response {
    let shop = shop(request)
    var layout = Layout(buyer: shop.buyer, place: place)
    do throws(CommerceShop.Failure) {
      let content = try await content(shop)
      if shop.buyer != nil {
        layout.cartCount = try await shop.items(of: try await shop.cart()).count
      }
      return .page(layout.page(title, content))
    } catch {
      return failure(error, layout)
    }
  }

  private func failure(_ failure: CommerceShop.Failure, _ layout: Layout) -> Response {
    .page(layout.page("This page cannot be shown", Pages.failure(failure)), status: .badGateway)
  }

  private func shop(_ request: Request) -> CommerceShop {
    CommerceShop(
      store: store, buyer: AccountCookie(header: request.headers[.cookie], prefix: cookiePrefix))
  }

  // MARK: - What the forms do

  @Sendable private func addItem(
    _ request: Request, _ context: BasicRequestContext
  ) async throws -> Response {
    try await change(request) { shop, form throws(CommerceShop.Failure) in
      guard let product = form["product"], let quantity = form["quantity"].flatMap({ Int($0) })
      else { throw .status(400) }
      try await shop.add(productID: product, quantity: quantity)
      return "/?added=\(product)"
    }
  }

  @Sendable private func changeItem(
    _ request: Request, _ context: BasicRequestContext
  ) async throws -> Response {
    let item = try context.parameters.require("item")
    return try await change(request) { shop, form throws(CommerceShop.Failure) in
      let quantity = form["remove"] == nil ? form["quantity"].flatMap { Int($0) } : 0
      guard let quantity else { throw .status(400) }
      try await shop.setQuantity(quantity, ofItem: item)
      return "/cart"
    }
  }

  @Sendable private func placeOrder(
    _ request: Request, _ context: BasicRequestContext
  ) async throws -> Response {
    try await change(request) { shop, _ throws(CommerceShop.Failure) in
      "/orders?placed=\(try await shop.checkOut().id)"
    }
  }

  /// Does what a form asks for, and goes to a page that can be reloaded.
  private func change(
    _ request: Request,
    _ work: (CommerceShop, [String: String]) async throws(CommerceShop.Failure) -> String
  ) async throws -> Response {
    // Another site's page may not buy for the account.
    let site = request.headers[HTTPField.Name("Sec-Fetch-Site")!]
    guard site == nil || site == "same-origin" || site == "none" else {
      throw HTTPError(.forbidden)
    }
    let body = try await request.body.collect(upTo: 4_096)
    let shop = shop(request)
    do throws(CommerceShop.Failure) {
      let location = try await work(shop, fields(String(buffer: body)))
      return Response(status: .seeOther, headers: [.location: location])
    } catch {
      return failure(error, Layout(buyer: shop.buyer))
    }
  }

  private func fields(_ body: String) -> [String: String] {
    let items = URLComponents(string: "?\(body)")?.queryItems ?? []
    return Dictionary(items.map { ($0.name, $0.value ?? "") }) { _, last in last }
  }
}

extension Response {
  fileprivate static func page(_ html: HTML, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status,
      headers: [
        .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
        .contentSecurityPolicy:
          "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'",
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(string: html.text)))
  }
}
