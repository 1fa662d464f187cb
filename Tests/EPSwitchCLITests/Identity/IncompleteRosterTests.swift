import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// A roster that is not whole is never shown as if it were.
@Suite(.serialized)
struct IncompleteRosterTests {
  @Test(arguments: [
    (Fault.overstatedTotal(by: 3), "12 of 15 accounts", 12, 15),
    (.unusableRows(1), "11 of 12 accounts; 1 was not valid", 11, 12),
  ])
  func `every command that loads or shows it says so`(
    fault: Fault, words: String, count: Int, expected: Int
  ) async throws {
    try await withBench { bench in
      bench.server.faults.turnOn(fault)
      let login = try await bench.signIn(as: "Acme Industrial")
      #expect(login.errors.contains("The list is incomplete: \(words)."), "\(login)")
      #expect(login.errors.contains("epswitch refresh"), "\(login)")
      let refresh = try await bench.program.run("refresh").succeeded()
      #expect(refresh.errors.contains("The list is incomplete: \(words)."), "\(refresh)")
      for options in [[], ["--refresh"]] {
        let list = try await bench.program.run(arguments: ["list"] + options).succeeded()
        #expect(list.outputLines.count == count)
        #expect(list.errors == "epswitch: The list is incomplete: \(words).\n", "\(list)")
        let json = try await bench.program.run(
          arguments: ["list", "--format", "json"] + options
        ).json(RosterDocument.self)
        #expect(!json.complete)
        #expect(json.expected_accounts == expected)
      }
      bench.server.faults.turnOffAll()
      let whole = try await bench.program.run("list", "--refresh", "--format", "json")
      #expect(whole.errors == "")
      #expect(try whole.json(RosterDocument.self).complete)
    }
  }
}
