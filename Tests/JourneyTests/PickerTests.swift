import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch switch` without a name.
@Suite(.serialized)
struct PickerTests {
  @Test func `typing filters at once, and Enter chooses`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withScreen(bench.program) { screen in
        try await screen.enter("epswitch switch")
        try await screen.wait(for: "Harbour Light")
        try await screen.type("nut")
        try await screen.wait(until: "the one match") { !$0.contains("Harbour Light") }
        try await screen.press("Enter")
        #expect(try await screen.waitForShell() == 0)
        #expect(try await screen.text.contains("Bolt & Nut Co"))
        #expect(try await bench.current().contains(bench.accountID("Bolt & Nut Co")))
      }
    }
  }

  @Test(arguments: ["Escape", "C-c"])
  func `leaving is 130 and changes nothing`(key: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withScreen(bench.program) { screen in
        try await screen.enter("epswitch switch")
        try await screen.wait(for: "Harbour Light")
        bench.server.forgetRequests()
        try await screen.press(key)
        #expect(try await screen.waitForShell() == 130)
        #expect(bench.server.requests.isEmpty)
        #expect(try await bench.current().contains("Acme Industrial"))
      }
    }
  }

  @Test func `without a session it is 3 and no picture`() async throws {
    try await withBench { bench in
      try await withScreen(bench.program, columns: 200) { screen in
        try await screen.enter("epswitch switch")
        #expect(try await screen.waitForShell() == 3)
        #expect(try await screen.text.contains("epswitch login"))
      }
    }
  }
}

/// `epswitch switch --height`: the picker below the prompt.
@Suite(.serialized)
struct InlinePickerTests {
  @Test func `what the shell wrote stays, before and after the choice`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withScreen(bench.program) { screen in
        try await screen.run("echo written before")
        try await screen.enter("epswitch switch --height 10")
        try await screen.wait(for: "Filter:")
        let picker = try await screen.text
        #expect(picker.contains("written before"))
        #expect(picker.contains("epswitch switch --height 10"))
        #expect(try await !screen.showsOtherScreen)
        #expect(
          picker.split(separator: "\n", omittingEmptySubsequences: false).prefix(13).last
            == " Enter switch   Esc cancel   ↑↓ move   Tab keep filter")
        try await screen.type("nut")
        try await screen.wait(until: "the one match") {
          $0.contains("Bolt") && !$0.contains("Harbour Light")
        }
        try await screen.press("Enter")
        #expect(try await screen.waitForShell() == 0)
        let after = try await screen.text
        #expect(after.contains("written before"))
        #expect(!after.contains("Filter:"))
        #expect(try await screen.showsTyping)
        #expect(try await bench.current().contains(bench.accountID("Bolt & Nut Co")))
      }
    }
  }

  @Test func `at the end of a full terminal the lines above move up`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withScreen(bench.program.setting(["EPSWITCH_HEIGHT": "40%"])) { screen in
        try await screen.run("seq 101 140")
        try await screen.enter("epswitch switch")
        try await screen.wait(for: "Filter:")
        let rows = try await screen.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(rows.contains("140"))
        #expect(rows.firstIndex { $0.contains("Acting as") } == 16)
        try await screen.press("Escape")
        #expect(try await screen.waitForShell() == 130)
        #expect(try await screen.text.contains("140"))
      }
    }
  }

  @Test func `Ctrl-Z gives the terminal back, and fg goes on below`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withScreen(bench.program) { screen in
        try await screen.enter("epswitch switch --height 8")
        try await screen.wait(for: "Filter:")
        try await screen.press("C-z")
        try await screen.waitForShell()
        #expect(try await screen.showsTyping)
        #expect(try await !screen.text.contains("Filter:"))
        try await screen.enter("fg")
        try await screen.wait(for: "Filter:")
        try await screen.press("C-l")
        try await screen.type("cafe")
        try await screen.wait(until: "the matches") {
          $0.contains("Café") && !$0.contains("Harbour Light")
        }
        let headers = try await screen.text.split(separator: "\n").filter {
          $0.contains("Acting as")
        }
        #expect(headers.count == 1)
        try await screen.press("Enter")
        #expect(try await screen.waitForShell() == 0)
        #expect(try await bench.current().contains("Café"))
      }
    }
  }
}

/// `epaccount` without a name.
@Suite(.serialized)
struct TerminalPickerTests {
  @Test(arguments: IntegratedShell.allCases)
  func `an account is chosen for this terminal, and the default stays`(
    shell: IntegratedShell
  ) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withScreen(bench.program, columns: 120) { screen in
        try await screen.start(shell, in: bench.home)
        try await screen.enter("epaccount")
        try await screen.wait(for: "Choose for this terminal only; others keep acting as Acme")
        try await screen.type("nut")
        try await screen.wait(until: "the one match") { !$0.contains("Harbour Light") }
        bench.server.forgetRequests()
        try await screen.press("Enter")
        #expect(try await screen.waitForShell() == 0)
        #expect(bench.server.requests.isEmpty)
        #expect(try await screen.text.contains("Bolt & Nut Co"))
        #expect(
          try await screen.actingID(in: bench.home) == bench.accountID("Bolt & Nut Co"))
        #expect(try await bench.current().contains("Acme Industrial"))
        try await screen.enter("epaccount")
        try await screen.wait(for: "Choose for this terminal only")
        try await screen.press("Escape")
        #expect(try await screen.waitForShell() == 130)
        #expect(
          try await screen.actingID(in: bench.home) == bench.accountID("Bolt & Nut Co"))
      }
    }
  }
}
