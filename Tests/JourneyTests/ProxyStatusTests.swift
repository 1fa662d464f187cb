import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// What `epswitch proxy` shows on a terminal while it runs.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ProxyStatusTests {
  @Test func `the last line names who acts and for how long, below the log`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      // A token whose countdown has seconds.
      let bolt = try bench.accountID("Bolt & Nut Co")
      try await withScreen(bench.program, columns: 100) { screen in
        try await screen.enter("epswitch proxy > base")
        let id = try bench.accountID("Acme Industrial")
        try await screen.wait(for: "── Acting as Acme Industrial (\(id)) · 23h 59m left")

        try await bench.program.shell("cd ~; curl -fs \"$(cat base)/v2/accounts\"").succeeded()
        var lines = try await shown(screen) {
          $0.contains { $0.contains(" GET /v2/accounts 200 ") }
        }
        #expect(lines.last?.hasPrefix("── Acting as Acme Industrial") == true, "\(lines)")

        try await bench.program.run("switch", "bolt").succeeded()
        lines = try await shown(screen) {
          $0.last?.hasPrefix("── Acting as Bolt & Nut Co (\(bolt)) · 44m") == true
        }
        // The switch leaves a line, and the request before it stays above.
        #expect(lines.count { $0.hasPrefix("── Acting as Bolt & Nut Co") } == 2, "\(lines)")
        #expect(lines.count { $0.hasPrefix("── Acting as Acme") } == 0, "\(lines)")
        let before = lines.last
        _ = try await shown(screen) {
          $0.last != before && $0.last?.hasPrefix("── Acting as Bolt & Nut Co") == true
        }

        try await screen.press("C-c")
        try await screen.waitForShell()
        let after = try await screen.text
        #expect(after.split(separator: "\n").last?.contains("shell>") == true, "\(after)")
      }
    }
  }

  @Test func `in the background of a shell nothing is drawn`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withScreen(bench.program, columns: 100) { screen in
        try await screen.run("epswitch proxy > base & until [ -s base ]; do :; done")
        try await screen.record()
        try await bench.program.shell("cd ~; curl -fs \"$(cat base)/v2/accounts\"").succeeded()
        try await screen.wait(for: " GET /v2/accounts 200 ")
        let recording = String(decoding: try screen.recording, as: UTF8.self)
        #expect(!recording.contains("\u{1B}[K"), "\(recording)")
        try await screen.run("kill %1; wait")
      }
    }
  }

  /// The lines on the screen once they are so, without empty ones.
  private func shown(
    _ screen: Screen, _ isSo: @escaping ([String]) -> Bool
  ) async throws -> [String] {
    let text = try await screen.wait(until: "the status line") { text in
      isSo(text.split(separator: "\n").map(String.init))
    }
    return text.split(separator: "\n").map(String.init)
  }
}
