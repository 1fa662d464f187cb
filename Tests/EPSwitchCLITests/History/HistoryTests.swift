import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch history` after everything that is written down.
@Suite(.serialized)
struct HistoryTests {
  struct Event: Decodable, Equatable {
    let time: Date
    let kind: String
    let result: String
    let endpoint: String?
    let client_id: String?
    let member_id: String
    let member_name: String
    let account_id: String?
    let account_name: String?
    let reason: String?
  }

  private struct History: Decodable { let events: [Event] }

  private func events(_ program: Program, _ options: String...) async throws -> [Event] {
    try await program.run(arguments: ["history", "--format", "json"] + options).succeeded()
      .json(History.self).events
  }

  @Test func `everything is there, the newest first, with reasons and failures`() async throws {
    try await withBench { bench in
      let program = bench.program
      let username = bench.store.member.username
      let login = ["login", "--username", username, "--password-stdin"]
      let refused = try await program.run(
        arguments: login + ["--reason", "first try"], input: "wrong-password\n")
      #expect(refused.exitCode == 3)
      try await program.run(
        arguments: login + ["--account", "Acme Industrial", "--reason", "ticket 1"],
        input: bench.store.member.password + "\n"
      ).succeeded()
      let fault = bench.server.faults.turnOn(.status(500), for: .path("/v2/account-members"))
      #expect(try await program.run("switch", "bolt", "--reason", "ticket 2").exitCode == 5)
      bench.server.faults.turnOff(fault)
      try await program.run("switch", "bolt", "--reason", "ticket 2").succeeded()
      try await program.run("refresh", "--reason", "ticket 3").succeeded()
      let token = try await program.run("token", "--reason", "ticket 4").succeeded().output
      try await program.run(
        "exec", "--account", "acme", "--reason", "ticket 5", "--", "true"
      ).succeeded()
      try await program.run("logout", "--reason", "ticket 6").succeeded()

      let whole = try await program.run("history", "--format", "json").succeeded()
      let events = try whole.json(History.self).events
      #expect(
        events.map { "\($0.kind) \($0.result)" } == [
          "logout succeeded", "exec succeeded", "export succeeded", "refresh succeeded",
          "switch succeeded", "switch failed", "sign-in succeeded", "sign-in failed",
        ])
      #expect(
        events.filter { $0.result == "succeeded" }.map(\.reason) == [
          "ticket 6", "ticket 5", "ticket 4", "ticket 3", "ticket 2", "ticket 1",
        ])
      #expect(events.last?.reason?.hasPrefix("first try – The store refused") == true)
      #expect(events[5].reason?.hasPrefix("ticket 2 – ") == true)
      // Who did not sign in is only what was typed.
      #expect(events.last?.member_name == username)
      #expect(Set(events.dropLast().map(\.member_name)) == ["Ada Buyer <\(username)>"])
      #expect(Set(events.map(\.endpoint)) == [bench.server.baseURL])
      #expect(Set(events.map(\.client_id)) == [bench.store.clientID])
      let bolt = try bench.accountID("Bolt & Nut Co")
      #expect(events[4].account_id == bolt && events[4].account_name == "Bolt & Nut Co")
      #expect(try events[1].account_id == bench.accountID("Acme Industrial"))
      #expect(try events[6].account_id == bench.accountID("Acme Industrial"))
      #expect(zip(events, events.dropFirst()).allSatisfy { $0.time >= $1.time })
      #expect(
        try Set(jsonKeys(ofFirst: whole)) == [
          "time", "kind", "result", "endpoint", "client_id", "member_id", "member_name",
          "account_id", "account_name", "reason", "action", "impersonated_by",
        ])

      for format in ["json", "csv", "table"] {
        let text = try await program.run("history", "--format", format).succeeded().output
        for secret in [
          token.trimmingCharacters(in: .newlines), bench.store.member.password, "wrong-password",
        ] {
          #expect(!text.contains(secret))
        }
      }
    }
  }

  private func jsonKeys(ofFirst outcome: Outcome) throws -> [String] {
    let events = try #require(try outcome.jsonObject()["events"] as? [[String: Any]])
    return try #require(events.first).keys.map(\.self)
  }

  @Test func `signing everybody out is one event, and the history stays`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withBench(.single) { other in
        let elsewhere = bench.program.setting(["EPSWITCH_ENDPOINT": other.server.baseURL])
        try await other.with(elsewhere).signIn()
        try await elsewhere.run("logout", "--all", "--reason", "laptop sold").succeeded()
        let logouts = try await events(elsewhere).filter { $0.kind == "logout" }
        #expect(logouts.count == 1)
        #expect(logouts.first?.reason == "laptop sold")
        #expect(logouts.first?.endpoint == nil)
        #expect(logouts.first?.member_name == "everybody")
      }
    }
  }

  @Test func `of one session, signing everybody out names it`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await bench.program.run("logout", "--all").succeeded()
      let last = try #require(try await events(bench.program).first)
      #expect(last.kind == "logout")
      #expect(last.endpoint == bench.server.baseURL)
      #expect(last.account_name == "Acme Industrial")
    }
  }

  @Test func `account, time and number limit what is told`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await bench.program.run("switch", "bolt").succeeded()
      try await bench.program.run("switch", "acme industrial").succeeded()
      let program = bench.program
      let acme = try bench.accountID("Acme Industrial")
      #expect(try await events(program).map(\.kind) == ["switch", "switch", "sign-in"])
      #expect(try await events(program, "--account", acme).count == 2)
      #expect(
        try await events(program, "--account", "BOLT").map(\.account_name) == ["Bolt & Nut Co"])
      #expect(try await events(program, "--account", "acme", "--limit", "1").count == 1)
      #expect(try await events(program, "--limit", "2").count == 2)
      #expect(try await events(program, "--since", "1h").count == 3)
      #expect(try await events(program, "--until", "1h").isEmpty)
      #expect(try await events(program, "--since", "2001-01-01", "--until", "2001-12-31").isEmpty)
      let start = try #require(try await events(program).last?.time)
      let day = String(start.formatted(.iso8601).prefix(10))
      // A test that runs over midnight has events of two days.
      #expect(try await events(program, "--until", day).count >= 1)
      #expect(try await events(program, "--since", day).count == 3)
    }
  }

  @Test func `a cell that would be a formula is made text, in CSV alone`() async throws {
    try await withBench(.single) { bench in
      try await bench.signIn()
      for reason in ["=1+1", "+1", "-1", "@me", "＝1", "it, \"really\""] {
        try await bench.program.run("refresh", "--reason=\(reason)").succeeded()
      }
      let csv = try await bench.program.run("history", "--format", "csv").succeeded().csvRows
      #expect(
        csv.first == [
          "time", "kind", "result", "endpoint", "client_id", "member_id", "member_name",
          "account_id", "account_name", "reason", "action", "impersonated_by",
        ])
      #expect(
        csv.dropFirst().map { $0[9] } == [
          "it, \"really\"", "'＝1", "'@me", "'-1", "'+1", "'=1+1", "",
        ])
      #expect(try await events(bench.program).dropLast().last?.reason == "=1+1")
    }
  }

  @Test func `it is read without the vault key`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      unlink("\(bench.home.state)/vault.key")
      #expect(try await events(bench.program).count == 1)
      let helperless = bench.program.setting(["EPSWITCH_VAULT_KEY": "helper:not-installed"])
      #expect(try await events(helperless).count == 1)
    }
  }

  @Test func `the table has times of this zone, and JSON has UTC`() async throws {
    try await withBench(.single) { bench in
      try await bench.signIn()
      let far = bench.program.setting(["TZ": "Pacific/Kiritimati"])
      let event = try #require(try await events(far).first)
      let table = try await far.run("history").succeeded().output
      let clock = Date.ISO8601FormatStyle(
        dateTimeSeparator: .space, timeZone: try #require(TimeZone(secondsFromGMT: 14 * 3600)))
      let shown = event.time.formatted(
        clock.year().month().day().time(includingFractionalSeconds: false))
      #expect(table.hasPrefix("\(shown)\tsign-in\tsucceeded\t"), "\(table)")
    }
  }

  @Test func `an empty history is no failure`() async throws {
    let outcome = try await Program().run("history").succeeded()
    #expect(outcome.output == "")
    #expect(outcome.errorLines.count == 1)
    #expect(try await events(Program()).isEmpty)
  }

  @Test(arguments: [
    ["--since", "yesterday"], ["--since", "2026-02-30"], ["--until", "2026-11-21T25:00"],
    ["--since", "-2h"], ["--limit", "0"], ["--limit", "many"], ["--format", "xml"],
  ])
  func `what cannot be is 64`(arguments: [String]) async throws {
    let outcome = try await Program().run(arguments: ["history"] + arguments)
    #expect(outcome.exitCode == 64, "\(outcome)")
    #expect(outcome.output == "")
  }

  @Test func `help states the limits`() async throws {
    let help = try await Program().run("history", "--help").succeeded().output
      .replacing("\n", with: " ")
    #expect(help.contains("10000 events"))
    #expect(help.contains("400"))
  }
}
