import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// A whole session in which every secret is known, and looked for wherever it must not be.
@Suite(.serialized, .enabled("the kernel refuses its key service here", keyringWorks))
struct CanaryTests {
  @Test func `no secret is anywhere but in the vault and where it was asked for`() async throws {
    try await withBench(.showcase, key: "keyring") { bench in
      do {
        var secrets = Secrets()
        secrets.add("wrong-password-canary")
        let outcomes = try await useCommands(bench, &secrets)
        let screens = try await useTerminal(bench, &secrets)
        for secret in try await bench.secrets() { secrets.add(secret) }
        // The password, 11 living accounts with several tokens and signatures each, and access tokens.
        #expect(secrets.all.count > 40)

        outcomes.forEach { secrets.search($0) }
        screens.forEach { secrets.search($0, $1) }
        for (name, bytes) in try bench.home.files() { secrets.search("~/\(name)", bytes) }
        #expect(try bench.home.names().contains("state/vault.sqlite"))
        #expect(try !bench.home.names().contains("state/vault.key"))

        secrets.search(try await bench.program.run("logout", "--all", "--verbose").succeeded())
        for (name, bytes) in try bench.home.files() { secrets.search("~/\(name) after", bytes) }
        #expect(secrets.leaks == [])
      } catch {
        // The key must not outlive the test.
        _ = try? await bench.program.run("logout", "--all")
        throw error
      }
    }
  }

  @Test func `the search finds what is there`() async throws {
    var secrets = Secrets()
    secrets.add("head.body.signature")
    secrets.search("plain", Data("x head.body.signature y".utf8))
    secrets.search(
      "encoded", Data("x \(Data("head.body.signature".utf8).base64EncodedString())".utf8))
    secrets.search("nothing", Data("head.body".utf8))
    #expect(secrets.leaks.contains { $0.hasPrefix("plain") })
    #expect(secrets.leaks.contains { $0.hasPrefix("encoded") })
    #expect(!secrets.leaks.contains { $0.hasPrefix("nothing") })
  }

  // MARK: - The session

  /// Runs every command, well and under faults, telling all it can.
  private func useCommands(_ bench: Bench, _ secrets: inout Secrets) async throws -> [Outcome] {
    let login = ["login", "--username", bench.store.member.username, "--password-stdin"]
    var outcomes: [Outcome] = []
    func run(_ arguments: [String], input: String? = nil) async throws {
      let all = [arguments[0], "--verbose"] + arguments.dropFirst()
      outcomes.append(try await bench.program.run(arguments: all, input: input))
    }
    try await run(login, input: "wrong-password-canary\n")
    try await run(login + ["--account", "Acme Industrial"], input: bench.store.member.password)
    for format in ["table", "json", "csv"] {
      try await run(["list", "--refresh", "--format", format])
    }
    try await run(["switch", "bolt"])
    try await run(["switch", "-"])
    try await run(["current", "--format", "json"])
    try await run(["exec", "--", "true"])
    try await run(["refresh"])
    for secret in try await bench.secrets() { secrets.add(secret) }
    let faults: [Fault] = [
      .status(400), .status(401), .status(403), .status(404), .status(422), .status(500),
      .droppedConnection, .halfBody, .notJSON, .wrongShape, .redirect(to: "https://evil.example/"),
      .expiredAccountTokens,
    ]
    for fault in faults {
      bench.server.faults.turnOn(fault)
      try await run(["switch", "bolt"])
      try await run(["refresh"])
      try await run(login, input: bench.store.member.password)
      bench.server.faults.turnOffAll()
    }
    return outcomes
  }

  /// Uses the dashboard, and signs in there and at the prompt of `login`.
  ///
  /// - Returns: what was on the terminal, and what the system tells of the running dashboard.
  private func useTerminal(
    _ bench: Bench, _ secrets: inout Secrets
  ) async throws -> [(String, Data)] {
    var found: [(String, Data)] = []
    try await withScreen(bench.program) { screen in
      try await screen.record()
      try await screen.enter("epswitch --verbose")
      try await screen.wait(for: "Acting as")
      let process = try await screen.foregroundProcess
      let commandLine = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/cmdline"))
      #expect(String(decoding: commandLine, as: UTF8.self).hasPrefix("epswitch"))
      found.append(("the command line", commandLine))
      try await screen.press("i")
      try await screen.wait(for: bench.store.member.id)
      try await screen.press("q")
      try await screen.wait(for: "NAME")
      bench.server.faults.turnOn(.status(400))
      try await screen.press("r")
      try await screen.wait(for: "400")
      bench.server.faults.turnOffAll()
      try await screen.press("3")
      try await screen.waitUntilActing(as: "Café")
      try await screen.press("q")
      try await screen.waitForShell()
      for secret in try await bench.secrets() { secrets.add(secret) }

      try await bench.program.run("logout").succeeded()
      try await screen.enter("epswitch")
      try await screen.wait(for: "not signed in")
      try await screen.press("Enter")
      try await screen.wait(for: "One-time password")
      try await screen.press("Enter")
      try await screen.wait(for: "User name")
      try await screen.type(bench.store.member.username)
      try await screen.press("Enter")
      try await screen.type(bench.store.member.password)
      found.append(("the form", Data(try await screen.text.utf8)))
      try await screen.press("Enter")
      try await screen.wait(for: "Harbour Light")
      // The accounts used last come first.
      try await screen.press("2")
      try await screen.waitUntilActing(as: "Acme Industrial")
      try await screen.press("q")
      try await screen.waitForShell()
      found.append(("the terminal", try screen.recording))
    }
    return found
  }
}

/// Whether the kernel keeps keys for us; containers often refuse.
@Sendable private func keyringWorks() async throws -> Bool {
  let server = try await CommerceServer.start(SimulatedStore(scenario: .single))
  let bench = Bench(server: server, program: Program(at: server, key: "keyring"))
  let works = (try? await bench.signIn()) != nil
  try await bench.program.run("logout", "--all")
  await server.stop()
  return works
}
