import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// A vault that something else has changed.
@Suite(.serialized)
struct DamageTests {
  private static let reading = [
    ["list"], ["current"], ["token"], ["history"], ["switch", "bolt"], ["refresh"], ["doctor"],
  ]

  @Test func `a damaged page is 6 or not noticed, and never another account's token`() async throws
  {
    try await withBench(.showcase) { bench in
      try await bench.signIn(as: "Acme Industrial")
      let file = "\(bench.home.state)/vault.sqlite"
      try await bench.program.shell("sqlite3 \(file) 'PRAGMA wal_checkpoint(TRUNCATE)'").succeeded()
      let whole = try Data(contentsOf: URL(fileURLWithPath: file))
      let token = try await bench.program.run("token").succeeded().output
      var random = SplitMix64(seed: FaultReport.seed)
      let pages = whole.count / 4096
      let rounds = FaultReport.count("EPSWITCH_DAMAGE", usual: 20)
      for round in 0..<rounds {
        let home = Home()
        try FileManager.default.copyItem(atPath: bench.home.state, toPath: home.state)
        var damaged = whole
        // Half of them a page of noise, half of them a few changed bytes.
        let page = round % pages
        for offset in 0..<4096
        where round < rounds / 2 || Int.random(in: 0..<400, using: &random) == 0 {
          damaged[page * 4096 + offset] = UInt8.random(in: 0...255, using: &random)
        }
        for name in ["vault.sqlite-wal", "vault.sqlite-shm"] { unlink("\(home.state)/\(name)") }
        try damaged.write(to: URL(fileURLWithPath: "\(home.state)/vault.sqlite"))
        let program = bench.program.setting(["EPSWITCH_STATE_DIR": home.state])
        let outcomes = try await runAtOnce(Self.reading.map { Run(program, $0) })
        for (arguments, outcome) in zip(Self.reading, outcomes) {
          let place: Comment = "seed \(FaultReport.seed), round \(round), page \(page): \(outcome)"
          let codes: [Int32] = arguments == ["doctor"] ? [0, 1, 3, 6] : [0, 3, 4, 6]
          #expect(codes.contains(outcome.exitCode), place)
          if outcome.exitCode != 0, arguments != ["doctor"] {
            #expect(outcome.isOneSentence, place)
          }
          if arguments == ["token"], outcome.exitCode == 0 {
            #expect(outcome.output == token, place)
          }
        }
      }
      try FaultReport.add(
        "damaged pages in the vault", count: rounds, seed: FaultReport.seed,
        result: "the right answer, or exit 3, 4 or 6 with a sentence; no other token")
    }
  }

  @Test func `a newer vault is 6 and left alone, and works again as its own version`() async throws
  {
    try await withBench(.showcase) { bench in
      try await bench.signIn(as: "Acme Industrial")
      let file = "\(bench.home.state)/vault.sqlite"
      let version = try await bench.program.shell("sqlite3 \(file) 'PRAGMA user_version'")
        .succeeded().output.trimmingCharacters(in: .newlines)
      try await bench.program.shell("sqlite3 \(file) 'PRAGMA user_version = 99'").succeeded()
      for arguments in Self.reading where arguments != ["doctor"] {
        let outcome = try await bench.program.run(arguments: arguments)
        #expect(outcome.exitCode == 6, "\(outcome)")
        #expect(outcome.isOneSentence && outcome.errors.contains("newer epswitch"), "\(outcome)")
      }
      try await bench.program.shell("sqlite3 \(file) 'PRAGMA user_version = \(version)'")
        .succeeded()
      let state = try await VaultState(of: bench.program)
      #expect(state.accounts?.count == 12 && state.acts)
      try FaultReport.add(
        "vault of a newer version", count: Self.reading.count - 1, seed: nil,
        result: "exit 6, “Update epswitch”; left alone")
    }
  }

  @Test func `a lost key is 3, and nothing is lost when it comes back`() async throws {
    try await withBench(.showcase) { bench in
      try await bench.signIn(as: "Acme Industrial")
      let key = "\(bench.home.state)/vault.key"
      try FileManager.default.moveItem(atPath: key, toPath: "\(bench.home.path)/kept")
      for arguments in [
        ["token"], ["switch", "bolt"], ["refresh"], ["api", "/v2/accounts"], ["list"],
      ] {
        let outcome = try await bench.program.run(arguments: arguments)
        #expect(outcome.exitCode == 3, "\(outcome)")
        #expect(outcome.isOneSentence && outcome.errors.contains("epswitch login"), "\(outcome)")
      }
      #expect(try await bench.program.run("history").succeeded().output.contains("sign-in"))
      try FileManager.default.moveItem(atPath: "\(bench.home.path)/kept", toPath: key)
      #expect(try await VaultState(of: bench.program).acts)
      try FaultReport.add(
        "lost vault key", count: 5, seed: nil,
        result: "exit 3, “Sign in again”; the history is kept, and all of it when the key is back")
    }
  }
}
