import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// Somebody who can write the vault's files, and has not its key.
@Suite(.serialized)
struct ChangedVaultTests {
  private func tamper(_ bench: Bench, _ sql: String) async throws {
    let vault = "\(bench.home.state)/vault.sqlite"
    try await bench.program.shell("sqlite3 '\(vault)'", input: sql).succeeded()
  }

  @Test func `a store that was changed in the vault gets no password`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withBench(.single) { evil in
        try await tamper(bench, "UPDATE store SET origin = '\(evil.server.baseURL)';")
        let nameless = bench.program.setting(["EPSWITCH_ENDPOINT": nil, "EPSWITCH_CLIENT_ID": nil])
        let outcome = try await nameless.run(
          "login", "--username", bench.store.member.username, "--password-stdin",
          input: bench.store.member.password)
        #expect(outcome.exitCode == 6, "\(outcome)")
        #expect(outcome.errors.contains("changed by something other than epswitch"))
        #expect(outcome.errors.contains("epswitch logout --all"))
        #expect(evil.requests.isEmpty)
      }
    }
  }

  @Test func `without its key a vault names no store to sign in to`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      unlink("\(bench.home.state)/vault.key")
      let nameless = bench.program.setting(["EPSWITCH_ENDPOINT": nil, "EPSWITCH_CLIENT_ID": nil])
      let before = bench.requests.count
      let outcome = try await nameless.run(
        "login", "--username", bench.store.member.username, "--password-stdin",
        input: bench.store.member.password)
      #expect(outcome.exitCode == 3, "\(outcome)")
      #expect(outcome.errors.contains("--endpoint"))
      #expect(bench.requests.count == before)
    }
  }

  @Test func `names that changed places run nothing`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let (acme, bolt) = try (bench.accountID("Acme Industrial"), bench.accountID("Bolt & Nut Co"))
      try await tamper(
        bench,
        """
        UPDATE account SET
          name = iif(id = '\(acme)', 'Bolt & Nut Co', 'Acme Industrial'),
          sort_key = iif(id = '\(acme)', 'bolt & nut co', 'acme industrial')
        WHERE id IN ('\(acme)', '\(bolt)');
        """)
      for command in [
        ["exec", "--account", "Bolt & Nut Co", "--", "echo", "ran"],
        ["exec", "--account", acme, "--", "echo", "ran"], ["token"], ["list"], ["current"],
        ["prompt"], ["switch", "bolt"],
      ] {
        let outcome = try await bench.program.run(arguments: command)
        #expect(outcome.exitCode == 6, "\(outcome)")
        #expect(outcome.output == "", "\(outcome)")
        #expect(outcome.errors.contains("changed by something other than epswitch"))
      }
    }
  }

  @Test func `signing everybody out is the way on, and the history stays`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await tamper(bench, "UPDATE session SET selected = NULL;")
      #expect(try await bench.program.run("current").exitCode == 6)
      #expect(try await bench.program.run("history").exitCode == 0)
      #expect(try await bench.program.run("doctor").exitCode == 1)
      try await bench.program.run("logout", "--all").succeeded()
      try await bench.signIn(as: "Acme Industrial")
      #expect(try await bench.program.currentID() == bench.accountID("Acme Industrial"))
    }
  }

  @Test func `a vault restored from before a sign-out gives no token`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let state = bench.home.state
      try await bench.program.shell("cp -r '\(state)' '\(state).before'").succeeded()
      try await bench.program.run("logout").succeeded()
      try await bench.program.shell("cp '\(state).before'/vault.sqlite* '\(state)'").succeeded()
      let outcome = try await bench.program.run("token")
      #expect(outcome.exitCode == 3, "\(outcome)")
      #expect(outcome.output == "")
    }
  }

  @Test func `a folder given as state folder keeps its mode`() async throws {
    try await withBench { bench in
      let shared = "\(bench.home.path)/shared"
      mkdir(shared, 0o700)
      chmod(shared, 0o1777)
      for command in [["list"], ["current"], ["history"], ["logout", "--all"], ["prompt"]] {
        _ = try await bench.program.run(arguments: command + ["--state-dir", shared])
      }
      let outcome = try await bench.program.run(
        "login", "--state-dir", shared, "--username", bench.store.member.username,
        "--password-stdin", input: bench.store.member.password)
      #expect(outcome.exitCode == 6, "\(outcome)")
      #expect(outcome.errors.contains(shared))
      var status = stat()
      try #require(stat(shared, &status) == 0)
      #expect(status.st_mode & 0o7777 == 0o1777)
    }
  }
}
