import AccountModel
import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch list`: the three formats.
@Suite(.serialized)
struct ListTests {
  @Test func `JSON has the keys of the design and the accounts of the store`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Bolt & Nut Co")
      let outcome = try await bench.program.run("list", "--format", "json").succeeded()
      #expect(
        try outcome.jsonKeys() == [
          "profile", "endpoint", "member_id", "member_name", "member_email", "impersonated_by",
          "fetched_at",
          "accounts", "complete", "expected_accounts",
        ])
      let rows = try #require(try outcome.jsonObject()["accounts"] as? [[String: Any]])
      for row in rows {
        #expect(Set(row.keys) == ["id", "name", "expires", "seconds_left", "active"])
      }
      let roster = try outcome.json(RosterDocument.self)
      #expect(roster.endpoint == bench.server.baseURL)
      #expect(roster.member_id == bench.store.member.id)
      #expect(roster.complete)
      let object = try outcome.jsonObject()
      #expect(object["member_name"] as? String == bench.store.member.name)
      #expect(object["member_email"] as? String == bench.store.member.email)
      #expect(object["expected_accounts"] is NSNull)
      #expect(Set(roster.accounts.map(\.id)) == Set(bench.store.roster.map(\.id)))
      #expect(roster.accounts.filter(\.active).map(\.name) == ["Bolt & Nut Co"])
      let bolt = try #require(roster.accounts.first { $0.active })
      #expect((2_600...2_700).contains(try #require(bolt.seconds_left)))
    }
  }

  @Test func `a token that has expired has no seconds left`() async throws {
    try await withBench { bench in
      try await bench.signInToExpired()
      let outcome = try await bench.program.run("list", "--format", "json").succeeded()
      let accounts = try outcome.json(RosterDocument.self).accounts
      #expect(accounts.count == 12)
      #expect(accounts.allSatisfy { $0.seconds_left == 0 })
    }
  }

  @Test func `a table in a pipe is a line of fields for each account`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Bolt & Nut Co")
      let outcome = try await bench.program.run("list").succeeded()
      #expect(outcome.errors == "")
      let rows = outcome.outputLines.map {
        $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      }
      #expect(rows.count == 12)
      #expect(rows.allSatisfy { $0.count == 4 })
      let acting = try #require(rows.first { $0[1] == "Bolt & Nut Co" })
      #expect(try acting[2] == bench.accountID("Bolt & Nut Co"))
      #expect(rows.filter { $0[0] == acting[0] }.count == 1)
    }
  }

  @Test func `CSV has a heading and the same accounts as JSON`() async throws {
    try await withBench { bench in
      try await bench.signIn()
      let rows = try await bench.program.run("list", "--format", "csv").succeeded().csvRows
      let json = try await bench.program.run("list", "--format", "json").json(RosterDocument.self)
      #expect(rows.first == ["id", "name", "expires", "seconds_left", "active"])
      #expect(rows.dropFirst().map { $0[0] } == json.accounts.map(\.id))
      #expect(rows.dropFirst().map { $0[1] } == json.accounts.map(\.name))
    }
  }

  @Test func `names that attack are clean in every format`() async throws {
    try await withBench(.hostile) { bench in
      try await bench.signIn()
      var cleaned: [String: String] = [:]
      for account in bench.store.roster where cleaned[account.id] == nil {
        cleaned[account.id] = cleanText(account.name)
      }
      let json = try await bench.program.run("list", "--format", "json").succeeded()
      let accounts = try json.json(RosterDocument.self).accounts
      #expect(accounts.count == cleaned.count)
      for account in accounts { #expect(account.name == cleaned[account.id]) }

      let csv = try await bench.program.run("list", "--format", "csv").succeeded()
      // What a spreadsheet would take for a formula is made text.
      let cells = accounts.map { account in
        account.name.first.map("=+-@".contains) == true ? "'" + account.name : account.name
      }
      #expect(cells.contains("'=HYPERLINK(\"http://evil.example\")"))
      #expect(csv.csvRows.dropFirst().map { $0[1] } == cells)
      let table = try await bench.program.run("list").succeeded()
      #expect(table.outputLines.count == accounts.count)
      for outcome in [json, csv, table] {
        #expect(TerminalStream(Data(outcome.output.utf8)).intruders == [])
      }
      #expect(csv.csvRows.allSatisfy { $0.count == 5 })
    }
  }

  @Test func `a quote and a comma survive CSV`() async throws {
    try await withBench(.hostile) { bench in
      try await bench.signIn()
      let csv = try await bench.program.run("list", "--format", "csv").succeeded()
      #expect(csv.csvRows.contains { $0[1] == "\"; touch x #\"" })
      #expect(csv.output.contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\""))
    }
  }

  @Test func `what it prints needs no network, and a refresh does`() async throws {
    try await withBench { bench in
      try await bench.signIn()
      bench.server.forgetRequests()
      try await bench.program.run("list").succeeded()
      #expect(bench.server.requests.isEmpty)
      try await bench.program.run("list", "--refresh").succeeded()
      #expect(!bench.server.requests.isEmpty)
    }
  }

  @Test func `a refresh leaves out an account that was taken away`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let lost = try bench.accountID("Bolt & Nut Co")
      bench.server.faults.turnOn(.lostAccount(id: lost))
      let outcome = try await bench.program.run("list", "--refresh", "--format", "json")
      let ids = try outcome.json(RosterDocument.self).accounts.map(\.id)
      #expect(ids.count == 11)
      #expect(!ids.contains(lost))
    }
  }

  @Test func `ten thousand accounts arrive whole and once each`() async throws {
    try await withBench(.large) { bench in
      try await bench.signIn()
      let outcome = try await bench.program.run("list", "--format", "json").succeeded()
      let ids = try outcome.json(RosterDocument.self).accounts.map(\.id)
      #expect(ids.count == 10_000)
      #expect(Set(ids) == Set(bench.store.roster.map(\.id)))
    }
  }

  @Test func `no format ever shows a token`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let token = try await bench.program.run("token").succeeded().outputLines[0]
      for format in ["table", "json", "csv"] {
        let outcome = try await bench.program.run("list", "--format", format, "--refresh")
        #expect(!outcome.text.contains(token.prefix(40)))
        // Every token of the store begins like a JSON Web Token.
        #expect(!outcome.text.contains("eyJ"))
      }
    }
  }

  @Test func `without a command and a terminal it is the list`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Bolt & Nut Co")
      let bare = try await bench.program.run().succeeded()
      #expect(bare.outputLines.count == 12)
      #expect(try bare.output.contains(bench.accountID("Bolt & Nut Co")))
      #expect(TerminalStream(Data(bare.output.utf8)).intruders == [])
    }
  }
}
