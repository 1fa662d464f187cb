import Foundation
import ProgramTesting
import Testing

/// `epswitch demo --storefront` with a dashboard in tmux and the storefront in Chromium.
@Suite(.serialized, .enabled(if: runsHeavyTests))
struct StorefrontShowTests {
  @Test func `Enter on a buyer changes the page, and the cart is that buyer's`() async throws {
    let program = Program()
    let show = program.setting([
      "XDG_RUNTIME_DIR": program.home.path, "BROWSER": "\(program.home.path)/browser",
    ])
    try await program.shell(
      "printf '#!/bin/sh\\necho \"$1\" > ~/address\\n' > ~/browser && chmod +x ~/browser"
    ).succeeded()
    try await withScreen(show) { screen in
      try await screen.enter("epswitch demo --storefront")
      try await screen.wait(for: "epswitch demo --join")
      let address = try await program.shell(
        "until [ -s ~/address ]; do sleep 0.05; done; cat ~/address"
      ).succeeded().outputLines[0]
      try await withBrowser { browser in
        try await browser.open(address)
        let first = try await Page(browser).wait(for: "Acme Industrial")

        try await screen.press("2")
        try await screen.waitUntilActing(as: "Bolt & Nut Co")
        let started = ContinuousClock.now
        let second = try await Page(browser).wait(for: "Bolt & Nut Co")
        #expect(prices(first) != prices(second))
        // A second on a machine of one's own; tests share theirs.
        #expect(ContinuousClock.now - started < .seconds(10))

        try await Page(browser).click(".product button")
        try await Page(browser).wait(for: "is in the cart.")
        try await savePicture(screen, browser)

        try await screen.press("1")
        try await screen.waitUntilActing(as: "Acme Industrial")
        let again = try await Page(browser).wait(for: "Acme Industrial")
        #expect(prices(again) == prices(first))

        // A process that is stopped answers nothing, and closes nothing.
        try await screen.press("C-z")
        #expect(try await screen.waitForShell() == 128 + SIGTSTP)
        let silent = try await bar(of: browser, with: "epswitch does not answer")
        #expect(!silent.contains("Acting as") && !silent.contains("Acme"), "\(silent)")
        try await screen.enter("fg")
        let back = try await bar(of: browser, with: "Acting as Acme Industrial")
        #expect(!back.contains("does not answer"), "\(back)")
      }
      #expect(try await screen.quit() == 0)
    }
  }

  /// What the bar shows, once a text is among it.
  private func bar(of browser: Browser, with wanted: String) async throws -> String {
    let end = ContinuousClock.now + .seconds(60)
    while true {
      let text = try await browser.evaluate("return document.getElementById('bar').innerText")
      if text.contains(wanted) { return text }
      guard ContinuousClock.now < end else { throw Page.Missing(wanted: wanted, page: text) }
      await Task.yield()
    }
  }

  private func prices(_ text: String) -> [String] {
    text.matches(of: /\$[\d,.]+/).map { String($0.output) }
  }

  /// Keeps pictures of both where `EPSWITCH_PICTURES` says.
  private func savePicture(_ screen: Screen, _ browser: Browser) async throws {
    guard let folder = ProcessInfo.processInfo.environment["EPSWITCH_PICTURES"] else { return }
    try await browser.picture.write(to: URL(filePath: "\(folder)/storefront.png"))
    try await screen.colours.write(
      toFile: "\(folder)/terminal.ansi", atomically: true, encoding: .utf8)
  }
}

/// The storefront's page, in the frame below the bar or on its own.
private struct Page {
  let browser: Browser

  init(_ browser: Browser) { self.browser = browser }

  @discardableResult
  func wait(for wanted: String) async throws -> String {
    let end = ContinuousClock.now + .seconds(120)
    while true {
      let text = (try? await browser.evaluate("return \(Self.document).body.innerText")) ?? ""
      if text.contains(wanted), text.contains("Demo Supply") || text.contains("DEMO SUPPLY") {
        return text
      }
      guard ContinuousClock.now < end else { throw Missing(wanted: wanted, page: text) }
      await Task.yield()
    }
  }

  func click(_ selector: String) async throws {
    _ = try await browser.evaluate(
      "\(Self.document).querySelector('\(selector)').click(); return ''")
  }

  private static let document =
    "(document.querySelector('iframe') ? document.querySelector('iframe').contentDocument : document)"

  struct Missing: Error {
    let wanted: String
    let page: String
  }
}
