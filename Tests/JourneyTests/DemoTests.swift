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
      // A store of 10,000 accounts takes its time in a debug build.
      try await screen.wait(for: "Acting as", within: .seconds(90))
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

  @Test func `somebody signed in half an hour ago, and a switch renews what has expired`()
    async throws
  {
    try await withScreen(Program()) { screen in
      try await screen.enter("epswitch demo")
      let text = try await screen.wait(for: "Acting as")
      #expect(text.contains("expired ×"))
      #expect(try await screen.line(with: "Bolt & Nut Co").contains("m "))
      try await screen.press("8")
      try await screen.waitUntilActing(as: "Zenith Hospitals")
      #expect(try await !(screen.text.contains("expired ×")))
      #expect(try await screen.quit() == 0)
      #expect(try await screen.text.contains("The demo left nothing behind."))
    }
  }

  @Test func `a one-time password is shown to the presenter`() async throws {
    try await withScreen(Program()) { screen in
      try await screen.enter("epswitch demo")
      try await screen.wait(for: "Acting as")
      try await screen.press("s")
      try await screen.wait(for: "One-time password")
      try await screen.press("3")
      try await screen.wait(for: "User name")
      try await screen.press("Enter")
      try await screen.wait(for: "Demo: the code is ")
      let line = try await screen.line(with: "Demo: the code is ")
      let code = try #require(line.firstMatch(of: /code is ([a-z0-9]{6})/))
      try await screen.type(String(code.output.1))
      try await screen.press("Enter")
      try await screen.wait(for: "✓ Signed in as Ada Buyer <buyer@acme.example>.")
    }
  }

  @Test func `without a terminal it is 64`() async throws {
    #expect(try await Program().run("demo").exitCode == 64)
  }
}

/// A second terminal beside `epswitch demo`.
@Suite(.serialized)
struct DemoJoinTests {
  @Test func `a second terminal is in the same store, and both follow each other`() async throws {
    let program = Program().setting([
      "EPSWITCH_STATE_DIR": nil, "EPSWITCH_VAULT_KEY": nil, "XDG_RUNTIME_DIR": nil,
    ])
    let joined = program.setting(["XDG_RUNTIME_DIR": program.home.path])
    try await withScreen(joined) { screen in
      try await screen.enter("epswitch demo")
      try await screen.wait(for: "epswitch demo --join")
      let said = try await joined.shell(
        """
        eval "$(epswitch demo --join --shell bash)"
        epswitch switch bolt && epswitch current && epswitch api /catalog/products | head -c 20
        """)
      #expect(said.exitCode == 0, "\(said)")
      #expect(said.output.contains("Bolt & Nut Co"))
      try await screen.waitUntilActing(as: "Bolt & Nut Co")
      #expect(try await screen.quit() == 0)
      #expect(try program.home.names() == ["epswitch-demo"])
      #expect(try await joined.run("demo", "--join").exitCode == 1)
    }
  }

  @Test func `a terminal that joined a demo can do nothing there after its end, and leaves it`()
    async throws
  {
    let program = Program().setting(["EPSWITCH_STATE_DIR": nil, "EPSWITCH_VAULT_KEY": nil])
    let ended = program.setting([
      "XDG_RUNTIME_DIR": program.home.path,
      // No process has that number.
      "EPSWITCH_STATE_DIR": "\(program.home.path)/epswitch-demo/999999999/state",
      "EPSWITCH_CONFIG_DIR": "\(program.home.path)/epswitch-demo/999999999/config",
    ])
    let command = "profile add mine --endpoint https://store.example --client-id x"
    for command in ["current", "list", command] {
      let outcome = try await ended.run(arguments: command.split(separator: " ").map(String.init))
      #expect(outcome.exitCode == 64, "\(outcome)")
      #expect(outcome.errors.contains("a demo that has ended"), "\(outcome)")
    }
    #expect(try await ended.run("prompt").succeeded().output == "")
    #expect(try program.home.names() == [])
    let left = try await ended.shell(
      """
      eval "$(epswitch demo --leave --shell bash)"
      epswitch \(command) && epswitch profile list && env | grep EPSWITCH_STATE_DIR
      """)
    #expect(left.output.contains("mine") && !left.output.contains("EPSWITCH_STATE_DIR"), "\(left)")
  }

  @Test func `somebody new signs up, and a customer signs in`() async throws {
    try await withScreen(Program()) { screen in
      try await screen.enter("epswitch demo")
      try await screen.wait(for: "Acting as")
      try await screen.press("s")
      try await screen.wait(for: "Sign up")
      try await screen.press("4")
      try await screen.wait(for: "E-mail")
      for answer in ["Bob", "bob@acme.example", "correct-horse-4711"] {
        try await screen.type(answer)
        try await screen.press("Enter")
      }
      try await screen.wait(for: "✓ Signed in as Bob")
      try await screen.press("s")
      try await screen.wait(for: "Customer")
      try await screen.press("5")
      try await screen.wait(for: "Demo: buyer@acme.example with the password demo-password")
      try await screen.type("demo-password")
      try await screen.press("Enter")
      try await screen.wait(for: "✓ Signed in as")
    }
  }

  @Test func `its production profile is guarded`() async throws {
    let program = Program()
    let joined = program.setting(["XDG_RUNTIME_DIR": program.home.path])
    try await withScreen(joined) { screen in
      try await screen.enter("epswitch demo")
      try await screen.wait(for: "Acting as")
      let said = try await joined.shell(
        """
        eval "$(epswitch demo --join --shell bash)"
        epswitch switch bolt --profile live < /dev/null
        """)
      #expect(said.exitCode == 64, "\(said)")
      #expect(said.errors.contains("reason"), "\(said)")
      #expect(try await screen.quit() == 0)
    }
  }
}
