import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch profile`, and what it leaves in the settings file.
@Suite(.serialized)
struct ProfileTests {
  let program = Program()

  private struct Listed: Decodable, Equatable {
    let name: String
    let in_use: Bool
    let endpoint: String?
    let client_id: String?
    let mechanism: String?
    let username: String?
    let production: Bool
    let color: String?
    let headers: [String: String]
  }

  private struct List: Decodable { let profiles: [Listed] }

  private func add(_ name: String, _ more: String...) async throws {
    try await program.run(
      arguments: [
        "profile", "add", name, "--endpoint", "https://\(name).example", "--client-id",
        "id-\(name)",
      ] + more
    ).succeeded()
  }

  private func listed() async throws -> [Listed] {
    try await program.run("profile", "list", "--format", "json").succeeded().json(List.self)
      .profiles
  }

  @Test func `a profile holds everything it was given`() async throws {
    try await add(
      "live", "--mechanism", "oidc", "--username", "buyer@acme.example", "--production", "--color",
      "blue", "--header", "EP-Channel: web store", "--header", "X-Time: 12:30", "--grant",
      "implicit",
      "--password-profile", "p-1", "--oidc-profile", "o-1", "--redirect-uri",
      "http://localhost:8080/callback")
    #expect(
      try await listed() == [
        Listed(
          name: "live", in_use: true, endpoint: "https://live.example", client_id: "id-live",
          mechanism: "oidc", username: "buyer@acme.example", production: true, color: "blue",
          headers: ["EP-Channel": "web store", "X-Time": "12:30"])
      ])
    let shown = try await program.run("profile", "show").succeeded()
    #expect(
      shown.outputLines == [
        "name: live", "in use: yes", "endpoint: https://live.example", "client-id: id-live",
        "mechanism: oidc", "password-profile: p-1", "oidc-profile: o-1",
        "redirect-uri: http://localhost:8080/callback", "username: buyer@acme.example",
        "grant: implicit", "production: true", "color: blue", "headers.EP-Channel: web store",
        "headers.X-Time: 12:30",
      ])
  }

  @Test func `JSON names every key, known or not`() async throws {
    try await add("plain")
    let shown = try await program.run("profile", "show", "plain", "--format", "json").succeeded()
    #expect(
      try shown.jsonKeys() == [
        "name", "in_use", "endpoint", "client_id", "mechanism", "password_profile", "oidc_profile",
        "redirect_uri", "realm", "username", "grant", "impersonation_profile", "production",
        "color",
        "storefront", "cookie_prefix", "theme", "mouse", "audit", "keep_alive", "headers",
      ])
    #expect(try shown.jsonObject()["mechanism"] is NSNull)
  }

  @Test func `the first profile is in use, until another is chosen`() async throws {
    try await add("one")
    try await add("two")
    #expect(try await listed().filter(\.in_use).map(\.name) == ["one"])
    try await program.run("profile", "use", "two").succeeded()
    #expect(try await listed().filter(\.in_use).map(\.name) == ["two"])
    let list = try await program.run("profile").succeeded()
    #expect(
      list.output == """
        \tone\thttps://one.example\tid-one\t\t\t
        *\ttwo\thttps://two.example\tid-two\t\t\t

        """)
  }

  @Test func `the environment names the profile in use first, and use says so`() async throws {
    try await add("one")
    try await add("two")
    let other = program.setting(["EPSWITCH_PROFILE": "two"])
    let shown = try await other.run("profile", "show").succeeded()
    #expect(shown.outputLines.first == "name: two")
    let used = try await other.run("profile", "use", "one").succeeded()
    #expect(used.errors.contains("EPSWITCH_PROFILE"))
  }

  @Test func `a profile is renamed, changed and removed`() async throws {
    try await add("one")
    try await program.run("profile", "rename", "one", "first").succeeded()
    try await program.run("profile", "set", "first", "username", "someone").succeeded()
    try await program.run("profile", "set", "first", "production", "true").succeeded()
    try await program.run("profile", "set", "first", "headers.EP-Channel", "web").succeeded()
    let changed = try #require(try await listed().first)
    #expect(changed.name == "first" && changed.in_use && changed.production)
    #expect(changed.username == "someone")
    #expect(changed.headers == ["EP-Channel": "web"])
    try await program.run("profile", "set", "first", "username", "--unset").succeeded()
    try await program.run("profile", "set", "first", "headers.ep-channel", "--unset").succeeded()
    let reduced = try #require(try await listed().first)
    #expect(reduced.username == nil)
    #expect(reduced.headers.isEmpty)
    try await program.run("profile", "remove", "first", "--yes").succeeded()
    #expect(try await listed().isEmpty)
  }

  @Test(arguments: [
    ["add", "new"], ["add", "one", "--endpoint", "https://a.example", "--client-id", "i"],
    ["add", "a b", "--endpoint", "https://a.example", "--client-id", "i"],
    ["add", "new", "--endpoint", "http://a.example", "--client-id", "i"],
    ["add", "new", "--endpoint", "https://a.example", "--client-id", "i", "--mechanism", "token"],
    ["add", "new", "--endpoint", "https://a.example", "--client-id", "i", "--header", "nonsense"],
    ["add", "new", "--endpoint", "https://a.example", "--client-id", "i", "--header", "Host: x"],
    ["add", "new", "--endpoint", "https://a.example", "--client-id", "i", "--color", "pink"],
    ["use", "nobody"], ["show", "nobody"], ["remove", "nobody", "--yes"], ["remove", "one"],
    ["rename", "one", "one two"], ["rename", "nobody", "new"], ["rename", "one", "two"],
    ["set", "one", "color"], ["set", "one", "color", "red", "--unset"],
    ["set", "one", "color", "pink"], ["set", "one", "production", "perhaps"],
    ["set", "one", "client-secret", "s3cret"], ["set", "nobody", "color", "red"],
    ["list", "--format", "csv"],
  ])
  func `what cannot be is 64 and changes nothing`(arguments: [String]) async throws {
    try await add("one")
    try await add("two")
    let before = try program.home.settings()
    let outcome = try await program.run(arguments: ["profile"] + arguments)
    #expect(outcome.exitCode == 64, "\(outcome)")
    #expect(outcome.output == "")
    #expect(!outcome.errors.contains("s3cret"))
    #expect(try program.home.settings() == before)
  }

  @Test func `without profiles the list is empty and says how to begin`() async throws {
    let outcome = try await program.run("profile", "list").succeeded()
    #expect(outcome.output == "")
    #expect(outcome.errors.contains("profile add"))
    #expect(try await listed().isEmpty)
    #expect(try await program.run("profile", "show").exitCode == 64)
  }

  @Test func `removing a profile tells of the session that stays`() async throws {
    try await withBench { bench in
      let program = try bench.program(withProfile: "staging")
      try await bench.with(program).signIn(as: "Acme Industrial")
      let outcome = try await program.run("profile", "remove", "staging", "--yes").succeeded()
      #expect(outcome.errors.contains(bench.store.member.username))
      #expect(
        outcome.errors.contains(
          "epswitch logout --endpoint \(bench.server.baseURL) --client-id \(bench.store.clientID)"))
      // The session is the only one, so no store has to be named.
      #expect(try await program.currentID() == bench.accountID("Acme Industrial"))
    }
  }

  @Test func `in a terminal removing asks, and anything but yes keeps it`() async throws {
    try await add("one")
    try await withScreen(program) { screen in
      try await screen.enter("epswitch profile remove one")
      try await screen.wait(for: "Remove the profile one? (y/N):")
      try await screen.press("Enter")
      #expect(try await screen.waitForShell() == 130)
      #expect(try await listed().count == 1)
      try await screen.enter("epswitch profile remove one")
      try await screen.wait(until: "asked again") {
        $0.components(separatedBy: "(y/N):").count == 3
      }
      try await screen.type("y")
      try await screen.press("Enter")
      #expect(try await screen.waitForShell() == 0)
      #expect(try await listed().isEmpty)
    }
  }

  @Test func `in a terminal the endpoint and client are asked for`() async throws {
    try await withScreen(program) { screen in
      try await screen.enter("epswitch profile add asked")
      try await screen.wait(for: "Endpoint:")
      try await screen.type("https://asked.example")
      try await screen.press("Enter")
      try await screen.wait(for: "Client ID:")
      try await screen.type("some-client")
      try await screen.press("Enter")
      #expect(try await screen.waitForShell() == 0)
    }
    let profile = try #require(try await listed().first)
    #expect(profile.endpoint == "https://asked.example")
    #expect(profile.client_id == "some-client")
  }
}
