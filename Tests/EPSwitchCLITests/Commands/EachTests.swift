import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch each`.
@Suite(.serialized)
struct EachTests {
  @Test func `the program runs as each account, and its output stands under the name`() async throws
  {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.run(
        "each", "bolt", "Acme Industrial", "--", "sh", "-c", "echo \"I am $EP_ACCOUNT_ID\""
      ).succeeded()
      let (acme, bolt) = (
        try bench.accountID("Acme Industrial"), try bench.accountID("Bolt & Nut Co")
      )
      #expect(
        outcome.output == """
          ── Acme Industrial (\(acme))
          I am \(acme)
          ── Bolt & Nut Co (\(bolt))
          I am \(bolt)

          """)
      #expect(outcome.errors.contains("0\tAcme Industrial\t\(acme)"))
      // The default stays, and each run is in the history with the program's name.
      #expect(try await bench.program.currentID() == acme)
      let history = try await bench.program.run("history").succeeded().outputLines
      #expect(history.prefix(2).allSatisfy { $0.contains("\texec\t") && $0.hasSuffix("\tsh") })
    }
  }

  @Test func `all accounts run several at once, as JSON`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.run(
        "each", "--all", "--jobs", "4", "--format", "json", "--", "printenv", "EP_ACCOUNT_ID"
      ).succeeded()
      let results = try outcome.json(Results.self).results
      #expect(results.map(\.stdout) == results.map { $0.id + "\n" })
      #expect(Set(results.map(\.id)) == Set(bench.store.roster.map(\.id)))
      #expect(results.allSatisfy { $0.exit_code == 0 })
    }
  }

  @Test func `the first failure is the exit code, and --fail-fast starts no more`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let bolt = try bench.accountID("Bolt & Nut Co")
      let script = "test $EP_ACCOUNT_ID != \(bolt) || exit 7"
      let all = try await bench.program.run("each", "--all", "--", "sh", "-c", script)
      #expect(all.exitCode == 7)
      #expect(!all.errors.contains("not run"))
      let fast = try await bench.program.run(
        "each", "--all", "--fail-fast", "--", "sh", "-c", script)
      #expect(fast.exitCode == 7)
      #expect(fast.errors.contains("not run"))
      let missing = try await bench.program.run("each", "acme", "--", "no-such-program")
      #expect(missing.exitCode == 127)
    }
  }

  @Test func `nobody matches, nothing is run`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.run("each", "acme", "nobody", "--", "true")
      #expect(outcome.exitCode == 4)
      #expect(try await bench.program.run("each", "--", "true").exitCode == 64)
      #expect(try await bench.program.run("each", "--all").exitCode == 64)
    }
  }

  @Test func `production needs a reason`() async throws {
    try await withBench { bench in
      let program = try bench.program(withProfile: "live", "production = true")
      let live = bench.with(program)
      try await program.run(
        arguments: [
          "login", "--username", bench.store.member.username, "--password-stdin", "--account",
          "Acme Industrial", "--reason", "shift",
        ], input: bench.store.member.password + "\n"
      ).succeeded()
      #expect(try await live.program.run("each", "bolt", "--", "true").exitCode == 64)
      // Who is acted as already needs none.
      try await live.program.run("each", "acme industrial", "--", "true").succeeded()
      let both = try await live.program.run("each", "acme industrial", "bolt", "--", "true")
      #expect(both.exitCode == 64)
      #expect(both.errors.contains("Bolt & Nut Co"), "\(both)")
      try await live.program.run("each", "bolt", "--reason", "ticket 5", "--", "true").succeeded()
    }
  }

  @Test func `a signal stops every run`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let home = bench.home.path
      let run = Task {
        try await bench.program.shell(
          """
          echo $$ > '\(home)/pid'
          exec epswitch each --all --jobs 2 -- sh -c 'echo $$ >> "\(home)/runs"; sleep 1000; true'
          """)
      }
      try await eventually("two programs run") {
        (try? String(contentsOfFile: "\(home)/runs", encoding: .utf8))?
          .split(separator: "\n").count == 2
      }
      let pid = try #require(
        Int32(
          String(contentsOfFile: "\(home)/pid", encoding: .utf8)
            .trimmingCharacters(in: .newlines)))
      #expect(kill(pid, SIGINT) == 0)
      #expect(try await run.value.exitCode == 130)
      let runs = try String(contentsOfFile: "\(home)/runs", encoding: .utf8).split(separator: "\n")
      #expect(runs.count == 2)
      try await eventually("they are gone") { runs.allSatisfy { kill(Int32($0)!, 0) != 0 } }
    }
  }

  @Test func `history --follow prints what other processes record`() async throws {
    try await withBench { bench in
      let follower = Task {
        try await bench.program.shell("epswitch history --follow --format json | head -n 2")
      }
      try await bench.signIn(as: "Acme Industrial")
      try await bench.program.run("api", "/v2/accounts?page[limit]=1").succeeded()
      let lines = try await follower.value.succeeded().outputLines
      #expect(lines.count == 2)
      #expect(lines.first?.contains("\"kind\":\"sign-in\"") == true)
      #expect(lines.last?.contains("\"action\":\"GET /v2/accounts\"") == true)
    }
  }

  private struct Results: Decodable {
    let results: [Result]

    struct Result: Decodable {
      let id: String
      let exit_code: Int
      let stdout: String
    }
  }
}
