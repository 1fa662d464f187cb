import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// What `epswitch api` prints.
@Suite(.serialized)
struct APIOutputTests {
  @Test func `piped, an answer is passed on byte by byte`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.faults.turnOn(.notJSON, for: .path("/v2/orders"))
      let both = try await bench.program.shell(
        """
        epswitch api v2/orders | od -c
        epswitch header | curl -s -H @- $EPSWITCH_ENDPOINT/v2/orders | od -c
        """)
      let lines = both.outputLines
      #expect(lines.count > 4)
      #expect(lines.prefix(lines.count / 2) == lines.suffix(lines.count / 2))
    }
  }

  @Test func `include prints status and headers before the body`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.run("api", "v2/accounts", "-i").succeeded()
      let parts = outcome.output.components(separatedBy: "\n\n")
      #expect(parts[0].hasPrefix("HTTP/1.1 200\n"))
      #expect(parts[0].contains("\nContent-Type: application/json"))
      #expect(parts[1].hasPrefix(#"{"data""#))
      let silent = try await bench.program.run("api", "v2/accounts", "-i", "--silent").succeeded()
      #expect(silent.output.hasSuffix("\n\n"))
    }
  }

  @Test func `on a terminal JSON is laid out`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Bolt & Nut Co")
      let outcome = try await bench.program.terminal("epswitch api v2/accounts").succeeded()
      // What `script` shows is stderr and stdout of one terminal.
      let acting = try "epswitch: Acting as Bolt & Nut Co (\(bench.accountID("Bolt & Nut Co"))).\n"
      let shown = outcome.output.replacing("\r\n", with: "\n")
      #expect(shown.hasPrefix(acting))
      let laidOut = shown.dropFirst(acting.count)
      #expect(laidOut.hasPrefix("{\n  \"data\": [\n    {\n      \"external_ref\": "))
      #expect(laidOut.contains("\n      \"name\": \"Bolt & Nut Co\",\n"))
      #expect(laidOut.contains("\n      \"relationships\": {\n        \"account_tags\": {\n"))
      #expect(laidOut.hasSuffix("\n}\n"))
    }
  }

  @Test func `on a terminal nothing in an answer acts`() async throws {
    try await withBench(.hostile) { bench in
      try await bench.signIn()
      // The C1 controls, which JSON lets through as they are, and the bidirectional override.
      for account in bench.store.roster.prefix(24) {
        let outcome = try await bench.program.terminal(
          "epswitch api v2/accounts/\(account.id) --account \(account.id) -i")
        #expect(outcome.exitCode == 0, "\(outcome)")
        let stream = TerminalStream(Data(outcome.output.utf8))
        #expect(stream.intruders == [])
        #expect(stream.pieces.allSatisfy { if case .escape = $0 { false } else { true } })
      }
      bench.server.faults.turnOn(.notJSON, for: .path("/v2/orders"))
      let page = try await bench.program.terminal("epswitch api v2/orders")
      #expect(TerminalStream(Data(page.output.utf8)).intruders == [])
    }
  }
}
