import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

@testable import DemoStorefront

/// The pages in a real browser.
@Suite(.serialized, .enabled(if: runsHeavyTests))
struct BrowserTests {
  @Test func `a buyer sees their prices, fills the cart, and another buyer sees their own`()
    async throws
  {
    try await withStorefront { shop in
      try await withBrowser { browser in
        let address = shop.storefront.baseURL
        try await browser.open(address)
        try await browser.wait(for: "Nobody is signed in")

        try await browser.setCookie(
          "_store_ep_account_member_token", try await shop.cookie(of: "Acme Industrial"))
        try await browser.reload()
        let first = try await browser.wait(for: "Acme Industrial")
        try await browser.click(".product button")
        try await browser.wait(for: "is in the cart.")
        try await browser.click("nav li:nth-child(2) a")
        try await browser.wait(for: "Ball bearing 6204-2RS")
        try await browser.click(".primary")
        try await browser.wait(for: "Thank you.")

        try await browser.setCookie(
          "_store_ep_account_member_token", try await shop.cookie(of: "Bolt & Nut Co"))
        try await browser.open(address)
        let second = try await browser.wait(for: "Bolt & Nut Co")
        #expect(first.contains("Ball bearing") && second.contains("Ball bearing"))
        #expect(prices(first) != prices(second))
      }
      #expect(shop.server.requests.contains { $0.path.hasSuffix("/checkout") })
    }
  }

  @Test func `the keyboard reaches everything, beginning with the skip link`() async throws {
    try await withStorefront { shop in
      try await withBrowser { browser in
        try await browser.open(shop.storefront.baseURL)
        try await browser.setCookie(
          "_store_ep_account_member_token", try await shop.cookie(of: "Acme Industrial"))
        try await browser.reload()
        try await browser.wait(for: "Acme Industrial")
        var reached: [String] = []
        for _ in 0..<6 { reached.append(try await browser.tab()) }
        #expect(reached[0] == "A Skip to the content")
        #expect(reached[1] == "A Catalogue")
        #expect(reached[2].hasPrefix("A Cart"))
        #expect(reached[3] == "A Orders")
        #expect(reached[4].hasPrefix("INPUT"))
        #expect(reached[5].hasPrefix("BUTTON Add"))
      }
    }
  }

  @Test func `nothing is wider than a narrow window`() async throws {
    try await withStorefront { shop in
      try await withBrowser(width: 420, height: 800) { browser in
        try await browser.open(shop.storefront.baseURL)
        let width = try await browser.evaluate(
          "return String(document.documentElement.scrollWidth - document.documentElement.clientWidth)"
        )
        #expect(width == "0")
      }
    }
  }

  private func prices(_ text: String) -> [String] {
    text.matches(of: /\$[\d,.]+/).map { String($0.output) }
  }
}
