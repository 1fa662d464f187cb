import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// Profiles and production stores in the dashboard.
@Suite(.serialized)
struct StoreTests {
  @Test func `a profile opened with p is the one of the next command`() async throws {
    try await withBench(.desk) { bench in
      let own = try bench.credential("buyer@acme.example", inProfile: "Members")
      let desk = try bench.credential("buyer@acme.example", inProfile: "Impersonation")
      try await bench.signIn(with: own, as: "Acme Industrial")
      try await bench.signIn(with: desk, as: "Southgate Returns")
      let program = try bench.program(withProfiles: [
        "own": "password-profile = \"\(own.passwordProfileID)\"",
        "desk": "color = \"magenta\"\npassword-profile = \"\(desk.passwordProfileID)\"",
      ])
      try await withTerminals(program) { first, second in
        try await first.enter("epswitch")
        try await first.waitUntilActing(as: "Acme Industrial")
        try await first.press("p")
        let panel = try await first.wait(for: "Profiles")
        #expect(panel.contains("● own"), "\(panel)")
        #expect(panel.contains("Sam Support"), "\(panel)")
        try await first.press("2")
        try await first.wait(for: "Opened desk.")
        try await first.waitUntilActing(as: "Southgate Returns")
        #expect(try await first.text.contains("Sam Support <support@store.example>"))
        #expect(try await first.quit() == 0)
        #expect(try await first.prompt().contains("⟨Southgate Returns"))
        #expect(
          try await first.actingID(in: bench.home) == bench.accountID("Southgate Returns"))
        #expect(try await program.run("current").output.contains("Sam Support"))

        // The other terminal was shown the profile before.
        #expect(try await second.actingID(in: bench.home) == bench.accountID("Acme Industrial"))
        #expect(try await second.prompt().contains("⟨Southgate Returns"))
      }
    }
  }

  @Test func `production asks why, and keeps the answer`() async throws {
    try await withBench { bench in
      let bolt = try bench.accountID("Bolt & Nut Co")
      try await bench.withProduction { bench in
        try await withScreen(bench.program) { screen in
          try await screen.enter("epswitch")
          try await screen.wait(for: "epswitch   PRODUCTION · live")
          try await screen.press("Down", "Enter")
          try await screen.wait(for: "Reason to act as Bolt & Nut Co (\(bolt)) in live")
          try await screen.press("Enter")
          try await screen.wait(for: "Type a reason, or press Esc to cancel.")
          try await screen.type("ticket 17")
          try await screen.press("Enter")
          try await screen.waitUntilActing(as: "Bolt & Nut Co")
          #expect(try await screen.quit() == 0)
        }
        let event = try await bench.program.run("history").succeeded().outputLines[0]
        for part in ["switch", "Bolt & Nut Co", "ticket 17"] {
          #expect(event.contains(part), "\(event)")
        }
      }
    }
  }

  @Test func `Esc instead of a reason changes nothing`() async throws {
    try await withBench { bench in
      try await bench.withProduction { bench in
        let history = try await bench.program.run("history").succeeded().output
        try await withScreen(bench.program) { screen in
          try await screen.enter("epswitch")
          try await screen.waitUntilActing(as: "Acme Industrial")
          bench.server.forgetRequests()
          try await screen.press("2")
          try await screen.wait(for: "Reason:")
          try await screen.type("no, not this on")
          try await screen.press("Escape")
          try await screen.wait(for: "Cancelled. Nothing was changed.")
          try await screen.waitUntilActing(as: "Acme Industrial")
          #expect(try await screen.quit() == 0)
        }
        #expect(bench.requests.isEmpty)
        #expect(try await bench.current().contains(bench.accountID("Acme Industrial")))
        #expect(try await bench.program.run("history").succeeded().output == history)
      }
    }
  }

  @Test func `the reason of a picker is the one of its command`() async throws {
    try await withBench { bench in
      try await bench.withProduction { bench in
        try await withScreen(bench.program, columns: 120) { screen in
          try await screen.enter("epswitch switch --reason 'ticket 42'")
          try await screen.wait(for: "Harbour Light")
          try await screen.type("nut")
          try await screen.wait(until: "the one match") { !$0.contains("Harbour Light") }
          try await screen.press("Enter")
          #expect(try await screen.waitForShell() == 0)
          #expect(try await screen.text.contains("Acting as Bolt & Nut Co"))
        }
        let event = try await bench.program.run("history").succeeded().outputLines[0]
        for part in ["switch", "Bolt & Nut Co", "ticket 42"] {
          #expect(event.contains(part), "\(event)")
        }
      }
    }
  }

  @Test func `a picker without a reason asks for it in production`() async throws {
    try await withBench { bench in
      let bolt = try bench.accountID("Bolt & Nut Co")
      try await bench.withProduction { bench in
        try await withScreen(bench.program) { screen in
          try await screen.enter("epswitch switch")
          try await screen.wait(for: "Harbour Light")
          try await screen.type("nut")
          try await screen.wait(until: "the one match") { !$0.contains("Harbour Light") }
          try await screen.press("Enter")
          try await screen.wait(for: "Reason to act as Bolt & Nut Co (\(bolt)) in live")
          try await screen.type("ticket 43")
          try await screen.press("Enter")
          #expect(try await screen.waitForShell() == 0)
        }
        #expect(try await bench.current().contains(bolt))
        #expect(try await bench.program.run("history").output.contains("ticket 43"))
      }
    }
  }

  @Test func `a roster that is not whole is said to be so`() async throws {
    try await withBench { bench in
      bench.server.faults.turnOn(.overstatedTotal(by: 3))
      try await bench.signIn(as: "Acme Industrial")
      try await withScreen(bench.program) { screen in
        try await screen.enter("epswitch")
        try await screen.waitUntilActing(as: "Acme Industrial")
        try await screen.wait(for: "The list is incomplete: 12 of 15 accounts.")
        bench.server.faults.turnOffAll()
        try await screen.press("r")
        try await screen.wait(until: "no warning any more") {
          $0.contains("Loaded 12 accounts") && !$0.contains("incomplete")
        }
        bench.server.faults.turnOn(.unusableRows(1))
        try await screen.press("r")
        // The refresh itself did not fail.
        let text = try await screen.wait(for: "! The list is incomplete: 11 of 12 accounts")
        #expect(text.contains("✓ Loaded 11 of 12 accounts, with new tokens."), "\(text)")
        #expect(try await screen.quit() == 0)
      }
    }
  }
}
