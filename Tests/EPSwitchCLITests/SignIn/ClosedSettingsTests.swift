import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// Stores that do not show their sign-in settings, and settings files that cannot be written.
@Suite(.serialized)
struct ClosedSettingsTests {
  private static var store: SimulatedStore {
    var store = SimulatedStore(scenario: .showcase, impersonation: true)
    store.hidesSettings = true
    return store
  }

  private func logIn(_ bench: Bench, _ more: String...) async throws -> Outcome {
    try await bench.program.run(
      arguments: [
        "login", "--username", bench.store.member.username, "--password-profile", "Buyers",
        "--password-stdin", "--account", "acme",
      ] + more, input: bench.store.member.password)
  }

  @Test func `the realm of the members is found in the list of realms`() async throws {
    try await withBench(Self.store) { bench in
      let outcome = try await logIn(bench)
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(try await bench.program.currentID() == bench.accountID("Acme Industrial"))
    }
  }

  @Test func `a realm that is given needs no list of realms`() async throws {
    try await withBench(Self.store) { bench in
      // The list comes first; what follows asks for the profiles of one realm.
      bench.server.faults.turnOn(.status(403), for: .path("/v2/authentication-realms"), times: 1)
      let without = try await logIn(bench)
      #expect(without.exitCode == 3, "\(without)")
      #expect(without.errors.contains("--realm"))
      #expect(bench.server.faults.active.isEmpty)
      bench.server.faults.turnOn(.status(403), for: .path("/v2/authentication-realms"), times: 1)
      let with = try await logIn(bench, "--realm", bench.store.realmID)
      #expect(with.exitCode == 0, "\(with)")
      #expect(bench.server.faults.active.isEmpty)
    }
  }

  @Test func `a realm in the profile counts like the option`() async throws {
    try await withBench(Self.store) { bench in
      let program = try bench.program(
        withProfile: "staging", "realm = \"\(bench.store.realmID)\"")
      bench.server.faults.turnOn(.status(403), for: .path("/v2/authentication-realms"), times: 1)
      let outcome = try await logIn(bench.with(program))
      #expect(outcome.exitCode == 0, "\(outcome)")
    }
  }

  @Test func `one-time passwords work with the settings closed`() async throws {
    try await withBench(Self.store) { bench in
      let username = bench.store.member.username
      let login = ["login", "--mechanism", "passwordless", "--username", username]
      try await bench.program.run(arguments: login + ["--request-code"]).succeeded()
      let code = try #require(bench.server.oneTimeCodes.first).code
      let outcome = try await bench.program.run(
        arguments: login + ["--code-stdin", "--account", "acme"], input: code)
      #expect(outcome.exitCode == 0, "\(outcome)")
    }
  }

  // MARK: - The settings file

  @Test func `a choice that cannot be saved is a warning, and the member is signed in`()
    async throws
  {
    try await withBench(SimulatedStore(scenario: .showcase, impersonation: true)) { bench in
      let program = try bench.program(
        withProfile: "staging", "username = \"\(bench.store.member.username)\"")
      let settings = try bench.home.settings()
      // Where its lock cannot be taken, the file cannot be written, by root neither.
      mkdir((bench.home.settingsFile as NSString).deletingLastPathComponent + "/config.lock", 0o700)
      try await withScreen(program, columns: 160) { screen in
        try await screen.enter("epswitch login --account acme")
        try await screen.wait(for: "Password profile (1–2):")
        try await screen.type("1")
        try await screen.press("Enter")
        try await screen.wait(for: "Password:")
        try await screen.type(bench.store.member.password)
        try await screen.press("Enter")
        #expect(try await screen.waitForShell() == 0)
        let text = try await screen.text
        #expect(text.contains("the choice was not saved in the settings"), "\(text)")
        #expect(text.contains("epswitch profile set staging password-profile"), "\(text)")
      }
      #expect(try bench.home.settings() == settings)
      #expect(try await program.currentID() == bench.accountID("Acme Industrial"))
    }
  }

  @Test func `a choice is saved when the sign-in succeeded, and only then`() async throws {
    try await withBench(SimulatedStore(scenario: .showcase, impersonation: true)) { bench in
      let program = try bench.program(
        withProfile: "staging", "username = \"\(bench.store.member.username)\"")
      let settings = try bench.home.settings()
      for (password, code) in [("wrong", Int32(3)), (bench.store.member.password, 0)] {
        #expect(try bench.home.settings() == settings)
        try await withScreen(program, columns: 160) { screen in
          try await screen.enter("epswitch login --account acme")
          try await screen.wait(for: "Password profile (1–2):")
          try await screen.type("1")
          try await screen.press("Enter")
          try await screen.wait(for: "Password:")
          try await screen.type(password)
          try await screen.press("Enter")
          #expect(try await screen.waitForShell() == code)
        }
      }
      let id = bench.store.member.passwordProfileID
      #expect(try bench.home.settings().contains("password-profile = \"\(id)\""))
    }
  }
}
