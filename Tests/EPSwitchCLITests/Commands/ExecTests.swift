import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch exec`: another program in the place of this one.
@Suite(.serialized)
struct ExecTests {
  private static let variables = [
    "EP_ACCOUNT_ID", "EP_ACCOUNT_NAME", "EP_ACCOUNT_TOKEN", "EP_ACCOUNT_TOKEN_EXPIRES",
    "EP_ACCESS_TOKEN", "EP_ENDPOINT",
  ]

  private func variables(_ outcome: Outcome) -> [String: String] {
    let pairs = outcome.outputLines.map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    return Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { one, _ in one }
  }

  @Test func `the program finds the account in its environment`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Bolt & Nut Co")
      let token = try await bench.program.run("token").succeeded().outputLines[0]
      let outcome = try await bench.program.run("exec", "--", "env").succeeded()
      let found = variables(outcome)
      #expect(found.keys.filter { $0.hasPrefix("EP_") }.sorted() == Self.variables.sorted())
      #expect(try found["EP_ACCOUNT_ID"] == bench.accountID("Bolt & Nut Co"))
      #expect(found["EP_ACCOUNT_NAME"] == "Bolt & Nut Co")
      #expect(found["EP_ACCOUNT_TOKEN"] == token)
      #expect(found["EP_ENDPOINT"] == bench.server.baseURL)
      #expect(found["HOME"] == bench.home.path)
      let expires = try Date(found["EP_ACCOUNT_TOKEN_EXPIRES"] ?? "", strategy: .iso8601)
      #expect(expires > Date.now)
      #expect(
        bench.server.requests.contains {
          $0.header("Authorization") == "Bearer \(found["EP_ACCESS_TOKEN"] ?? "")"
        })
    }
  }

  @Test func `another account may be named for one program`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.run("exec", "--account", "nut", "--", "env")
      #expect(variables(outcome)["EP_ACCOUNT_NAME"] == "Bolt & Nut Co")
      #expect(try await bench.program.currentID() == bench.accountID("Acme Industrial"))
      let unknown = try await bench.program.run("exec", "--account", "Nobody", "--", "env")
      #expect(unknown.exitCode == 4)
      #expect(unknown.output == "")
    }
  }

  @Test func `arguments arrive as they are`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let odd = ["two words", "", "--account", "$HOME", "*", "'", "\"", "new\nline", "-", "--"]
      let outcome = try await bench.program.run(
        arguments: ["exec", "--", "printf", "[%s]"] + odd)
      #expect(outcome.output == odd.map { "[\($0)]" }.joined())
    }
  }

  @Test func `stdin, stdout and stderr are the program's`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.run(
        "exec", "--", "sh", "-c", "cat; echo beside >&2", input: "what came in")
      #expect(outcome.output == "what came in")
      #expect(outcome.errors == "beside\n")
    }
  }

  @Test(arguments: [0, 1, 3, 42, 255] as [Int32])
  func `the exit code is the program's`(code: Int32) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.run("exec", "--", "sh", "-c", "exit \(code)")
      #expect(outcome.exitCode == code)
    }
  }

  @Test func `it becomes the program, so that signals reach that`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let killed = try await bench.program.run("exec", "--", "sh", "-c", "kill -TERM $$")
      #expect(killed.exitCode == 128 + SIGTERM)
      let same = try await bench.program.shell(
        "epswitch exec -- sh -c 'echo $$' & echo $!; wait")
      #expect(Set(same.outputLines).count == 1, "\(same)")
    }
  }

  @Test func `signals have their usual meaning again`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.run(
        "exec", "--", "grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status")
      for line in outcome.outputLines {
        let mask = try #require(UInt64(line.suffix(16), radix: 16))
        // The C library keeps signals 32 and 33 for itself.
        #expect(mask & 0x7FFF_FFFF == 0, "\(outcome)")
      }
      #expect(outcome.outputLines.count == 2)
    }
  }

  @Test func `a program that is not there is 127, one that cannot run 126`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let missing = try await bench.program.run("exec", "--", "no-such-program")
      #expect(missing.exitCode == 127, "\(missing)")
      #expect(missing.errorLines.count == 1)
      #expect(missing.errors.contains("no-such-program"))
      let unfit = try await bench.program.run("exec", "--", "/etc/passwd")
      #expect(unfit.exitCode == 126, "\(unfit)")
      #expect(unfit.errorLines.count == 1)
    }
  }

  @Test func `without a program it is 64`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      #expect(try await bench.program.run("exec").exitCode == 64)
      #expect(try await bench.program.run("exec", "--").exitCode == 64)
    }
  }

  @Test func `a name that attacks is clean in the environment`() async throws {
    try await withBench(.hostile) { bench in
      // The first name clears the screen.
      try await bench.signIn(as: bench.store.roster[0].id)
      let outcome = try await bench.program.run("exec", "--", "printenv", "EP_ACCOUNT_NAME")
      #expect(outcome.output == "Clear the screen\n")
    }
  }
}
