import CommerceSimulator
import ProgramTesting
import Testing

/// An open dashboard while another terminal does something: it follows and says so, and Enter acts as
/// what it shows.
@Suite(.serialized)
struct FollowTests {
  /// How soon the screen follows; a busy machine takes longer than the second it is meant to.
  private let soon = Duration.seconds(10)

  @Test func `a switch elsewhere moves the header and is said`() async throws {
    try await withDashboard { bench, screen in
      let bolt = try bench.accountID("Bolt & Nut Co")
      try await bench.program.run("switch", "bolt").succeeded()
      try await screen.wait(for: "Another terminal switched to Bolt & Nut Co", within: soon)
      try await screen.waitUntilActing(as: "Bolt & Nut Co")
      #expect(try await screen.line(with: "Acting as").contains(bolt))

      // The cursor is where it was: on the account the screen showed first.
      #expect(try await screen.line(with: "▌").contains("Acme Industrial"))
      try await screen.press("Enter")
      try await screen.waitUntilActing(as: "Acme Industrial")
      #expect(try await bench.current().contains(bench.accountID("Acme Industrial")))
      #expect(try await !(screen.text.contains("Another terminal")))
      #expect(try await screen.quit() == 0)
    }
  }

  @Test func `a sign-out elsewhere leaves nothing to act as`() async throws {
    try await withDashboard { bench, screen in
      try await bench.program.run("logout").succeeded()
      try await screen.wait(for: "was signed out in another terminal", within: soon)
      let text = try await screen.wait(for: "You are not signed in.")
      #expect(!text.contains("Harbour Light"))
      #expect(text.contains("nobody"))
      bench.server.forgetRequests()
      try await screen.press("Enter")
      try await screen.wait(for: "Sign in to")
      #expect(bench.requests.isEmpty)
    }
  }

  @Test func `another member's sign-in elsewhere is whom the screen shows and acts as`()
    async throws
  {
    try await withBench(.desk) { bench in
      try await bench.signIn(
        with: bench.credential("buyer@acme.example", inProfile: "Members"),
        as: "Harbour Light Marine Supply")
      try await withScreen(bench.program, columns: 120) { screen in
        try await screen.enter("epswitch")
        try await screen.wait(for: "Ada Buyer <buyer@acme.example>")
        try await screen.waitUntilActing(as: "Harbour Light Marine Supply")
        try await bench.signIn(
          with: bench.credential("buyer@acme.example", inProfile: "Impersonation"),
          as: "Southgate Returns")
        try await screen.wait(for: "Another terminal signed in as Sam Support", within: soon)
        try await screen.waitUntilActing(as: "Southgate Returns")
        let text = try await screen.text
        #expect(text.contains("Sam Support <support@store.example>"), "\(text)")
        #expect(!text.contains("Ada Buyer"), "\(text)")
        #expect(!text.contains("Harbour Light"), "\(text)")

        try await screen.press("3")
        try await screen.waitUntilActing(as: "Northwind Support")
        let current = try await bench.current()
        #expect(try current.contains(bench.accountID("Northwind Support")))
        #expect(current.contains("Sam Support"))
        #expect(try await screen.quit() == 0)
      }
    }
  }

  @Test func `a switch elsewhere while a refresh runs is not lost`() async throws {
    try await withDashboard { bench, screen in
      bench.server.faults.turnOn(
        .delay(.seconds(2)), for: .path("/v2/account-members/tokens"), times: 1)
      bench.server.forgetRequests()
      try await screen.press("r")
      try await eventually("the request") { !bench.requests.isEmpty }
      try await bench.program.run("switch", "bolt").succeeded()
      try await screen.waitUntilActing(as: "Bolt & Nut Co")
      try await screen.wait(until: "the end of the refresh") { !$0.contains("Loading") }
      try await screen.waitUntilActing(as: "Bolt & Nut Co")
      #expect(try await bench.current().contains(bench.accountID("Bolt & Nut Co")))
    }
  }
}
