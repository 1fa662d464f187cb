import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// A profile that is production: nobody acts as an account without saying why.
@Suite(.serialized)
struct ReasonTests {
  private struct Event: Decodable {
    let kind: String
    let account_name: String?
    let reason: String?
  }

  private struct History: Decodable { let events: [Event] }

  private func withProduction(
    _ body: (Bench) async throws -> Void
  ) async throws {
    try await withBench { bench in
      let program = try bench.program(withProfile: "live", "production = true")
      let live = bench.with(program)
      try await program.run(
        "login", "--username", bench.store.member.username, "--password-stdin", "--account",
        "Acme Industrial", "--reason", "start", input: bench.store.member.password
      ).succeeded()
      bench.server.forgetRequests()
      try await body(live)
    }
  }

  private func last(_ bench: Bench) async throws -> Event {
    try #require(
      try await bench.program.run("history", "--format", "json").succeeded().json(History.self)
        .events.first)
  }

  @Test(arguments: [
    ["switch", "bolt"], ["switch", "-"], ["switch", "bolt", "--reason", " \u{200B}"],
    ["exec", "--account", "bolt", "--", "true"], ["token", "--account", "bolt"],
    ["env", "--shell", "bash", "--account", "bolt"], ["header", "--account", "bolt"],
    ["export", "json", "--account", "bolt"], ["export", "epcc", "--account", "bolt"],
    ["login", "--username", "x", "--password-stdin", "--account", "bolt"],
  ])
  func `choosing an account without a reason is 64 and asks the store nothing`(
    arguments: [String]
  ) async throws {
    try await withProduction { bench in
      if arguments.contains("-") {
        try await bench.program.run("switch", "bolt", "--reason", "there and back").succeeded()
        bench.server.forgetRequests()
      }
      let before = try await bench.program.currentID()
      let outcome = try await bench.program.run(arguments: arguments, input: "secret")
      #expect(outcome.exitCode == 64, "\(outcome)")
      #expect(outcome.isOneSentence, "\(outcome)")
      #expect(outcome.errors.contains("--reason"))
      #expect(bench.server.requests.isEmpty)
      #expect(try await bench.program.currentID() == before)
    }
  }

  @Test func `with a reason it is done and kept`() async throws {
    try await withProduction { bench in
      try await bench.program.run("switch", "bolt", "--reason", "ticket 7").succeeded()
      let event = try await last(bench)
      #expect(event.kind == "switch")
      #expect(event.account_name == "Bolt & Nut Co")
      #expect(event.reason == "ticket 7")
    }
  }

  @Test func `an account of this terminal alone needs a reason to be handed out`() async throws {
    try await withProduction { bench in
      let terminal = bench.program.setting(["EPSWITCH_ACCOUNT": "bolt"])
      #expect(try await terminal.run("token").exitCode == 64)
      try await terminal.run("token", "--reason", "ticket 9").succeeded()
      #expect(try await last(bench).reason == "ticket 9")
      // To look at it needs none.
      try await terminal.run("current").succeeded()
    }
  }

  @Test func `running a program as the account chosen before needs none`() async throws {
    try await withProduction { bench in
      try await bench.program.run("exec", "--", "true").succeeded()
      #expect(try await last(bench).kind == "exec")
    }
  }

  @Test func `elsewhere no reason is needed`() async throws {
    try await withBench { bench in
      let program = try bench.program(withProfile: "staging")
      try await bench.with(program).signIn(as: "Acme Industrial")
      try await program.run("switch", "bolt").succeeded()
    }
  }

  @Test func `in a terminal the reason is asked for`() async throws {
    try await withProduction { bench in
      try await withScreen(bench.program) { screen in
        try await screen.enter("epswitch switch bolt")
        try await screen.wait(for: "Reason (live is production):")
        try await screen.type("ticket 8")
        try await screen.press("Enter")
        #expect(try await screen.waitForShell() == 0)
      }
      #expect(try await last(bench).reason == "ticket 8")
    }
  }

  @Test func `in a terminal no answer is no reason`() async throws {
    try await withProduction { bench in
      try await withScreen(bench.program) { screen in
        try await screen.enter("epswitch switch bolt")
        try await screen.wait(for: "Reason (live is production):")
        try await screen.press("Enter")
        #expect(try await screen.waitForShell() == 64)
      }
      #expect(try await bench.program.currentID() == bench.accountID("Acme Industrial"))
    }
  }
}
