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
