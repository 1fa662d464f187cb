import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// The dashboard, from the first picture to the shell's prompt.
@Suite(.serialized)
struct DashboardTests {
  @Test func `it opens on the accounts and says whom one acts as`() async throws {
    try await withDashboard { bench, screen in
      // In its first second a token has a whole day left.
      try await screen.wait(for: "23h 59m")
      let header = try await screen.line(with: "Acting as")
      #expect(header.contains("Acme Industrial"))
      #expect(try header.contains(bench.accountID("Acme Industrial")))
      let text = try await screen.text
      for name in ["Bolt & Nut Co", "東京金属株式会社", "Zenith Hospitals", "Łódź Precyzja"] {
        #expect(text.contains(name), "\(text)")
      }
      #expect(text.contains("Ada Buyer <buyer@acme.example>"), "\(text)")
      #expect(try await screen.quit() == 0)
    }
  }

  @Test func `a switch by filter is what current says afterwards`() async throws {
    try await withDashboard { bench, screen in
      try await screen.press("/")
      try await screen.type("nut")
      try await screen.wait(until: "the one match") { !$0.contains("Harbour Light") }
      try await screen.press("Enter")
      try await screen.waitUntilActing(as: "Bolt & Nut Co")
      #expect(try await bench.current().contains(bench.accountID("Bolt & Nut Co")))
      #expect(try await screen.quit() == 0)
    }
  }

  @Test func `Esc clears the filter before anything else`() async throws {
    try await withDashboard { _, screen in
      try await screen.press("/")
      try await screen.type("zenith")
      try await screen.wait(until: "one match") {
        !$0.contains("Harbour Light") && $0.contains("Zenith")
      }
      try await screen.press("Escape")
      try await screen.wait(for: "Harbour Light")
      #expect(try await screen.showsOtherScreen)
    }
  }

  @Test func `moving down and Enter switches to that row`() async throws {
    try await withDashboard { bench, screen in
      let second = try await bench.program.run("list").outputLines[1].split(
        separator: "\t", omittingEmptySubsequences: false)
      try await screen.press("g", "j", "Enter")
      try await screen.waitUntilActing(as: String(second[1]))
      #expect(try await bench.current().contains(second[2]))
    }
  }

  @Test func `a digit switches to the row with that number`() async throws {
    try await withDashboard { bench, screen in
      let third = try await bench.program.run("list").outputLines[2].split(
        separator: "\t", omittingEmptySubsequences: false)
      try await screen.press("3")
      try await eventually("current to be \(third[1])") {
        try await bench.current().contains(third[2])
      }
      try await screen.waitUntilActing(as: String(third[1].prefix(10)))
    }
  }

  @Test func `the time left runs`() async throws {
    try await withDashboard(actingAs: "Bolt") { _, screen in
      let first = try await screen.line(with: "Acting as")
      #expect(first.contains("44m "), "\(first)")
      for _ in 1...2 {
        let before = try await screen.line(with: "Acting as")
        try await screen.wait(until: "another time left") { screen in
          !screen.contains(before) && screen.contains("Acting as")
        }
      }
    }
  }

  @Test func `details show the account and what its token says, never the token`() async throws {
    try await withDashboard { bench, screen in
      let token = try await bench.program.run("token").succeeded().output
      try await screen.press("i")
      let text = try await screen.wait(for: bench.store.member.id)
      #expect(try text.contains(bench.accountID("Acme Industrial")))
      #expect(!text.contains(token.prefix(20)))
      #expect(!text.contains("eyJ"))
      try await screen.press("Escape")
      try await screen.wait(for: "Harbour Light")
    }
  }

