import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// A profile, a session or a member that another terminal changed after the prompt was drawn.
@Suite(.serialized)
struct ChangedElsewhereTests {
  /// Commands that act.
  private static let acting: [[String]] = [
    ["exec", "--", "true"], ["token"], ["env", "--shell", "bash"], ["header"], ["export", "json"],
    ["api", "-X", "DELETE", "/v2/carts/a"],
  ]

  // MARK: - Profiles

  @Test func `another profile chosen elsewhere changes nothing until the prompt shows it`()
    async throws
  {
    try await withBench { acme in
      try await withBench(.single) { other in
        let program = try await signedIn(acme, other)
        let only = other.store.roster[0].name
        try await acme.with(program).withTwoTerminals { first, second in
          try await second.run("profile", "use", "b").succeeded()
          #expect(try await second.actingName() == only)
          let outcome = try await first.run("exec", "--", "printenv", "EP_ACCOUNT_NAME")
          #expect(outcome.output == "Acme Industrial\n", "\(outcome)")
          #expect(outcome.errors.contains("the default is now \(only)"), "\(outcome)")
          let list = try await first.run("list", "--format", "json").json(RosterDocument.self)
          #expect(list.endpoint == acme.server.baseURL)
          try await first.run("switch", "bolt").succeeded()
          #expect(try await first.actingName() == "Bolt & Nut Co")
          // To name the other profile is to know it.
          let named = try await first.run("current", "--profile", "b").succeeded()
          #expect(named.output.hasPrefix("\(only)\t"))
          #expect(try await first.drawPrompt().contains(only))
          #expect(try await first.actingName() == only)
        }
      }
    }
  }

  @Test func `a profile chosen in the same terminal counts at once`() async throws {
    try await withBench { acme in
      try await withBench(.single) { other in
        let program = try await signedIn(acme, other)
        try await acme.with(program).withTwoTerminals { first, second in
          try await first.run("profile", "use", "b").succeeded()
          let outcome = try await first.run("exec", "--", "printenv", "EP_ACCOUNT_NAME")
          #expect(outcome.output == other.store.roster[0].name + "\n", "\(outcome)")
          #expect(outcome.errors == "", "\(outcome)")
          #expect(try await second.actingName() == "Acme Industrial")
        }
      }
    }
  }

  @Test func `a profile chosen in this terminal stays its own when another is chosen elsewhere`()
    async throws
  {
    try await withBench { acme in
      try await withBench(.single) { other in
        let program = try await signedIn(acme, other)
        try await acme.with(program).withTwoTerminals { first, second in
          try await first.run("profile", "use", "b").succeeded()
          try await second.run("profile", "use", "a").succeeded()
          #expect(try await first.actingName() == other.store.roster[0].name)
          try await second.run("profile", "remove", "b", "--yes").succeeded()
          let outcome = try await first.run("exec", "--", "printenv", "EP_ACCOUNT_NAME")
          #expect(outcome.exitCode == 4, "\(outcome)")
          #expect(outcome.output == "")
          #expect(outcome.errors.contains("The profile b was changed or removed"), "\(outcome)")
        }
      }
    }
  }

  @Test func `a profile that means another store by now acts as nobody`() async throws {
    try await withBench { acme in
      try await withBench(.single) { other in
        let program = try await signedIn(acme, other)
        try await acme.with(program).withTwoTerminals { first, _ in
          let settings = try acme.home.settings()
          try acme.home.writeSettings(
            settings.replacing(acme.server.baseURL, with: other.server.baseURL))
          for arguments in Self.acting {
            let outcome = try await first.program.run(arguments: arguments)
            #expect(outcome.exitCode == 4, "\(outcome)")
            #expect(outcome.output == "")
            #expect(outcome.isOneSentence, "\(outcome)")
            #expect(outcome.errors.contains("The profile a was changed"), "\(outcome)")
          }
        }
      }
    }
  }

  /// Two profiles at two stores, both signed in; `a` is in use.
  private func signedIn(_ acme: Bench, _ other: Bench) async throws -> Program {
    let program = acme.program.setting(["EPSWITCH_ENDPOINT": nil, "EPSWITCH_CLIENT_ID": nil])
    try acme.home.writeSettings(
      """
      profile = "a"

      [profiles.a]
      endpoint = "\(acme.server.baseURL)"
      client-id = "\(acme.store.clientID)"

      [profiles.b]
      endpoint = "\(other.server.baseURL)"
      client-id = "\(other.store.clientID)"

      """)
    try await acme.with(program).signIn(as: "Acme Industrial")
    try await other.with(program.setting(["EPSWITCH_PROFILE": "b"])).signIn()
    return program
  }

  // MARK: - Sessions

