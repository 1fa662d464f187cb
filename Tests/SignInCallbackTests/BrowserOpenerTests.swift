import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import SignInCallback

private let address = "https://login.example/authorize?state=a%20b&x=1"

@Suite(.timeLimit(.minutes(10))) struct BrowserOpenerTests {
  @Test(arguments: [
    ("", []),
    ("firefox", [["firefox", address]]),
    ("firefox --new-window %s", [["firefox", "--new-window", address]]),
    ("app --url=%s --fresh", [["app", "--url=\(address)", "--fresh"]]),
    ("one:: :two %s", [["one", address], ["two", address]]),
  ])
  func `BROWSER is a list of commands, without a shell`(list: String, commands: [[String]]) {
    let opener = BrowserOpener(environment: ["BROWSER": list, "SSH_CONNECTION": "1"])
    #expect(opener.commands(for: address) == commands)
  }

  @Test(arguments: [
    ([:], true),
    (["SSH_CONNECTION": "::1 1 ::1 22"], false),
    (["SSH_CONNECTION": "::1 1 ::1 22", "DISPLAY": ""], false),
    (["SSH_CONNECTION": "::1 1 ::1 22", "DISPLAY": ":10"], true),
    (["SSH_CONNECTION": "::1 1 ::1 22", "WAYLAND_DISPLAY": "wayland-0"], true),
  ])
  func `the desktop is asked only where there is one`(
    environment: [String: String], isAsked: Bool
  ) {
    let commands = BrowserOpener(environment: environment).commands(for: address)
    #expect(commands.isEmpty == !isAsked)
    #expect(commands.allSatisfy { $0.last == address })
  }

  @Test(arguments: [
    "", "file:///etc/passwd", "javascript:alert(1)", "--help", "https//x", " https://login.example",
    "https://login.example/\n", "https://login.example/a b", "https://bücher.example",
  ])
  func `what is not a web address is never opened`(text: String) async throws {
    let folder = try BrowserFolder()
    let browser = try folder.script("browser", "echo opened > \(folder.path("seen"))")
    let opener = BrowserOpener(environment: folder.environment(browser: browser))
    #expect(await opener.open(text) == false)
    #expect(folder.text(of: "seen") == nil)
  }

  @Test(arguments: ["https://login.example/", "HTTP://localhost:8080/?a=b#c"])
  func `a web address is opened`(text: String) async throws {
    let folder = try BrowserFolder()
    let browser = try folder.script("browser", #"printf %s "$*" > \#(folder.path("seen"))"#)
    let opener = BrowserOpener(
      environment: folder.environment(browser: browser), timeLimit: patience)
    #expect(await opener.open(text))
    // No part of the address is on the command line; the browser gets it by a redirect.
    #expect(try await target(of: try #require(folder.text(of: "seen"))) == text)
  }

  @Test func `the next command is tried when one is missing or fails`() async throws {
    let folder = try BrowserFolder()
    let broken = try folder.script("broken", "exit 3")
    try folder.script("xdg-open", #"printf %s "$1" > \#(folder.path("seen"))"#)
    let opener = BrowserOpener(
      environment: folder.environment(browser: "no-such:\(broken)"), timeLimit: patience)
    #expect(await opener.open(address))
    #expect(try await target(of: try #require(folder.text(of: "seen"))) == address)
  }

  @Test func `without any browser nothing is opened`() async throws {
    let folder = try BrowserFolder()
    let opener = BrowserOpener(
      environment: folder.environment(browser: ""), timeLimit: patience)
    #expect(await opener.open(address) == false)
  }

  @Test func `a browser in the foreground counts as opened and is left alone`() async throws {
    let folder = try BrowserFolder()
    let browser = try folder.foregroundBrowser()
    let opener = BrowserOpener(
      environment: folder.environment(browser: browser), timeLimit: .milliseconds(20))
    #expect(await opener.open(address))

    try await folder.endForegroundBrowser()
    #expect(try await folder.waitForText(of: "ended") == "by itself\n")
  }

  @Test func `cancelling leaves the browser alone`() async throws {
    let folder = try BrowserFolder()
    let browser = try folder.foregroundBrowser()
    let opener = BrowserOpener(environment: folder.environment(browser: browser))
    let opening = Task { await opener.open(address) }
    _ = try await folder.waitForText(of: "started")
    opening.cancel()
    #expect(await opening.value)

    try await folder.endForegroundBrowser()
    #expect(try await folder.waitForText(of: "ended") == "by itself\n")
  }

  @Test func `a browser left open does not keep the callback port`() async throws {
    let folder = try BrowserFolder()
    let browser = try folder.foregroundBrowser()
    let opener = BrowserOpener(environment: folder.environment(browser: browser))
    let port = try await freePort()
    _ = try await CallbackServer(port: port, path: "/").waitForCallback(within: .seconds(30)) {
      async let isOpened = opener.open(address)
      _ = try? await folder.waitForText(of: "started")
      _ = try? await Browser(port: port).get("/?code=c0de")
      _ = await isOpened
    } handle: { _ in
      .accepted
    }
    try await expectFree(port)
    try await folder.endForegroundBrowser()
    #expect(try await folder.waitForText(of: "ended") == "by itself\n")
  }
}

/// Where the address that a browser was started with redirects to.
private func target(of handedOver: String) async throws -> String? {
  #expect(handedOver.hasPrefix("http://127.0.0.1:"))
  var configuration = HTTPClient.Configuration()
  configuration.redirectConfiguration = .disallow
  let client = HTTPClient(configuration: configuration)
  let response = try await client.execute(
    HTTPClientRequest(url: handedOver), timeout: .seconds(30))
  try await client.shutdown()
  return response.headers.first(name: "Location")
}

/// Long enough for a program to end on a machine that is busy with other things.
private let patience = Duration.seconds(120)
