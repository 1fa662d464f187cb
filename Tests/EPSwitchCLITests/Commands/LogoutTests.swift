import CommerceSimulator
import ProgramTesting
import Testing

/// `epswitch logout`.
@Suite(.serialized)
struct LogoutTests {
  @Test func `it says whom commands act as from then on`() async throws {
    try await withBench(.desk) { bench in
      let (ada, sam) = (bench.store.members[0], bench.store.members[1])
      try await bench.signIn(with: ada.credentials[0], as: ada.accounts[0].id)
      try await bench.signIn(with: sam.credentials[0], as: sam.accounts[1].id)
      let outcome = try await bench.program.run("logout").succeeded()
      #expect(outcome.errors.contains("Commands now act as \(ada.accounts[0].name)"))
      #expect(outcome.errors.contains(ada.accounts[0].id))
    }
  }

  @Test func `the session is gone, and the other store's is not`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withBench(.single) { other in
        let elsewhere = bench.program.setting(["EPSWITCH_ENDPOINT": other.server.baseURL])
        try await Bench(server: other.server, program: elsewhere).signIn()
        let outcome = try await bench.program.run("logout")
        #expect(outcome.exitCode == 0, "\(outcome)")
        #expect(outcome.output == "")
        #expect(try await bench.program.run("list").exitCode == 3)
        #expect(try await elsewhere.run("list").exitCode == 0)
      }
    }
  }

  @Test func `with --all every session is gone, and the key`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      #expect(try bench.home.names().contains("state/vault.key"))
      let outcome = try await bench.program.run("logout", "--all")
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(try await bench.program.run("list").exitCode == 3)
      #expect(try !(bench.home.names().contains("state/vault.key")))
    }
  }

  @Test func `in production who is still signed in is named, and nobody is acted as`() async throws
  {
    try await withBench(.desk) { bench in
      let (ada, sam) = (bench.store.members[0], bench.store.members[1])
      try await bench.signIn(with: ada.credentials[0], as: ada.accounts[0].id)
      try await bench.signIn(with: sam.credentials[0], as: sam.accounts[1].id)
      let live = try bench.program(withProfile: "live", "production = true")
      let outcome = try await live.run("logout").succeeded()
      #expect(outcome.errors.contains("\(ada.name)"), "\(outcome)")
      #expect(outcome.errors.contains("is still signed in"), "\(outcome)")
      #expect(!outcome.errors.contains("Commands now act as"), "\(outcome)")
    }
  }

  @Test func `nobody signed in is no failure`() async throws {
    try await withBench { bench in
      for arguments in [["logout"], ["logout", "--all"]] {
        let outcome = try await bench.program.run(arguments: arguments)
        #expect(outcome.exitCode == 0, "\(outcome)")
        #expect(outcome.output == "")
        #expect(outcome.errorLines.count == 1)
      }
    }
  }

  @Test func `signing in after it works`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await bench.program.run("logout", "--all").succeeded()
      try await bench.signIn(as: "Acme Industrial")
      #expect(try await bench.program.currentID() == bench.accountID("Acme Industrial"))
    }
  }
}
