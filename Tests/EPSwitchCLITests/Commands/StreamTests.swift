import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// What happens at the ends of pipes.
@Suite(.serialized)
struct StreamTests {
  @Test func `a reader that leaves early ends it quietly`() async throws {
    // More than a pipe holds.
    try await withBench(SimulatedStore(scenario: .large, accounts: 2_000)) { bench in
      try await bench.signIn()
      for format in ["table", "json", "csv"] {
        let outcome = try await bench.program.shell(
          "epswitch list --format \(format) | head -c 100 >/dev/null; echo ${PIPESTATUS[0]}")
        let code = try #require(Int32(outcome.outputLines[0]))
        // Killed by SIGPIPE as `cat` would be, or ended by itself.
        #expect([0, 128 + SIGPIPE].contains(code), "\(outcome)")
        #expect(outcome.errors == "")
      }
    }
  }

  @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
  func `closed streams do no harm`(closing: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      // What is written to a stream that is not there must not end in a file or a connection that
      // took its number: the requests stay well-formed, and the vault stays a vault.
      bench.server.forgetRequests()
      for command in ["list", "current", "refresh --verbose", "switch bolt --verbose"] {
        try await bench.program.shell("epswitch \(command) \(closing) || [ $? -lt 126 ]")
          .succeeded()
      }
      #expect(bench.server.requests.count >= 2)
      #expect(bench.server.requests.allSatisfy { $0.path.hasPrefix("/") && $0.method == "POST" })
      #expect(try await bench.program.currentID() == bench.accountID("Bolt & Nut Co"))
    }
  }

  @Test(arguments: [0, 1, 2])
  func `a stream that was closed leads nowhere, also for what exec starts`(
    stream: Int
  ) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.shell(
        "epswitch exec -- bash -c 'readlink /proc/$$/fd/\(stream) > ~/target; true' \(stream)<&-")
      #expect(outcome.exitCode == 0, "\(outcome)")
      let target = try #require(try bench.home.files()["target"])
      #expect(String(decoding: target, as: UTF8.self) == "/dev/null\n")
    }
  }

  @Test(arguments: [">/dev/full", ">&-"])
  func `a result that could not be written is no success`(output: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      for command in ["list", "list --format json", "token", "current"] {
        let outcome = try await bench.program.shell("epswitch \(command) \(output)")
        #expect(outcome.exitCode != 0, "\(outcome)")
      }
    }
  }

  @Test(arguments: ["INT", "TERM", "HUP"])
  func `a signal ends it while a request hangs`(signal: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.forgetRequests()
      bench.server.faults.turnOn(.delay(.seconds(600)))
      // Without job control a shell has its children ignore SIGINT.
      async let ending = bench.program.shell(
        """
        set -m
        epswitch refresh & process=$!
        until [ -e ~/requested ]; do sleep 0.05; done
        kill -\(signal) $process; wait $process
        """)
      try await eventually("a request") { !bench.server.requests.isEmpty }
      try Data().write(to: URL(fileURLWithPath: bench.home.path + "/requested"))
      let outcome = try await ending
      #expect(outcome.exitCode >= 128, "\(outcome)")
      bench.server.faults.turnOffAll()
      #expect(try await bench.program.currentID() == bench.accountID("Acme Industrial"))
    }
  }
}
