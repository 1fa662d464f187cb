import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// Ways in, profiles and production stores in the dashboard.
@Suite(.serialized)
struct StoreTests {
  @Test func `OpenID signs in with the address the browser ended up at`() async throws {
    try await withBench { bench in
      try await withScreen(bench.program.setting(["BROWSER": "false"])) { screen in
        try await screen.enter("epswitch")
        try await screen.wait(for: "not signed in")
        try await screen.press("Enter")
        try await screen.wait(for: "OpenID")
        try await screen.press("2")
        let address = try await authorizationAddress(on: screen)
        try await screen.type(try await finalAddress(of: address))
        try await screen.press("Enter")
        try await screen.wait(for: "Harbour Light")
        #expect(try await screen.quit() == 0)
      }
    }
  }

  @Test func `a profile is opened in place, and production asks why`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let config = bench.home.path + "/config"
      try writeProfiles(of: bench, to: config)
      let program = bench.program.setting([
        "EPSWITCH_CONFIG_DIR": config,
        "EPSWITCH_ENDPOINT": nil, "EPSWITCH_CLIENT_ID": nil,
      ])
      try await withScreen(program) { screen in
        try await screen.enter("epswitch")
        try await screen.wait(for: "epswitch   staging")
        try await screen.press("p")
        try await screen.wait(for: "PRODUCTION")
        try await screen.press("2")
        try await screen.wait(for: "epswitch   PRODUCTION · live")
        try await screen.press("2")
        try await screen.wait(for: "Reason to act as Bolt & Nut Co:")
        try await screen.press("Enter")
        try await screen.wait(for: "This is a production store")
        try await screen.type("ticket 17")
        try await screen.press("Enter")
        try await screen.waitUntilActing(as: "Bolt & Nut Co")
        #expect(try await screen.quit() == 0)
      }
      let history = try await program.run("history").succeeded().output
      #expect(history.contains("ticket 17"))
    }
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

/// A settings file with a profile for work and one for production, both of the bench's store.
private func writeProfiles(of bench: Bench, to folder: String) throws {
  let store = """
    endpoint = "\(bench.server.baseURL)"
    client-id = "\(bench.store.clientID)"
    """
  let text = """
    profile = "staging"

    [profiles.staging]
    color = "blue"
    \(store)

    [profiles.live]
    production = true
    \(store)

    """
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  try text.write(toFile: folder + "/config.toml", atomically: true, encoding: .utf8)
}
