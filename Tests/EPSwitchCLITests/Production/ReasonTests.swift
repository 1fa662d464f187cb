import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// A profile that is production: nobody acts as an account without saying why.
@Suite(.serialized)
struct ReasonTests {
  private struct Event: Decodable {
    let kind: String
    let result: String
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

  @Test(arguments: [
    (["api", "-X", "DELETE", "/v2/carts/x", "--account", "bolt"], "api"),
    (["switch", "bolt"], "switch"), (["token", "--account", "bolt"], "export"),
    (["exec", "--account", "bolt", "--", "true"], "exec"),
  ])
  func `that the reason was missing is in the history`(
    arguments: [String], kind: String
  ) async throws {
    try await withProduction { bench in
      #expect(try await bench.program.run(arguments: arguments).exitCode == 64)
      let event = try await last(bench)
      #expect(event.kind == kind)
      #expect(event.result == "failed")
      #expect(event.account_name == "Bolt & Nut Co")
      #expect(event.reason?.contains("needs a reason") == true)
    }
  }

  @Test func `EPSWITCH_REASON is the reason of a whole terminal`() async throws {
    try await withProduction { bench in
      let terminal = bench.program.setting(["EPSWITCH_REASON": "shift of Ada"])
      for arguments in [
        ["switch", "bolt"], ["token", "--account", "acme"],
        ["exec", "--account", "acme", "--", "true"],
        ["env", "--shell", "bash", "--account", "acme"], ["header", "--account", "acme"],
        ["api", "/v2/accounts", "--account", "acme"],
      ] {
        try await terminal.run(arguments: arguments).succeeded()
        #expect(try await last(bench).reason == "shift of Ada", "\(arguments)")
      }
      // What is said for one command comes first; nothing but blanks is no reason.
      try await terminal.run("token", "--account", "acme", "--reason", "ticket 10").succeeded()
      #expect(try await last(bench).reason == "ticket 10")
      let blank = bench.program.setting(["EPSWITCH_REASON": " \u{200B} "])
      #expect(try await blank.run("token", "--account", "acme").exitCode == 64)
    }
  }

  @Test func `signing in to the only account chooses it with a reason alone`() async throws {
    try await withBench(.single) { bench in
      let program = try bench.program(withProfile: "live", "production = true")
      let login = ["login", "--username", bench.store.member.username, "--password-stdin"]
      let without = try await program.run(arguments: login, input: bench.store.member.password)
      #expect(without.exitCode == 0, "\(without)")
      #expect(without.errors.contains("No account is chosen yet"), "\(without)")
      #expect(without.errors.contains("needs a reason"), "\(without)")
      #expect(without.errors.contains("`epswitch switch`"), "\(without)")
      #expect(try await program.run("token").exitCode == 4)
      try await program.run(
        arguments: login + ["--reason", "ticket 11"], input: bench.store.member.password
      ).succeeded()
      #expect(try await program.currentID() == bench.store.roster[0].id)
      let event = try await last(bench.with(program))
      #expect(event.kind == "sign-in")
      #expect(event.account_name == bench.store.roster[0].name)
      #expect(event.reason == "ticket 11")
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
      try await withScreen(bench.program, columns: 160) { screen in
        try await screen.enter("epswitch switch bolt")
        let bolt = try bench.accountID("Bolt & Nut Co")
        try await screen.wait(
          for: "live is production. Reason to act as Bolt & Nut Co (\(bolt)):")
        try await screen.type("ticket 8")
        try await screen.press("Enter")
        #expect(try await screen.waitForShell() == 0)
      }
      #expect(try await last(bench).reason == "ticket 8")
    }
  }

  @Test(arguments: ["C-c", "C-d"])
  func `in a terminal no answer is no reason`(key: String) async throws {
    try await withProduction { bench in
      try await withScreen(bench.program, columns: 160) { screen in
        try await screen.enter("epswitch switch bolt")
        let bolt = try bench.accountID("Bolt & Nut Co")
        try await screen.wait(
          for: "live is production. Reason to act as Bolt & Nut Co (\(bolt)):")
        try await screen.press("Enter")
        try await screen.wait(for: "Type a reason, or press Ctrl-C to cancel.")
        try await screen.press(key)
        if key == "C-d" { try await screen.wait(for: "Cancelled. Nothing was changed.") }
        #expect(try await screen.waitForShell() == 130)
      }
      #expect(try await bench.program.currentID() == bench.accountID("Acme Industrial"))
    }
  }
}
