import AsyncHTTPClient
import CommerceSimulator
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import DemoStorefront

/// The pages over HTTP, in front of a simulated store.
@Suite struct StorefrontTests {
  @Test func `without a cookie everybody sees the standard catalogue and cannot buy`() async throws
  {
    try await withStorefront { shop in
      let page = try await shop.get("/")
      #expect(page.status == 200)
      #expect(page.text.contains("Nobody is signed in"))
      #expect(page.text.contains("48 products at list prices"))
      #expect(!page.text.contains("<form"))
      #expect(try await shop.get("/cart").text.contains("needs an account"))
    }
  }

  @Test func `the cookie decides whose name, prices and cart are shown`() async throws {
    try await withStorefront { shop in
      let first = try await shop.get("/", as: "Acme Industrial")
      let second = try await shop.get("/", as: "Bolt & Nut Co")
      #expect(first.text.contains("<bdi class=\"name\">Acme Industrial</bdi>"))
      #expect(second.text.contains("<bdi class=\"name\">Bolt &amp; Nut Co</bdi>"))
      #expect(try first.price(of: "BRG-6204") != second.price(of: "BRG-6204"))
      let hospitals = try await shop.get("/", as: "Harbour Light Marine Supply")
      #expect(hospitals.text.contains("Life raft"))
      #expect(!first.text.contains("Life raft"))
    }
  }

  @Test func `a cookie may hold one account alone, and may be percent-encoded`() async throws {
    try await withStorefront { shop in
      let row = try await shop.row("Acme Industrial")
      let single = String(decoding: try JSONSerialization.data(withJSONObject: row), as: UTF8.self)
      let encoded = try #require(
        single.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
      for value in [single.replacing(";", with: ""), encoded] {
        let page = try await shop.get("/", cookie: value)
        #expect(page.text.contains("<bdi class=\"name\">Acme Industrial</bdi>"))
      }
      for value in ["rubbish", "{}", "{\"accounts\":{},\"selected\":\"x\"}", "%"] {
        #expect(try await shop.get("/", cookie: value).text.contains("Nobody is signed in"))
      }
    }
  }

  @Test func `a buyer fills the cart, changes it and places an order`() async throws {
    try await withStorefront { shop in
      let buyer = "Acme Industrial"
      let product = try #require(
        try await shop.get("/", as: buyer).text.firstMatch(of: /name="product" value="([^"]+)"/))
      let before = try await shop.get("/cart", as: buyer)
      let added = try await shop.post(
        "/cart/items", "product=\(product.output.1)&quantity=7", as: buyer)
      #expect(added.status == 303)
      let page = try await shop.get(added.location, as: buyer)
      #expect(page.text.contains("is in the cart."))
      let cart = try await shop.get("/cart", as: buyer)
      #expect(try cart.pieces == before.pieces + 7)

      let item = try #require(cart.text.firstMatch(of: /action="(\/cart\/items\/[^"]+)"/)).output.1
      #expect(try await shop.post(String(item), "remove=1", as: buyer).status == 303)
      let fewer = try await shop.get("/cart", as: buyer)
      #expect(!fewer.text.contains(item))

      _ = try await shop.post("/cart/items", "product=\(product.output.1)&quantity=1", as: buyer)
      let ordered = try await shop.post("/cart/order", "", as: buyer)
      #expect(ordered.status == 303)
      #expect(try await shop.get(ordered.location, as: buyer).text.contains("Thank you. Order "))
      #expect(try await shop.get("/cart", as: buyer).text.contains("is empty"))
      // Nobody else's.
      #expect(try await !(shop.get("/orders", as: "Bolt & Nut Co").text.contains("Thank you")))
    }
  }

  @Test func `hostile names are text`() async throws {
    let store = SimulatedStore(scenario: .hostile)
    try await withStorefront(store) { shop in
      var count = 0
      for account in store.roster where account.lifetime > 0 {
        guard let page = try await shop.get("/", asAccount: account) else { continue }
        count += 1
        #expect(page.status == 200)
        #expect(!page.text.contains("<script"))
        #expect(
          !page.text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || $0.value == 127 })
        #expect(!page.text.unicodeScalars.contains { (0x202a...0x202e).contains($0.value) })
      }
      #expect(count > 20)
    }
  }

  @Test func `an expired token and a store that fails are said so`() async throws {
    try await withStorefront { shop in
      let account = try #require(shop.server.store.roster.first)
      let cookie = try await shop.cookie(of: account.name)
      shop.server.expireTokens(ofAccount: account.id)
      let expired = try await shop.get("/", cookie: cookie)
      #expect(expired.status == 502)
      #expect(expired.text.contains("token is expired"))
      shop.server.faults.turnOn(.status(503), for: .path("/catalog"))
      let failed = try await shop.get("/")
      #expect(failed.text.contains("The store answered with 503."))
    }
  }

  @Test func `another site's form buys nothing`() async throws {
    try await withStorefront { shop in
      let answer = try await shop.post(
        "/cart/order", "", as: "Acme Industrial", headers: [("Sec-Fetch-Site", "cross-site")])
      #expect(answer.status == 403)
      #expect(!shop.server.requests.contains { $0.path.hasSuffix("/checkout") })
    }
  }

  @Test func `an access token that ends is replaced`() async throws {
    try await withStorefront { shop in
      _ = try await shop.get("/")
      shop.server.revokeAccessTokens()
      #expect(try await shop.get("/").status == 200)
    }
  }

  @Test func `every page has landmarks, one main heading and labelled fields`() async throws {
    try await withStorefront { shop in
      for path in ["/", "/cart", "/orders"] {
        let text = try await shop.get(path, as: "Acme Industrial").text
        for landmark in [
          "<header", "<nav aria-label", "<main id=\"content\"", "<footer", "lang=\"en\"",
        ] {
          #expect(text.contains(landmark), "\(path) \(landmark)")
        }
        #expect(text.matches(of: /<h1>/).count == 1)
        for field in text.matches(of: /<input id="([^"]+)"/) {
          #expect(text.contains("for=\"\(field.output.1)\""))
        }
        #expect(text.contains("aria-current=\"page\""))
      }
    }
  }
}

/// White text on the tints, as WCAG 2 defines contrast.
@Suite struct ContrastTests {
  @Test(arguments: 0..<12)
  func `white on a tint has a contrast of 4.5 or more`(index: Int) {
    #expect(contrast(hue: Double(index * 30), 0.62, 0.27) >= 4.5)
  }

  private func contrast(hue: Double, _ saturation: Double, _ lightness: Double) -> Double {
    func channel(_ offset: Double) -> Double {
      let position = (offset + hue / 30).truncatingRemainder(dividingBy: 12)
      let value =
        lightness - saturation * min(lightness, 1 - lightness)
        * max(-1, min(position - 3, 9 - position, 1))
      return value <= 0.040_45 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 1.05 / (0.2126 * channel(0) + 0.7152 * channel(8) + 0.0722 * channel(4) + 0.05)
  }
}