  @Test func `help names the keys and goes away`() async throws {
    try await withDashboard { _, screen in
      try await screen.press("?")
      let text = try await screen.wait(until: "help in place of the list") {
        !$0.contains("Harbour Light") && $0.contains("PgUp")
      }
      for word in ["Enter", "find by name", "details"] { #expect(text.contains(word), "\(text)") }
      try await screen.press("Escape")
      try await screen.wait(for: "Harbour Light")
    }
  }

  @Test func `r renews the tokens`() async throws {
    try await withDashboard { bench, screen in
      let before = try await bench.program.run("token").succeeded().output
      bench.server.forgetRequests()
      try await screen.press("r")
      try await eventually("another token") {
        try await bench.program.run("token").output != before
      }
      try await screen.waitUntilActing(as: "Acme Industrial")
    }
  }

  @Test func `a failure stays until it is dismissed, and the account does too`() async throws {
    try await withDashboard { bench, screen in
      bench.server.faults.turnOn(.status(503))
      try await screen.press("3")
      try await screen.wait(for: "503")
      try await screen.press("Down", "Up", "Down")
      // A key that shows, so that the ones before have been seen.
      try await screen.press("?")
      try await screen.wait(until: "help") { !$0.contains("Harbour Light") }
      try await screen.press("q")
      try await screen.wait(for: "Harbour Light")
      try await screen.wait(for: "503")
      try await screen.press("Escape")
      try await screen.wait(until: "no failure any more") { !$0.contains("503") }
      try await screen.waitUntilActing(as: "Acme Industrial")
      #expect(try await bench.current().contains(bench.accountID("Acme Industrial")))
      bench.server.faults.turnOffAll()
      try await screen.press("3")
      try await screen.wait(until: "another account") { screen in
        !screen.split(separator: "\n").contains {
          $0.contains("Acting as") && $0.contains("Acme Industrial")
        }
      }
    }
  }

  @Test func `a failure names the key that helps, not a command`() async throws {
    try await withDashboard { bench, screen in
      bench.server.faults.turnOn(.expiredAccountTokens)
      try await screen.press("3")
      let refused = try await screen.wait(for: "Press s to sign in again.")
      #expect(!refused.contains("epswitch login"), "\(refused)")
      bench.server.faults.turnOffAll()
      try await screen.press("Escape")
      try await screen.wait(until: "no failure any more") { !$0.contains("×") }
      let bolt = try bench.accountID("Bolt & Nut Co")
      bench.server.removeAccount(bolt, fromMember: bench.store.member.id)
      try await screen.press("2")
      let gone = try await screen.wait(for: "Press r to load the accounts again.")
      #expect(!gone.contains("epswitch refresh"), "\(gone)")
      try await screen.waitUntilActing(as: "Acme Industrial")
    }
  }

  @Test func `Ctrl-J moves the cursor and switches to nothing`() async throws {
    try await withDashboard { bench, screen in
      bench.server.forgetRequests()
      try await screen.press("C-j")
      try await screen.wait(until: "the cursor on the next row") { screen in
        screen.split(separator: "\n").contains { $0.contains("▌") && $0.contains("Bolt & Nut") }
      }
      // A key that shows, so that whatever Ctrl-J ordered would have been seen.
      try await screen.press("?")
      try await screen.wait(until: "help") { !$0.contains("Harbour Light") }
      #expect(bench.requests.isEmpty)
      #expect(try await bench.current().contains(bench.accountID("Acme Industrial")))
    }
  }

  @Test func `a switch takes the place of a refresh that takes long`() async throws {
    try await withDashboard { bench, screen in
      bench.server.faults.turnOn(.delay(.seconds(600)), times: 1)
      bench.server.forgetRequests()
      try await screen.press("r")
      try await screen.wait(for: "Loading accounts")
      try await eventually("the request") { !bench.requests.isEmpty }
      try await screen.press("2")
      let text = try await screen.wait(for: "Now acting as Bolt & Nut Co.")
      #expect(!text.contains("Loading"), "\(text)")
      try await screen.waitUntilActing(as: "Bolt & Nut Co")
      #expect(try await bench.current().contains(bench.accountID("Bolt & Nut Co")))
    }
  }

  @Test func `a success is said for a while and then no more`() async throws {
    try await withDashboard { _, screen in
      try await screen.press("2")
      try await screen.wait(for: "✓ Now acting as Bolt & Nut Co.")
      try await screen.wait(until: "no success any more", within: .seconds(30)) {
        !$0.contains("✓")
      }
      try await screen.waitUntilActing(as: "Bolt & Nut Co")
    }
  }

  @Test func `Esc cancels a switch that takes long`() async throws {
    try await withDashboard { bench, screen in
      bench.server.faults.turnOn(.delay(.seconds(600)))
      bench.server.forgetRequests()
      try await screen.press("3")
      try await eventually("the request") { !bench.server.requests.isEmpty }
      try await screen.press("Escape")
      try await screen.wait(until: "no switch under way") { !$0.contains("→") }
      bench.server.faults.turnOffAll()
      try await screen.waitUntilActing(as: "Acme Industrial")
      try await screen.press("2")
      try await screen.waitUntilActing(as: "Bolt & Nut Co")
    }
  }
}

/// Opening and leaving.
@Suite(.serialized)
struct LeavingTests {
  @Test(arguments: ["q", "C-c"])
  func `leaving gives the shell its screen and its modes back`(key: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withScreen(bench.program) { screen in
        try await screen.enter("echo what stood here; stty -a > ~/before")
        try await screen.waitForShell()
        try await screen.enter("epswitch")
        try await screen.wait(for: "Acting as")
        #expect(try await !(screen.text.contains("what stood here")))
        #expect(try await screen.showsOtherScreen)
        try await screen.press(key)
        #expect(try await screen.waitForShell() == 0)
        let text = try await screen.text
        #expect(text.contains("what stood here"))
        #expect(!text.contains("Acting as"))
        #expect(try await !(screen.showsOtherScreen))
        try await screen.enter("stty -a > ~/after")
        try await screen.waitForShell()
        let files = try bench.home.files()
        #expect(files["before"] == files["after"])
        #expect(files["before"]?.isEmpty == false)
      }
    }
  }

  @Test func `Ctrl-Z gives the shell the screen, and fg comes back`() async throws {
    try await withDashboard { _, screen in
      try await screen.press("C-z")
      #expect(try await screen.waitForShell() == 128 + SIGTSTP)
      #expect(try await !(screen.showsOtherScreen))
      try await screen.enter("echo meanwhile")
      #expect(try await screen.waitForShell() == 0)
      try await screen.enter("fg")
      try await screen.wait(for: "Acting as")
      #expect(try await screen.showsOtherScreen)
      try await screen.press("Down", "Enter")
      try await screen.waitUntilActing(as: "Bolt & Nut Co")
      #expect(try await screen.quit() == 0)
      #expect(try await screen.text.contains("meanwhile"))
    }
  }

  @Test(arguments: [
    SIGTERM, SIGHUP, SIGINT, SIGSEGV, SIGQUIT, SIGABRT, SIGUSR1, SIGALRM, SIGUSR2,
  ])
  func `a signal leaves the terminal as it was`(signal: Int32) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withScreen(bench.program) { screen in
        try await screen.enter("stty -a > ~/before")
        try await screen.waitForShell()
        try await screen.enter("epswitch")
        try await screen.wait(for: "Acting as")
        kill(try await screen.foregroundProcess, signal)
        #expect(try await screen.waitForShell() == 128 + signal)
        #expect(try await !(screen.showsOtherScreen))
        try await screen.enter("stty -a > ~/after")
        try await screen.waitForShell()
        let files = try bench.home.files()
        #expect(files["before"] == files["after"])
        #expect(files["before"]?.isEmpty == false)
      }
    }
  }
}