  @Test func `a session signed out elsewhere acts as nobody`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await bench.withTwoTerminals { first, second in
        try await second.run("logout").succeeded()
        let terminal = first
        let requests = try await bench.recording {
          for arguments in Self.acting + [["switch", "bolt"], ["refresh"]] {
            let outcome = try await terminal.program.run(arguments: arguments)
            #expect(outcome.exitCode == 4, "\(outcome)")
            #expect(outcome.output == "")
            #expect(outcome.isOneSentence, "\(outcome)")
            #expect(outcome.errors.contains("signed out in another terminal"), "\(outcome)")
          }
        }
        #expect(requests.isEmpty)
        // The terminal that signed out knows.
        #expect(try await second.run("token").exitCode == 3)
        // The next prompt shows nobody, and then the remedy is to sign in.
        #expect(try await first.drawPrompt() == "")
        let outcome = try await first.run("token")
        #expect(outcome.exitCode == 3, "\(outcome)")
        #expect(outcome.errors.contains("epswitch login"))
      }
    }
  }

  @Test func `signing in again is possible where a session was signed out elsewhere`() async throws
  {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await bench.withTwoTerminals { first, second in
        try await second.run("logout").succeeded()
        try await bench.using(first.program).signIn(as: "Bolt & Nut Co")
        #expect(try await first.actingName() == "Bolt & Nut Co")
      }
    }
  }

  // MARK: - Members

  @Test func `another member signed in elsewhere does not act here`() async throws {
    try await withBench(.desk) { bench in
      let ada = try bench.credential("buyer@acme.example", inProfile: "Members")
      let sam = try bench.credential("buyer@acme.example", inProfile: "Impersonation")
      try await bench.signIn(with: ada, as: "Acme Industrial")
      try await bench.withTwoTerminals { first, second in
        try await bench.using(second.program).signIn(with: sam, as: "Northwind Support")
        #expect(try await second.actingName() == "Northwind Support")
        let outcome = try await first.run("exec", "--", "printenv", "EP_ACCOUNT_NAME")
        #expect(outcome.output == "Acme Industrial\n", "\(outcome)")
        #expect(outcome.errors.contains("the default is now Northwind Support"), "\(outcome)")
        let list = try await first.run("list", "--format", "json").json(RosterDocument.self)
        #expect(list.member_id == bench.store.member.id)
        // An account of the other member only is none of the member who is shown.
        #expect(try await first.run("switch", "westend").exitCode == 4)
        try await first.run("switch", "bolt").succeeded()
        #expect(try await first.actingName() == "Bolt & Nut Co")
        #expect(try await second.actingName() == "Northwind Support")
      }
    }
  }

  @Test func `signing out, refreshing and the doctor are about the member who was shown`()
    async throws
  {
    try await withBench(.desk) { bench in
      let ada = try bench.credential("buyer@acme.example", inProfile: "Members")
      let sam = try bench.credential("buyer@acme.example", inProfile: "Impersonation")
      try await bench.signIn(with: ada, as: "Acme Industrial")
      try await bench.withTwoTerminals { first, second in
        try await bench.using(second.program).signIn(with: sam, as: "Northwind Support")
        let doctor = try await first.program.doctor()
        let session = try #require(doctor["session"]).says
        #expect(session.hasPrefix("Ada Buyer <buyer@acme.example> is signed in"), "\(session)")
        #expect(session.contains("acting as Acme Industrial ("), "\(session)")
        let refresh = try await first.run("refresh").succeeded()
        #expect(refresh.errors.contains("Acting as Acme Industrial"), "\(refresh)")
        let logout = try await first.run("logout").succeeded()
        #expect(logout.errors.contains("Signed out Ada Buyer"), "\(logout)")
        #expect(try await second.actingName() == "Northwind Support")
        try await first.drawPrompt()
        #expect(try await first.actingName() == "Northwind Support")
      }
    }
  }

  @Test func `another member signed in after a sign-out elsewhere does not act here`() async throws
  {
    try await withBench(.desk) { bench in
      let ada = try bench.credential("buyer@acme.example", inProfile: "Members")
      let sam = try bench.credential("buyer@acme.example", inProfile: "Impersonation")
      try await bench.signIn(with: ada, as: "Acme Industrial")
      try await bench.withTwoTerminals { first, second in
        try await second.run("logout").succeeded()
        // Both members have this account.
        try await bench.using(second.program).signIn(with: sam, as: "Acme Industrial")
        for arguments in Self.acting {
          let outcome = try await first.program.run(arguments: arguments)
          #expect(outcome.exitCode == 4, "\(outcome)")
          #expect(outcome.output == "")
        }
        try await first.drawPrompt()
        #expect(try await first.actingName() == "Acme Industrial")
        let current = try await first.run("current", "--format", "json").jsonObject()
        #expect(current["member_id"] as? String == bench.store.members[1].id)
      }
    }
  }

  @Test func `an account that a refresh elsewhere lost is not acted as`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await bench.withTwoTerminals { first, second in
        bench.server.faults.turnOn(.lostAccount(id: try bench.accountID("Acme Industrial")))
        let refresh = try await second.run("refresh")
        #expect(refresh.exitCode == 4, "\(refresh)")
        #expect(refresh.errors.contains("No account is chosen now"), "\(refresh)")
        for arguments in Self.acting {
          let outcome = try await first.program.run(arguments: arguments)
          #expect(outcome.exitCode == 4, "\(outcome)")
          #expect(try outcome.errors.contains(bench.accountID("Acme Industrial")), "\(outcome)")
        }
      }
    }
  }
}
