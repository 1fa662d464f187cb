import AsyncHTTPClient
package import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import Subprocess

/// Chromium without a window, driven through chromedriver (W3C WebDriver).
package struct Browser: Sendable {
  private static let client = HTTPClient(eventLoopGroupProvider: .singleton)

  private let session: String

  /// Something that the driver refused, in its words.
  package struct Refusal: Error {
    package let message: String
  }

  fileprivate init(port: String, width: Int, height: Int) async throws {
    let arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--hide-scrollbars", "--no-first-run", "--window-size=\(width),\(height)",
    ]
    let base = "http://127.0.0.1:\(port)"
    let answer = try await Self.send(
      .POST, "\(base)/session",
      [
        "capabilities": ["alwaysMatch": ["goog:chromeOptions": ["args": arguments]]]
      ])
    guard let id = (answer as? [String: Any])?["sessionId"] as? String else {
      throw Refusal(message: "there is no session")
    }
    session = "\(base)/session/\(id)"
  }

  // MARK: - What a person does

  package func open(_ address: String) async throws {
    try await Self.send(.POST, "\(session)/url", ["url": address])
  }

  package func reload() async throws { try await Self.send(.POST, "\(session)/refresh", [:]) }

  /// Clicks the first element that a CSS selector finds.
  package func click(_ selector: String) async throws {
    let found = try await Self.send(
      .POST, "\(session)/element", ["using": "css selector", "value": selector])
    guard let id = (found as? [String: String])?.values.first else {
      throw Refusal(message: "there is no \(selector)")
    }
    try await Self.send(.POST, "\(session)/element/\(id)/click", [:])
  }

  /// Presses the Tab key, and gives what then has the focus.
  package func tab() async throws -> String {
    let keys: [[String: String]] = ["keyDown", "keyUp"].map { ["type": $0, "value": "\u{e004}"] }
    let keyboard: [String: Any] = ["type": "key", "id": "keyboard", "actions": keys]
    try await Self.send(.POST, "\(session)/actions", ["actions": [keyboard]])
    return try await evaluate(
      "const e = document.activeElement; return e.tagName + ' ' + e.innerText")
  }

  package func setCookie(_ name: String, _ value: String) async throws {
    try await Self.send(
      .POST, "\(session)/cookie", ["cookie": ["name": name, "value": value, "path": "/"]])
  }

  // MARK: - What a person sees

  /// The text of the page.
  package var text: String {
    get async throws { try await evaluate("return document.body ? document.body.innerText : ''") }
  }

  /// What a script returns, as text.
  package func evaluate(_ script: String) async throws -> String {
    let value = try await Self.send(
      .POST, "\(session)/execute/sync", ["script": script, "args": [Any]()])
    return value as? String ?? "\(value ?? "")"
  }

  /// Waits until the page's text contains this, and gives the text.
  @discardableResult
  package func wait(
    for wanted: String, within limit: Duration = .seconds(60)
  ) async throws -> String {
    let end = ContinuousClock.now + limit
    while true {
      // While a page is replaced there is no document to ask.
      let text = (try? await text) ?? ""
      if text.contains(wanted) { return text }
      guard ContinuousClock.now < end else {
        throw Refusal(message: "“\(wanted)” did not appear in:\n\(text)")
      }
      await Task.yield()
    }
  }

  /// A picture of the window, PNG.
  package var picture: Data {
    get async throws {
      let value = try await Self.send(.GET, "\(session)/screenshot", nil)
      return Data(base64Encoded: value as? String ?? "") ?? Data()
    }
  }

  fileprivate func close() async { _ = try? await Self.send(.DELETE, session, nil) }

  // MARK: - The driver

  /// The member `value` of the driver's answer.
  @discardableResult
  private static func send(
    _ method: HTTPMethod, _ url: String, _ body: [String: Any]?
  ) async throws -> Any? {
    var request = HTTPClientRequest(url: url)
    request.method = method
    if let body {
      request.headers.add(name: "Content-Type", value: "application/json")
      request.body = .bytes(
        ByteBuffer(data: try JSONSerialization.data(withJSONObject: body)))
    }
    let response = try await client.execute(request, timeout: .seconds(120))
    let data = Data(buffer: try await response.body.collect(upTo: 32 << 20))
    let document = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let value = document?["value"]
    guard response.status == .ok else {
      throw Refusal(
        message: (value as? [String: Any])?["message"] as? String ?? "\(response.status)")
    }
    return value
  }
}

/// Runs a browser for the length of `body`.
package func withBrowser(
  width: Int = 1_280, height: Int = 800, _ body: (Browser) async throws -> Void
) async throws {
  var options = PlatformOptions()
  // The browser goes with its driver.
  options.createSession = true
  _ = try await Subprocess.run(
    .name("chromedriver"), arguments: ["--port=0"], platformOptions: options,
    input: .none, output: .sequence, error: .discarded
  ) { execution in
    defer { try? execution.send(signal: .kill, toProcessGroup: true) }
    for try await line in execution.standardOutput.strings() {
      guard let port = line.firstMatch(of: /successfully on port (\d+)/)?.output.1 else { continue }
      let browser = try await Browser(port: String(port), width: width, height: height)
      do {
        try await body(browser)
      } catch {
        await browser.close()
        throw error
      }
      return await browser.close()
    }
  }
}
