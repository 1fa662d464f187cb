import AccountModel
import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `--details` of `current` and `list`, and accounts named by a reference.
@Suite(.serialized)
struct DetailsTests {
  @Test func `current adds what the store tells, as lines and as JSON`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Bolt & Nut Co")
      let text = try await bench.program.run("current", "--details").succeeded()
      let lines = text.outputLines.map {
        $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      }
      #expect(lines[0][0] == "Bolt & Nut Co")
      let known = Dictionary(
        lines.dropFirst().map { ($0[0], $0.last ?? "") }, uniquingKeysWith: { $1 })
      #expect(known["Legal name"] == "Bolt & Nut Co")
      #expect(known["Parent"]?.hasSuffix("› Acme Industrial") == true)
      #expect(known["Members"] == "3")
      #expect(text.errors == "")

      let json = try await bench.program.run("current", "--details", "--format", "json")
        .succeeded().jsonObject()
      let details = try #require(json["details"] as? [String: Any])
      #expect(
        Set(details.keys) == [
          "legal_name", "registration_id", "external_ref", "parent_id", "ancestors", "tags",
          "member_count", "orders", "carts", "missing",
        ])
      #expect(try details["parent_id"] as? String == bench.accountID("Acme Industrial"))
      #expect((details["missing"] as? [String: Any])?.isEmpty == true)
      let last = try #require((details["orders"] as? [String: Any])?["last"] as? [String: Any])
      #expect(Set(last.keys) == ["number", "date", "total", "amount", "currency"])
    }
  }

  @Test func `without the option nothing is asked for and nothing is added`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Bolt & Nut Co")
      let sent = try await bench.recording {
        let json = try await bench.program.run("current", "--format", "json").jsonObject()
        #expect(json["details"] == nil)
      }
      #expect(sent.isEmpty)
    }
  }

  @Test func `a list names the account directly above`() async throws {
    try await withBench { bench in
      try await bench.signIn()
      let list = try await bench.program.run("list", "--details").succeeded()
      let rows = list.outputLines.map {
        $0.split(separator: "\t", omittingEmptySubsequences: false)
      }
      let bolt = try #require(rows.first { $0[1] == "Bolt & Nut Co" })
      #expect(bolt[7] == "Acme Industrial")
    }
  }

  @Test func `a list asks about each account and says what was not permitted`() async throws {
    try await withBench { bench in
      try await bench.signIn()
      bench.server.faults.turnOn(.status(403), for: .path("/v2/orders"))
      let outcome = try await bench.program.run("list", "--details", "--format", "json")
        .succeeded()
      let rows = try #require(try outcome.jsonObject()["accounts"] as? [[String: Any]])
      #expect(rows.count == 12)
      for row in rows {
        let details = try #require(row["details"] as? [String: Any])
        #expect(details["legal_name"] as? String == row["name"] as? String)
        #expect(details["orders"] is NSNull)
        #expect((details["missing"] as? [String: String]) == ["orders": "not_permitted"])
      }
      #expect(outcome.errors.contains("The store does not permit: orders."))
      let csv = try await bench.program.run("list", "--details", "--format", "csv").csvRows
      #expect(csv[0].count == 15)
      #expect(csv.allSatisfy { $0.count == 15 })
    }
  }

  @Test func `a large list says how many requests it takes`() async throws {
    try await withBench(SimulatedStore(scenario: .large, accounts: 30)) { bench in
      try await bench.signIn()
      let sent = try await bench.recording {
        let outcome = try await bench.program.run("list", "--details").succeeded()
        #expect(
          outcome.errors.contains(
            "Asking the store about 30 accounts takes about 91 requests; Ctrl-C ends it."))
        #expect(outcome.outputLines.count == 30)
      }
      // The names of tags are asked for besides.
      #expect((91...125).contains(sent.count))
    }
  }

  @Test func `an external reference switches to its account and selects it for one command`()
    async throws
  {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let json = try await bench.program.run("list", "--details", "--format", "json").jsonObject()
      let rows = try #require(json["accounts"] as? [[String: Any]])
      let row = try #require(rows.first { $0["name"] as? String == "Zenith Hospitals" })
      let details = try #require(row["details"] as? [String: Any])
      let reference = try #require(details["external_ref"] as? String)
      let registration = try #require(details["registration_id"] as? String)

      let sent = try await bench.recording {
        try await bench.program.run("api", "--account", registration, "/v2/carts").succeeded()
      }
      #expect(try sent.last?.actor?.accountID == bench.accountID("Zenith Hospitals"))
      try await bench.program.run("switch", reference).succeeded()
      #expect(try await bench.program.currentID() == bench.accountID("Zenith Hospitals"))

      let unknown = try await bench.program.run("switch", "C-1")
      #expect(unknown.exitCode == 4)
      #expect(unknown.errors.contains("external references and registration IDs of 12 accounts"))
    }
  }
}
