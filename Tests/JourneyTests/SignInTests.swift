import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// Signing in on a terminal.
@Suite(.serialized)
struct SignInTests {
  @Test func `login asks, hides the password, and lets one choose`() async throws {
    try await withBench { bench in
      try await withScreen(bench.program) { screen in
        try await screen.record()
        try await screen.enter("epswitch login")
        try await screen.wait(for: "User name")
        try await screen.type(bench.store.member.username)
        try await screen.press("Enter")
        try await screen.wait(for: "Password")
        try await eventually("hidden typing") { try await !screen.showsTyping }
        try await screen.type(bench.store.member.password)
        try await screen.press("Enter")
        try await screen.wait(for: "Harbour Light")
        try await screen.type("nut")
        try await screen.wait(until: "the one match") { !$0.contains("Harbour Light") }
        try await screen.press("Enter")
        #expect(try await screen.waitForShell() == 0)
        #expect(try await bench.current().contains("Bolt & Nut Co"))
        #expect(
          try !String(decoding: screen.recording, as: UTF8.self)
            .contains(bench.store.member.password))
      }
    }
  }

  @Test func `Ctrl-C at the password shows typing again`() async throws {
    try await withBench { bench in
      try await withScreen(bench.program) { screen in
        try await screen.enter("stty -a > ~/before")
        try await screen.waitForShell()
        try await screen.enter("epswitch login --username buyer")
        try await screen.wait(for: "Password")
        try await eventually("hidden typing") { try await !screen.showsTyping }
        try await screen.press("C-c")
        #expect(try await screen.waitForShell() == 130)
        try await screen.enter("stty -a > ~/after")
        try await screen.waitForShell()
        let files = try bench.home.files()
        #expect(files["before"] == files["after"])
      }
    }
  }

  @Test func `the dashboard signs in`() async throws {
    try await withBench { bench in
      try await withScreen(bench.program) { screen in
        try await screen.record()
        try await screen.enter("epswitch")
        try await screen.wait(for: "not signed in")
        try await screen.press("Enter")
        try await screen.wait(for: "One-time password")
        try await screen.press("Enter")
        try await screen.wait(for: "User name")
        try await screen.type(bench.store.member.username)
        try await screen.wait(for: bench.store.member.username)
        try await screen.press("Enter")
        try await screen.type(bench.store.member.password)
        try await screen.press("Enter")
        try await screen.wait(for: "Harbour Light")
        try await screen.press("1")
        try await screen.waitUntilActing(as: "Acme Industrial")
        #expect(try await screen.quit() == 0)
        #expect(
          try !String(decoding: screen.recording, as: UTF8.self)
            .contains(bench.store.member.password))
      }
    }
  }

  @Test func `a wrong password in the dashboard can be typed again`() async throws {
    try await withBench { bench in
      try await withScreen(bench.program) { screen in
        try await screen.enter("epswitch")
        try await screen.wait(for: "not signed in")
        try await screen.press("Enter")
        try await screen.wait(for: "One-time password")
        try await screen.press("Enter")
        try await screen.wait(for: "User name")
        try await screen.type(bench.store.member.username)
        try await screen.press("Enter")
        try await screen.type("wrong")
        try await screen.press("Enter")
        try await screen.wait(for: "refused")
        try await screen.type(bench.store.member.password)
        try await screen.press("Enter")
        try await screen.wait(for: "Harbour Light")
      }
    }
  }

  @Test func `a one-time password is sent, refused, sent again and accepted`() async throws {
    try await withBench { bench in
      try await withScreen(bench.program) { screen in
        try await screen.record()
        try await open("One-time password", on: screen)
        try await screen.press("3")
        try await screen.wait(for: "User name")
        try await screen.type(bench.store.member.username)
        try await screen.press("Enter")
        try await screen.wait(for: "asked to send \(bench.store.member.username) a code")
        try await screen.type("0")
        try await screen.press("Enter")
        try await screen.wait(for: "×")
        let first = try #require(bench.server.oneTimeCodes.last?.code)
        try await screen.press("C-r")
        try await eventually("another code") {
          bench.server.oneTimeCodes.last.map { $0.code != first } ?? false
        }
        try await screen.wait(for: "asked to send")
        try await screen.type(try #require(bench.server.oneTimeCodes.last?.code))
        try await screen.press("Enter")
        try await screen.wait(for: "✓ Signed in as Ada Buyer <buyer@acme.example>.")
        try await screen.press("1")
        try await screen.waitUntilActing(as: "Acme Industrial")
        #expect(try await screen.quit() == 0)
      }
    }
  }

  @Test func `OpenID signs in with the browser`() async throws {
    try await withBench { bench in
      let port = try freePort()
      let program = try bench.program(withProfiles: [
        "web": "redirect-uri = \"http://localhost:\(port)/callback\""
      ]).setting(["BROWSER": "curl -sL -o page"])
      try await withScreen(program) { screen in
        try await open("OpenID", on: screen)
        try await screen.press("2")
        try await screen.wait(for: "✓ Signed in as Ada Buyer <buyer@acme.example>.")
        try await screen.press("1")
        try await screen.waitUntilActing(as: "Acme Industrial")
        #expect(try await screen.quit() == 0)
      }
      let page = try #require(try bench.home.files()["page"])
      #expect(String(decoding: page, as: UTF8.self).contains("signed in"))
    }
  }

  @Test func `OpenID signs in with the address the browser ended up at`() async throws {
    try await withBench { bench in
      let port = try freePort()
      let program = try bench.program(withProfiles: [
        "web": "redirect-uri = \"http://localhost:\(port)/callback\""
      ]).setting(["BROWSER": "false"])
      try await withScreen(program) { screen in
        try await open("OpenID", on: screen)
        try await screen.press("2")
        let address = try await authorizationAddress(on: screen)
        try await screen.type(try await finalAddress(of: address))
        try await screen.press("Enter")
        try await screen.wait(for: "Harbour Light")
        #expect(try await screen.quit() == 0)
      }
    }
  }

  @Test func `of several password profiles the person chooses one`() async throws {
    try await withBench(.desk) { bench in
      let agent = try bench.credential("agent", inProfile: "Impersonation")
      try await withScreen(bench.program) { screen in
        try await open("Password", on: screen)
        try await screen.press("1")
        try await screen.wait(for: "User name")
        try await screen.type(agent.username)
        try await screen.press("Enter")
        try await screen.type(agent.password)
        bench.server.forgetRequests()
        try await screen.press("Enter")
        let text = try await screen.wait(for: "Which password profile?")
        for profile in bench.store.passwordProfiles {
          #expect(text.contains(profile.name) && text.contains(profile.id), "\(text)")
        }
        // The password goes to no profile but the one that is chosen.
        #expect(bench.requests(to: "/v2/account-members/tokens").isEmpty)
        try await screen.press("2")
        try await screen.wait(for: "✓ Signed in as Ada Buyer <buyer@acme.example>.")
        #expect(try await screen.quit() == 0)
      }
    }
  }

  /// Opens the dashboard and its list of sign-in methods.
  private func open(_ method: String, on screen: Screen) async throws {
    try await screen.enter("epswitch")
    try await screen.wait(for: "not signed in")
    try await screen.press("Enter")
    try await screen.wait(for: method)
  }
}

/// The address that the screen asks to open, put together from its lines.
private func authorizationAddress(on screen: Screen) async throws -> String {
  let text = try await screen.wait(for: "code_challenge_method=S256")
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    .map { $0.trimmingCharacters(in: .whitespaces) }
  return lines.drop { !$0.hasPrefix("http://127.0.0.1") }.prefix { !$0.isEmpty }.joined()
}

/// Where the identity provider sends a browser that opens an address.
private func finalAddress(of address: String) async throws -> String {
  try await Program().shell("curl -s -o /dev/null -w '%{redirect_url}' '\(address)'").output
}

/// A port of this machine that nobody listens on.
private func freePort() throws -> Int {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let result = withUnsafeMutablePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, length) + getsockname(descriptor, $0, &length)
    }
  }
  try #require(result == 0)
  return Int(UInt16(bigEndian: address.sin_port))
}
