import ProgramTesting
import Testing

/// `epswitch demo`.
@Suite(.serialized)
struct DemoTests {
  @Test(arguments: ["showcase", "large", "empty", "single", "hostile"])
  func `it opens without a store, and touches no file`(scenario: String) async throws {
    let program = Program().setting(["EPSWITCH_STATE_DIR": nil, "EPSWITCH_VAULT_KEY": nil])
    try await withScreen(program) { screen in
      #expect(try program.home.names() == [])
      try await screen.enter("epswitch demo --scenario \(scenario)")
      try await screen.wait(for: "Acting as")
      #expect(try await screen.quit() == 0)
      #expect(try program.home.names() == [])
    }
  }

  @Test func `it switches like the real one`() async throws {
    let program = Program().setting(["EPSWITCH_STATE_DIR": nil, "EPSWITCH_VAULT_KEY": nil])
    try await withScreen(program) { screen in
      try await screen.enter("epswitch demo")
      try await screen.wait(for: "Acting as")
      try await screen.press("2")
      try await screen.waitUntilActing(as: "Bolt & Nut Co")
      #expect(try await screen.quit() == 0)
      #expect(try program.home.names() == [])
    }
  }

  @Test func `without a terminal it is 64`() async throws {
    #expect(try await Program().run("demo").exitCode == 64)
  }
}
