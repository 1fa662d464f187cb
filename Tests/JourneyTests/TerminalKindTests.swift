import Foundation
import ProgramTesting
import Testing

/// Small, large, plain and strange terminals.
@Suite(.serialized)
struct TerminalKindTests {
  @Test func `it follows the window down to one cell and back`() async throws {
    try await withDashboard { _, screen in
      try await screen.resize(columns: 20, rows: 5)
      try await screen.wait(until: "a list of 20 by 5") { text in
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return text.contains("Acme") && !text.contains("Acting as") && lines.count <= 6
      }
      try await screen.press("Down")
      try await screen.wait(for: "Bolt")
      try await screen.resize(columns: 1, rows: 1)
      try await screen.wait(until: "one cell") { $0.count <= 2 }
      try await screen.resize(columns: 80, rows: 24)
      try await screen.waitUntilActing(as: "Acme Industrial")
      try await screen.wait(for: "Harbour Light")
      #expect(try await screen.quit() == 0)
    }
  }

  @Test func `a window of 20 by 5 can switch`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withScreen(bench.program, columns: 20, rows: 5) { screen in
        try await screen.enter("epswitch")
        try await eventually("the other screen") { try await screen.showsOtherScreen }
        try await screen.wait(for: "Acme")
        try await screen.press("/")
        try await screen.type("nut")
        try await screen.press("Enter")
        try await eventually("the switch") {
          try await bench.current().contains("Bolt & Nut Co")
        }
      }
    }
  }

  @Test func `a wide window shows names whole, and the ID under the cursor`() async throws {
    try await withDashboard(columns: 200, rows: 50) { bench, screen in
      let text = try await screen.wait(for: "Harbour Light Marine Supply")
      for account in ["Acme Industrial", "Łódź Precyzja Sp. z o.o."] {
        #expect(text.contains(account))
        #expect(try text.contains(bench.accountID(account).prefix(8)))
      }
      #expect(try text.contains(bench.accountID("Acme Industrial")))
      #expect(try await screen.quit() == 0)
    }
  }

  @Test func `NO_COLOR takes the colours away and leaves the meaning`() async throws {
    try await withDashboard { _, screen in
      let text = try await screen.colours
      #expect(!colours(in: text).isEmpty)
    }
    try await withDashboard(environment: ["NO_COLOR": "1"]) { _, screen in
      let text = try await screen.colours
      #expect(colours(in: text) == [])
      #expect(text.contains("●"))
    }
  }

  @Test(arguments: ["xterm-256color", "xterm", "screen", "vt100", "linux"])
  func `it draws on a common terminal`(term: String) async throws {
    try await withDashboard(term: term) { _, screen in
      try await screen.wait(for: "Harbour Light")
      #expect(try await screen.quit() == 0)
    }
  }

  @Test(arguments: ["dumb", "no-such-terminal", ""])
  func `a terminal that cannot be drawn on is one line and 1`(term: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withScreen(bench.program, term: term) { screen in
        for command in ["epswitch", "epswitch switch", "epswitch demo"] {
          try await screen.enter(command + " 2> ~/errors")
          #expect(try await screen.waitForShell() == 1)
          let errors = String(
            decoding: try #require(try bench.home.files()["errors"]), as: UTF8.self)
          #expect(errors.hasPrefix("epswitch: ") && errors.hasSuffix(".\n"), "\(errors)")
          #expect(errors.count { $0 == "\n" } == 1, "\(errors)")
        }
      }
    }
  }

  /// The colours among the renditions (SGR) of a text.
  private func colours(in text: String) -> [String] {
    TerminalStream(Data(text.utf8)).pieces.compactMap { piece in
      guard case .sequence(let parameters, "m") = piece else { return nil }
      let numbers = parameters.split { ";:".contains($0) }.compactMap { Int($0) }
      // 39 and 49 are the person's own colours.
      let isColour = numbers.contains {
        (30...38).contains($0) || (40...48).contains($0) || $0 >= 90
      }
      return isColour ? parameters : nil
    }
  }
}
