import CommerceSimulator
import ProgramTesting
import Testing

/// `epswitch login`, through pipes.
@Suite(.serialized)
struct LoginTests {
  private func logIn(
    _ bench: Bench, _ more: String..., password: String? = nil
  ) async throws -> Outcome {
    try await bench.program.run(
      arguments: ["login", "--username", bench.store.member.username, "--password-stdin"] + more,
      input: (password ?? bench.store.member.password) + "\n")
  }

  @Test func `a password from a pipe signs in, and nothing comes to stdout`() async throws {
    try await withBench { bench in
      let outcome = try await logIn(bench)
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(outcome.output == "")
      #expect(outcome.errors.contains("12 accounts"))
      #expect(try await bench.program.run("list").outputLines.count == 12)
    }
  }

  @Test func `the password may come without a newline`() async throws {
    try await withBench { bench in
      let outcome = try await bench.program.run(
        "login", "--username", bench.store.member.username, "--password-stdin",
        input: bench.store.member.password)
      #expect(outcome.exitCode == 0, "\(outcome)")
    }
  }

  @Test func `a wrong password is 3 and keeps nothing`() async throws {
    try await withBench { bench in
      let outcome = try await logIn(bench, password: "not-the-password")
      #expect(outcome.exitCode == 3, "\(outcome)")
      #expect(outcome.errorLines.count == 1)
      #expect(!outcome.text.contains("not-the-password"))
      #expect(try await bench.program.run("list").exitCode == 3)
    }
  }

  @Test func `a wrong password keeps the session there was`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      #expect(try await logIn(bench, password: "wrong").exitCode == 3)
      #expect(try await bench.program.currentID() == bench.accountID("Acme Industrial"))
    }
  }

  @Test func `without a terminal, what is missing is 64`() async throws {
    try await withBench { bench in
      let noName = try await bench.program.run("login", "--password-stdin", input: "x\n")
      #expect(noName.exitCode == 64, "\(noName)")
      #expect(noName.errors.contains("--username"))
      let noPassword = try await bench.program.run("login", "--username", "buyer")
      #expect(noPassword.exitCode == 64, "\(noPassword)")
      #expect(noPassword.errors.contains("--password-stdin"))
      let emptyPassword = try await bench.program.run(
        "login", "--username", "buyer", "--password-stdin")
      #expect(emptyPassword.exitCode == 64, "\(emptyPassword)")
      #expect(!bench.server.requests.contains { $0.mechanism == "password" })
    }
  }

  @Test(arguments: ["http://shop.example", "http://10.0.0.1:8080", "ftp://shop.example"])
  func `an endpoint that is not encrypted is 64, and nothing is sent`(
    endpoint: String
  ) async throws {
    let outcome = try await Program().run(
      "login", "--endpoint", endpoint, "--client-id", "x", "--username", "buyer",
      "--password-stdin", input: "secret-word\n")
    #expect(outcome.exitCode == 64, "\(outcome)")
    #expect(outcome.errorLines.count == 1)
    #expect(!outcome.text.contains("secret-word"))
  }

  @Test func `a store nobody named is 64`() async throws {
    let outcome = try await Program().run(
      "login", "--username", "b", "--password-stdin", input: "x")
    #expect(outcome.exitCode == 64, "\(outcome)")
    #expect(outcome.errors.contains("--endpoint"))
  }

  @Test(arguments: ["Bolt & Nut Co", "bolt"])
  func `an account is chosen at once`(name: String) async throws {
    try await withBench { bench in
      let outcome = try await logIn(bench, "--account", name)
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(try await bench.program.currentID() == bench.accountID("Bolt & Nut Co"))
    }
  }

  @Test func `an unknown account is 4`() async throws {
    try await withBench { bench in
      let outcome = try await logIn(bench, "--account", "Nobody & Sons")
      #expect(outcome.exitCode == 4, "\(outcome)")
      #expect(try await bench.program.run("current").exitCode == 4)
    }
  }

  @Test func `a member of no account is signed in and told so`() async throws {
    try await withBench(.empty) { bench in
      let outcome = try await logIn(bench)
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(outcome.output == "")
      #expect(outcome.errors.contains("no account"))
      let list = try await bench.program.run("list", "--format", "json")
      #expect(try list.json(RosterDocument.self).accounts.isEmpty)
    }
  }

  @Test func `the only account is selected`() async throws {
    try await withBench(.single) { bench in
      let outcome = try await logIn(bench)
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(try await bench.program.currentID() == bench.store.roster[0].id)
    }
  }

  @Test func `of several accounts none is selected without a terminal, and it says so`()
    async throws
  {
    try await withBench { bench in
      let outcome = try await logIn(bench)
      #expect(outcome.errors.contains("epswitch switch"))
      let current = try await bench.program.run("current")
      #expect(current.exitCode == 4, "\(current)")
    }
  }

  @Test func `several password profiles are 64 until one is named`() async throws {
    try await withBench(SimulatedStore(scenario: .showcase, impersonation: true)) { bench in
      let unnamed = try await logIn(bench)
      #expect(unnamed.exitCode == 64, "\(unnamed)")
      #expect(!bench.server.requests.contains { $0.mechanism == "password" })
      let profile = bench.store.member.passwordProfileID
      #expect(unnamed.errors.contains(profile))
      #expect(try await logIn(bench, "--password-profile", profile).exitCode == 0)
    }
  }

  @Test func `signing in again keeps the account chosen before`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Bolt & Nut Co")
      try await bench.signIn()
      #expect(try await bench.program.currentID() == bench.accountID("Bolt & Nut Co"))
    }
  }
}
