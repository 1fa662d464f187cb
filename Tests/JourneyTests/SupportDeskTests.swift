import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// A support agent's day: a ticket, a member, and nothing done as somebody else.
@Suite(.serialized)
struct SupportDeskTests {
  @Test func `a pasted ticket leads to the copied ID in three keys, and to acting in one more`()
    async throws
  {
    try await withBench(SimulatedStore(scenario: .large, accounts: 500)) { bench in
      try await bench.signIn(as: bench.store.roster[0].id)
      let wanted = bench.store.roster[317]
      let dashless = wanted.id.replacing("-", with: "").uppercased()
      try await withScreen(bench.program, columns: 120, rows: 30) { screen in
        try await screen.enter("epswitch")
        try await screen.wait(for: "Acting as")
        try await screen.paste("Ticket 4711: cannot check out (account \(dashless)), please help")
        try await screen.wait(for: "1 of 500")
        try await screen.press("Tab")
        try await screen.press("y")
        try await screen.wait(for: "Sent the ID to the terminal's clipboard: \(wanted.id)")
        try await screen.press("Enter")
        try await screen.waitUntilActing(as: wanted.name)
        #expect(try await screen.quit() == 0)
        #expect(try await bench.current().contains(wanted.id))
      }
    }
  }

  @Test(arguments: [Scenario.desk, .hostile])
  func `a desk impersonates the member of an e-mail address from its dashboard`(
    scenario: Scenario
  ) async throws {
    var store = SimulatedStore(scenario: scenario, impersonation: true)
    store.allowsOneInfoPerProfile = false
    let member = store.member
    let support = try #require(store.passwordProfiles.last).name
    try await withBench(store) { bench in
      let program = try bench.program(withProfiles: [
        "desk": "grant = \"client-credentials\"\nimpersonation-profile = \"\(support)\""
      ]).setting(["EPSWITCH_CLIENT_SECRET": store.clientSecret])
      try await withScreen(program, columns: 120, rows: 30) { screen in
        try await screen.record()
        try await screen.enter("epswitch")
        try await screen.wait(for: "Press Enter to choose the member you act as")
        try await screen.press("Enter")
        try await screen.wait(for: "Member (e-mail address, name or ID):")
        try await screen.type(member.username)
        try await screen.press("Enter")
        try await screen.wait(for: "Reason:")
        #expect(try await screen.text.contains(member.id))
        try await screen.type("ticket 4711")
        try await screen.press("Enter")
        try await screen.wait(for: "impersonated by")
        try await screen.press("Enter")
        try await screen.wait(for: "Now acting as")
        #expect(try await screen.quit() == 0)
        #expect(TerminalStream(try screen.recording).intruders == [])
        #expect(bench.server.members.map(\.credentials) == store.members.map(\.credentials))
        let history = try await program.run("history", "--format", "json").succeeded().output
        #expect(history.contains("ticket 4711"))
        #expect(history.contains("\"impersonate\""))
      }
    }
  }
}
