import CommerceSimulator
import ProgramTesting
import Testing

/// `epswitch switch` with a name.
@Suite(.serialized)
struct SwitchTests {
  @Test(arguments: ["Bolt & Nut Co", "bolt & nut co", "nut", "BOLT"])
  func `a name, or a part that only one has, switches`(name: String) async throws {
    try await withBench { bench in
      try await bench.signIn()
      let outcome = try await bench.program.run("switch", name)
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(outcome.output == "")
      #expect(outcome.errors.contains("Bolt & Nut Co"))
      #expect(try await bench.program.currentID() == bench.accountID("Bolt & Nut Co"))
    }
  }

  @Test func `a name in another script switches`() async throws {
    try await withBench { bench in
      try await bench.signIn()
      #expect(try await bench.program.run("switch", "東京金属株式会社").exitCode == 0)
      #expect(try await bench.program.currentID() == bench.accountID("東京金属株式会社"))
    }
  }

  @Test func `an ID switches, also where the name is another account's`() async throws {
    try await withBench(.hostile) { bench in
      try await bench.signIn()
      // Alive and called the same: only the ID tells them apart.
      let twins = bench.store.roster.filter { $0.name == "Acme Industrial" }
      #expect(twins.count == 2)
      for twin in twins {
        let outcome = try await bench.program.run("switch", twin.id)
        #expect(outcome.exitCode == 0, "\(outcome)")
        #expect(try await bench.program.currentID() == twin.id)
      }
    }
  }

  @Test func `two accounts of one name are 4, and it lists their IDs`() async throws {
    try await withBench(.hostile) { bench in
      try await bench.signIn(as: bench.store.roster[30].id)
      let outcome = try await bench.program.run("switch", "Acme Industrial")
      #expect(outcome.exitCode == 4, "\(outcome)")
      #expect(outcome.errorLines.count == 1)
      for twin in bench.store.roster where twin.name == "Acme Industrial" {
        #expect(outcome.errors.contains(twin.id))
      }
      #expect(try await bench.program.currentID() == bench.store.roster[30].id)
    }
  }

  @Test(arguments: ["Nobody & Sons", "", "\u{1B}[2J"])
  func `a name nobody has is 4 and changes nothing`(name: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.forgetRequests()
      let outcome = try await bench.program.run("switch", name)
      #expect(outcome.exitCode == 4, "\(outcome)")
      #expect(outcome.errorLines.count == 1)
      #expect(!outcome.errors.contains("\u{1B}"))
      #expect(bench.server.requests.isEmpty)
      #expect(try await bench.program.currentID() == bench.accountID("Acme Industrial"))
    }
  }

  @Test func `a dash goes back and forth between two accounts`() async throws {
    try await withBench { bench in
      try await bench.signIn()
      #expect(try await bench.program.run("switch", "-").exitCode == 4)
      try await bench.program.run("switch", "Acme Industrial").succeeded()
      try await bench.program.run("switch", "Bolt & Nut Co").succeeded()
      try await bench.program.run("switch", "-").succeeded()
      #expect(try await bench.program.currentID() == bench.accountID("Acme Industrial"))
      try await bench.program.run("switch", "-").succeeded()
      #expect(try await bench.program.currentID() == bench.accountID("Bolt & Nut Co"))
    }
  }

  @Test func `an account that was taken away is 4, and the old one stays`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let before = try await bench.program.run("token").succeeded().output
      let lost = try bench.accountID("Bolt & Nut Co")
      bench.server.faults.turnOn(.lostAccount(id: lost))
      let outcome = try await bench.program.run("switch", "Bolt & Nut Co")
      #expect(outcome.exitCode == 4, "\(outcome)")
      #expect(outcome.errorLines.count == 1)
      #expect(try await bench.program.currentID() == bench.accountID("Acme Industrial"))
      #expect(try await bench.program.run("token").output == before)
    }
  }

  @Test func `a token that is dead on arrival is refused, and the old account stays`()
    async throws
  {
    try await withBench(.hostile) { bench in
      let alive = try #require(bench.store.roster.first { $0.lifetime > 0 }).id
      let dead = try #require(bench.store.roster.first { $0.lifetime < 0 }).id
      try await bench.signIn(as: alive)
      let outcome = try await bench.program.run("switch", dead)
      #expect(outcome.exitCode == 5, "\(outcome)")
      #expect(try await bench.program.currentID() == alive)
    }
  }

  @Test func `switching to the current account renews its token`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let before = try await bench.program.run("token").succeeded().output
      try await bench.program.run("switch", "Acme Industrial").succeeded()
      let after = try await bench.program.run("token").succeeded().output
      #expect(before != after)
    }
  }

  @Test func `a switch is one request`() async throws {
    try await withBench { bench in
      try await bench.signIn()
      bench.server.forgetRequests()
      try await bench.program.run("switch", "Bolt & Nut Co").succeeded()
      #expect(bench.server.requests.count == 1)
    }
  }

  @Test func `without a name and a terminal it is 64`() async throws {
    try await withBench { bench in
      try await bench.signIn()
      let outcome = try await bench.program.run("switch")
      #expect(outcome.exitCode == 64, "\(outcome)")
      #expect(outcome.errorLines.count == 1)
    }
  }

  @Test func `EPSWITCH_ACCOUNT is the account of one terminal`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let other = bench.program.setting(["EPSWITCH_ACCOUNT": "Bolt & Nut Co"])
      #expect(try await other.currentID() == bench.accountID("Bolt & Nut Co"))
      #expect(try await bench.program.currentID() == bench.accountID("Acme Industrial"))
    }
  }
}
