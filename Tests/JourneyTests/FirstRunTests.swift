import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch` on a machine that knows no store.
@Suite(.serialized)
struct FirstRunTests {
  private func withNewcomer(_ body: (Bench, Screen) async throws -> Void) async throws {
    try await withBench { bench in
      let newcomer = bench.program.setting([
        "EPSWITCH_ENDPOINT": nil, "EPSWITCH_CLIENT_ID": nil,
      ])
      try await withScreen(newcomer, columns: 120) { screen in
        try await body(bench.using(newcomer), screen)
      }
    }
  }

  @Test func `it asks for the store, writes the profile, and opens the dashboard`() async throws {
    try await withNewcomer { bench, screen in
      try await screen.enter("epswitch")
      try await screen.wait(for: "Choice (1):")
      #expect(try await screen.text.contains("2  Look around on a sample store"))
      try await screen.press("Enter")
      try await screen.wait(for: "Endpoint (https://useast.api.elasticpath.com):")
      try await screen.type("http://not-encrypted.example")
      try await screen.press("Enter")
      try await screen.wait(for: "is not encrypted")
      try await screen.type(bench.server.baseURL)
      try await screen.press("Enter")
      try await screen.wait(for: "Client ID:")
      try await screen.type("no\u{e9}")
      try await screen.press("Enter")
      try await screen.wait(for: "The client ID must hold visible ASCII characters only.")
      try await screen.type("nobody")
      try await screen.press("Enter")
      try await screen.wait(for: "Use this store all the same?")
      try await screen.press("Enter")
      try await screen.type(bench.server.baseURL)
      try await screen.press("Enter")
      try await screen.type(bench.store.clientID)
      try await screen.press("Enter")
      try await screen.wait(for: "answers and knows the client")
      try await screen.wait(for: "How do members sign in?")
      try await screen.press("Enter")
      try await screen.wait(for: "Name of the profile (store):")
      try await screen.type("acme")
      try await screen.press("Enter")
      try await screen.wait(for: "Is it production")
      try await screen.press("Enter")
      try await screen.wait(for: "You are not signed in.")
      #expect(try await screen.quit() == 0)
      #expect(try await screen.text.contains("Wrote the profile acme to"))
      let shown = try await bench.program.run("profile", "show", "acme").succeeded().output
      #expect(shown.contains(bench.server.baseURL))
      #expect(shown.contains(bench.store.clientID))
      #expect(shown.contains("password"))
      // From now on it is no first run.
      try await screen.enter("epswitch")
      try await screen.wait(for: "You are not signed in.")
      #expect(try await screen.quit() == 0)
    }
  }

  @Test func `Ctrl-C writes nothing`() async throws {
    try await withNewcomer { bench, screen in
      try await screen.enter("epswitch")
      try await screen.wait(for: "Choice (1):")
      try await screen.press("Enter")
      try await screen.wait(for: "Endpoint")
      try await screen.press("C-c")
      #expect(try await screen.waitForShell() == 130)
      #expect(try bench.home.files().keys.allSatisfy { !$0.hasSuffix("config.toml") })
    }
  }

  @Test func `the end of the input writes nothing either`() async throws {
    try await withNewcomer { bench, screen in
      try await screen.enter("epswitch")
      try await screen.wait(for: "Choice (1):")
      try await screen.press("C-d")
      #expect(try await screen.waitForShell() == 130)
    }
  }

  @Test func `the sample store is one key away`() async throws {
    try await withNewcomer { _, screen in
      try await screen.enter("epswitch")
      try await screen.wait(for: "Choice (1):")
      try await screen.type("2")
      try await screen.press("Enter")
      try await screen.wait(for: "Harbour Light")
      #expect(try await screen.quit() == 0)
      #expect(try await screen.text.contains("The demo left nothing behind"))
    }
  }

  @Test func `a script gets an error instead of questions`() async throws {
    try await withNewcomer { bench, _ in
      let outcome = try await bench.program.run()
      #expect(outcome.exitCode == 64)
      #expect(!outcome.errors.contains("Choice"))
    }
  }
}
