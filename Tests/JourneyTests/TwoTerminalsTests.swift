import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// Two terminals of one person: what a prompt shows is what the next command acts as.
@Suite(.serialized)
struct TwoTerminalsTests {
  @Test(arguments: IntegratedShell.allCases)
  func `a prompt's account acts until the next prompt shows another`(
    shell: IntegratedShell
  ) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let (acme, bolt) = try (
        bench.accountID("Acme Industrial"), bench.accountID("Bolt & Nut Co")
      )
      try await withTerminals(bench.program, shell: shell) { first, second in
        #expect(try await first.prompt().contains("⟨Acme Industrial"))
        #expect(try await second.run("epswitch switch bolt") == 0)
        #expect(try await second.prompt().contains("⟨Bolt & Nut Co"))

        #expect(try await first.actingID(in: bench.home) == acme)
        let text = try await first.text
        #expect(text.contains("the default is now Bolt & Nut Co (\(bolt))"), "\(text)")
        #expect(try await first.prompt().contains("⟨Bolt & Nut Co"))

        #expect(try await first.actingID(in: bench.home) == bolt)
        #expect(try await second.actingID(in: bench.home) == bolt)
      }
    }
  }

  @Test(arguments: IntegratedShell.allCases)
  func `a switch counts for the rest of its line`(shell: IntegratedShell) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withScreen(bench.program, columns: 240) { screen in
        try await screen.start(shell, in: bench.home)
        #expect(
          try await screen.actingID("epswitch switch bolt && ", in: bench.home)
            == bench.accountID("Bolt & Nut Co"))
        let text = try await screen.text
        #expect(!text.contains("the default is now"), "\(text)")
      }
    }
  }

  @Test func `in production a command refuses what its prompt did not show`() async throws {
    try await withBench { bench in
      try await bench.withProduction { bench in
        let (acme, bolt) = try (
          bench.accountID("Acme Industrial"), bench.accountID("Bolt & Nut Co")
        )
        try await withTerminals(bench.program) { first, second in
          #expect(try await first.prompt().contains("⟨PROD Acme Industrial"))
          #expect(try await second.run("epswitch switch bolt --reason 'ticket 5'") == 0)
          bench.server.forgetRequests()
          #expect(try await first.actingID(in: bench.home) == "exit 4")
          #expect(bench.requests.isEmpty)
          let text = try await first.text
          for part in ["live", "Acme Industrial (\(acme))", "Bolt & Nut Co (\(bolt))"] {
            #expect(text.contains(part), "\(text)")
          }
          #expect(try await first.prompt().contains("⟨PROD Bolt & Nut Co"))
          #expect(try await first.actingID(in: bench.home) == bolt)
        }
      }
    }
  }

  @Test func `a switch in the dashboard is one that the other terminal was not shown`()
    async throws
  {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let (acme, bolt) = try (
        bench.accountID("Acme Industrial"), bench.accountID("Bolt & Nut Co")
      )
      try await withTerminals(bench.program) { first, second in
        try await first.enter("epswitch")
        try await first.waitUntilActing(as: "Acme Industrial")
        try await first.press("Down", "Enter")
        try await first.waitUntilActing(as: "Bolt & Nut Co")

        #expect(try await second.actingID(in: bench.home) == acme)
        let text = try await second.text
        #expect(text.contains("the default is now Bolt & Nut Co (\(bolt))"), "\(text)")

        #expect(try await first.quit() == 0)
        #expect(try await first.actingID(in: bench.home) == bolt)
        #expect(try await !(first.text.contains("the default is now")))
      }
    }
  }

  @Test func `what a dashboard showed last is what the rest of its line acts as`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withTerminals(bench.program) { first, second in
        let file = "\(bench.home.path)/acting-as"
        try await first.enter("epswitch; epswitch exec -- printenv EP_ACCOUNT_ID > ~/acting-as")
        try await first.waitUntilActing(as: "Acme Industrial")
        #expect(try await second.run("epswitch switch bolt") == 0)
        try await first.waitUntilActing(as: "Bolt & Nut Co")
        #expect(try await first.quit() == 0)
        let id = try String(contentsOfFile: file, encoding: .utf8)
        #expect(try id == bench.accountID("Bolt & Nut Co") + "\n")
        #expect(try await !(first.text.contains("the default is now")))
      }
    }
  }

  @Test func `a terminal whose member was signed out elsewhere acts as nobody`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withTerminals(bench.program) { first, second in
        let prompt = try await first.prompt()
        #expect(prompt.contains("⟨Acme Industrial"))
        #expect(try await second.run("epswitch logout") == 0)
        bench.server.forgetRequests()
        #expect(try await first.actingID(in: bench.home) == "exit 4")
        #expect(try await first.text.contains("was signed out in another terminal"))
        #expect(bench.requests.isEmpty)
        #expect(try await !(first.prompt().contains("⟨")))
        #expect(try await first.actingID(in: bench.home) == "exit 3")
      }
    }
  }
}
