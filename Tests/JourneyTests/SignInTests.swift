import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// Signing in on a terminal.
@Suite(.serialized)
struct SignInTests {
  @Test func `login asks, hides the password, and lets one choose`() async throws {
    try await withBench { bench in
      try await withScreen(bench.program) { screen in
        try await screen.record()
        try await screen.enter("epswitch login")
        try await screen.wait(for: "User name")
        try await screen.type(bench.store.member.username)
        try await screen.press("Enter")
        try await screen.wait(for: "Password")
        try await eventually("hidden typing") { try await !screen.showsTyping }
        try await screen.type(bench.store.member.password)
        try await screen.press("Enter")
        try await screen.wait(for: "Harbour Light")
        try await screen.type("nut")
        try await screen.wait(until: "the one match") { !$0.contains("Harbour Light") }
        try await screen.press("Enter")
        #expect(try await screen.waitForShell() == 0)
        #expect(try await bench.current().contains("Bolt & Nut Co"))
        #expect(
          try !String(decoding: screen.recording, as: UTF8.self)
            .contains(bench.store.member.password))
      }
    }
  }

  @Test func `Ctrl-C at the password shows typing again`() async throws {
    try await withBench { bench in
      try await withScreen(bench.program) { screen in
        try await screen.enter("stty -a > ~/before")
        try await screen.waitForShell()
        try await screen.enter("epswitch login --username buyer")
        try await screen.wait(for: "Password")
        try await eventually("hidden typing") { try await !screen.showsTyping }
        try await screen.press("C-c")
        #expect(try await screen.waitForShell() == 130)
        try await screen.enter("stty -a > ~/after")
        try await screen.waitForShell()
        let files = try bench.home.files()
        #expect(files["before"] == files["after"])
      }
    }
  }

  @Test func `the dashboard signs in`() async throws {
    try await withBench { bench in
      try await withScreen(bench.program) { screen in
        try await screen.record()
        try await screen.enter("epswitch")
        try await screen.wait(for: "not signed in")
        try await screen.press("Enter")
        try await screen.wait(for: "One-time password")
        try await screen.press("Enter")
        try await screen.wait(for: "User name")
        try await screen.type(bench.store.member.username)
        try await screen.wait(for: bench.store.member.username)
        try await screen.press("Enter")
        try await screen.type(bench.store.member.password)
        try await screen.press("Enter")
        try await screen.wait(for: "Harbour Light")
        try await screen.press("1")
        try await screen.waitUntilActing(as: "Acme Industrial")
        #expect(try await screen.quit() == 0)
        #expect(
          try !String(decoding: screen.recording, as: UTF8.self)
            .contains(bench.store.member.password))
      }
    }
  }

  @Test func `a wrong password in the dashboard can be typed again`() async throws {
    try await withBench { bench in
      try await withScreen(bench.program) { screen in
        try await screen.enter("epswitch")
        try await screen.wait(for: "not signed in")
        try await screen.press("Enter")
        try await screen.wait(for: "One-time password")
        try await screen.press("Enter")
        try await screen.wait(for: "User name")
        try await screen.type(bench.store.member.username)
        try await screen.press("Enter")
        try await screen.type("wrong")
        try await screen.press("Enter")
        try await screen.wait(for: "refused")
        try await screen.type(bench.store.member.password)
        try await screen.press("Enter")
        try await screen.wait(for: "Harbour Light")
      }
    }
  }
}
