import CommerceSimulator
import ProgramTesting

/// Opens the dashboard of a member who acts as an account, in a terminal.
///
/// - Parameter account: a part of the name, or the ID.
func withDashboard(
  _ scenario: Scenario = .showcase, actingAs account: String = "Acme Industrial",
  columns: Int = 80, rows: Int = 24, term: String = "tmux-256color",
  environment: [String: String] = [:], _ body: (Bench, Screen) async throws -> Void
) async throws {
  try await withBench(scenario) { bench in
    try await bench.signIn(as: account)
    try await withScreen(
      bench.program.setting(environment), columns: columns, rows: rows, term: term
    ) { screen in
      try await screen.enter("epswitch")
      try await screen.wait(for: "Acting as")
      try await body(bench, screen)
    }
  }
}

extension Screen {
  /// Waits until the header says that one acts as an account.
  func waitUntilActing(as name: String, file: String = #fileID, line: Int = #line) async throws {
    try await wait(until: "Acting as \(name)", file: file, line: line) { screen in
      // The label is short where the name and its ID need the room.
      screen.split(separator: "\n").contains {
        ($0.contains("Acting as") || $0.hasPrefix(" As ")) && $0.contains(name)
      }
    }
  }

  /// Leaves the dashboard; it has to end well.
  func quit(file: String = #fileID, line: Int = #line) async throws -> Int32 {
    try await press("q")
    return try await waitForShell(file: file, line: line)
  }
}

extension Bench {
  /// What `epswitch current` says, as name and ID.
  func current() async throws -> String {
    try await program.run("current").succeeded().output
  }
}
