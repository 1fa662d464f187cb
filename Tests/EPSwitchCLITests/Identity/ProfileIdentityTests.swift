import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// Profiles that differ in one part of the identity share neither session nor token.
@Suite(.serialized)
struct ProfileIdentityTests {
  // MARK: - Grant types

  /// Two profiles of one endpoint and one client ID, both signed in: the one with the client's
  /// secret last, so that its access token is the newer one.
  private func withBothGrantTypes(_ body: (Bench) async throws -> Void) async throws {
    try await withBench { bench in
      let program = bench.program.setting([
        "EPSWITCH_ENDPOINT": nil, "EPSWITCH_CLIENT_ID": nil,
        "EPSWITCH_CLIENT_SECRET": bench.store.clientSecret,
      ])
      try bench.home.writeSettings(
        """
        profile = "public"

        [profiles.public]
        endpoint = "\(bench.server.baseURL)"
        client-id = "\(bench.store.clientID)"

        [profiles.backend]
        endpoint = "\(bench.server.baseURL)"
        client-id = "\(bench.store.clientID)"
        grant = "client-credentials"

        """)
      try await bench.with(program).signIn(as: "Acme Industrial")
      let backend = program.setting(["EPSWITCH_PROFILE": "backend"])
      try await bench.with(backend).signIn(as: "Bolt & Nut Co")
      try await body(bench.with(program))
    }
  }

  @Test(arguments: [
    ("public", AccessToken.GrantType.implicit, "Acme Industrial"),
    ("backend", .clientCredentials, "Bolt & Nut Co"),
  ])
  func `an access token never leaves its grant type`(
    profile: String, grantType: AccessToken.GrantType, account: String
  ) async throws {
    try await withBothGrantTypes { bench in
      let script = """
        epswitch exec -- sh -c 'curl -s -H "Authorization: Bearer $EP_ACCESS_TOKEN" -H \
        "EP-Account-Management-Authentication-Token: $EP_ACCOUNT_TOKEN" $EP_ENDPOINT/'
        epswitch header | curl -s -H @- $STORE/
        (eval "$(epswitch env --shell bash)"; curl -s -H "Authorization: Bearer $EP_ACCESS_TOKEN" \
          -H "EP-Account-Management-Authentication-Token: $EP_ACCOUNT_TOKEN" $EP_ENDPOINT/)
        epswitch export curl / | curl -s -K -
        epswitch api / --silent || true
        """
      let program = bench.program.setting([
        "EPSWITCH_PROFILE": profile, "STORE": bench.server.baseURL,
      ])
      let requests = try await bench.recording {
        let outcome = try await program.shell(script)
        #expect(outcome.exitCode == 0, "\(outcome)")
      }
      let acting = requests.filter { $0.path == "/" }
      #expect(acting.map { $0.accessToken?.grantType } == Array(repeating: grantType, count: 5))
      #expect(Set(acting.map { $0.actor?.accountID }) == [try bench.accountID(account)])
    }
  }

  @Test func `each grant type mints with its own access token`() async throws {
    try await withBothGrantTypes { bench in
      let requests = try await bench.recording {
        try await bench.program.run("refresh").succeeded()
        try await bench.program.run("refresh", "--profile", "backend").succeeded()
      }
      #expect(requests.map { $0.accessToken?.grantType } == [.implicit, .clientCredentials])
    }
  }

  @Test func `without its secret a profile does not fall back to the other grant type`()
    async throws
  {
    try await withBench { bench in
      let program = try bench.program(withProfile: "backend", #"grant = "client-credentials""#)
      let requests = try await bench.recording {
        let outcome = try await program.run(
          "login", "--username", bench.store.member.username, "--password-stdin",
          input: bench.store.member.password)
        #expect(outcome.exitCode == 64, "\(outcome)")
        #expect(outcome.errors.contains("EPSWITCH_CLIENT_SECRET"), "\(outcome)")
      }
      #expect(requests.isEmpty)
    }
  }

  // MARK: - Password profiles

  /// The support desk's recipe, under a profile each: two members of one user name in two password
  /// profiles, and a customer of that e-mail address. All are signed in, the customer last.
  private func withDesk(_ body: (Bench, Program) async throws -> Void) async throws {
    try await withBench(.desk) { bench in
      let names = [("own", "Members"), ("desk", "Impersonation")]
      let credentials = try names.map { try bench.credential(Self.username, inProfile: $0.1) }
      let store = """
        endpoint = "\(bench.server.baseURL)"
        client-id = "\(bench.store.clientID)"
        username = "\(Self.username)"
        """
      try bench.home.writeSettings(
        """
        [profiles.own]
        \(store)
        password-profile = "\(credentials[0].passwordProfileID)"

        [profiles.desk]
        \(store)
        password-profile = "\(credentials[1].passwordProfileID)"

        [profiles.shop]
        \(store)
        mechanism = "customer"

        """)
      let program = bench.program.setting(["EPSWITCH_ENDPOINT": nil, "EPSWITCH_CLIENT_ID": nil])
      for (profile, credential, account) in [
        ("own", credentials[0], "Acme Industrial"), ("desk", credentials[1], "Northwind Support"),
      ] {
        try await program.run(
          "login", "--profile", profile, "--password-stdin", "--account", account,
          input: credential.password
        ).succeeded()
      }
      try await program.run(
        "login", "--profile", "shop", "--password-stdin", input: bench.store.customer.password
      ).succeeded()
      try await body(bench, program)
    }
  }

  private static let username = "buyer@acme.example"

  @Test func `one user name in two password profiles and of a customer are three sessions`()
    async throws
  {
    try await withDesk { bench, program in
      let expected = [
        ("own", "Acme Industrial", bench.store.members[0].id),
        ("desk", "Northwind Support", bench.store.members[1].id),
        ("shop", Self.username, bench.store.customer.id),
      ]
      for (profile, account, member) in expected {
        let name = try await program.run(
          "exec", "--profile", profile, "--", "printenv", "EP_ACCOUNT_NAME"
        ).succeeded()
        #expect(name.output == account + "\n", "\(name)")
        let current = try await program.run("current", "--profile", profile, "--format", "json")
        #expect(try current.jsonObject()["member_id"] as? String == member, "\(current)")
      }
      // What is done under one profile is of its member alone.
      try await program.run("switch", "--profile", "own", "bolt").succeeded()
      let desk = try await program.run("current", "--profile", "desk").succeeded()
      #expect(desk.output.hasPrefix("Northwind Support\t"))
    }
  }

  @Test func `each profile signs out its own member`() async throws {
    try await withDesk { bench, program in
      let profiles = ["own", "desk", "shop"]
      for (index, profile) in profiles.enumerated() {
        try await program.run("logout", "--profile", profile).succeeded()
        for (other, name) in profiles.enumerated() {
          let current = try await program.run("current", "--profile", name)
          #expect(current.exitCode == (other <= index ? 3 : 0), "\(current)")
        }
      }
    }
  }

  @Test func `a user name of several sessions is an error that lists them`() async throws {
    try await withDesk { bench, program in
      let settings = try bench.home.settings()
      try bench.home.writeSettings(
        settings.replacing(/(?m)^(password-profile|mechanism) = .*\n/, with: ""))
      for arguments in [
        ["exec", "--profile", "own", "--", "true"], ["logout", "--profile", "own"],
      ] {
        let outcome = try await program.run(arguments: arguments)
        #expect(outcome.exitCode == 64, "\(outcome)")
        #expect(outcome.isOneSentence, "\(outcome)")
        for profile in bench.store.passwordProfiles {
          #expect(outcome.errors.contains(profile.id), "\(outcome)")
        }
        #expect(outcome.errors.contains("Sam Support <support@store.example>"), "\(outcome)")
        #expect(outcome.errors.contains("(customer)"), "\(outcome)")
        #expect(outcome.errors.contains("epswitch profile set own"), "\(outcome)")
      }
      try await program.run(
        "profile", "set", "own", "password-profile", bench.store.passwordProfiles[0].id
      ).succeeded()
      #expect(
        try await program.run("current", "--profile", "own").output.hasPrefix("Acme Industrial\t"))
    }
  }

  @Test func `a password profile is named by its name or its ID`() async throws {
    try await withBench(.desk) { bench in
      let credential = try bench.credential("agent", inProfile: "Impersonation")
      for name in ["Impersonation", credential.passwordProfileID] {
        bench.server.forgetRequests()
        try await bench.program.run(
          "login", "--username", "agent", "--password-profile", name, "--password-stdin",
          input: credential.password
        ).succeeded()
        let mint = try #require(bench.requests.first { $0.mechanism == "password" })
        #expect(String(decoding: mint.body, as: UTF8.self).contains(credential.passwordProfileID))
      }
      bench.server.forgetRequests()
      let unknown = try await bench.program.run(
        "login", "--username", "agent", "--password-profile", "Impersonators", "--password-stdin",
        input: credential.password)
      #expect(unknown.exitCode == 64, "\(unknown)")
      #expect(unknown.errors.contains("Impersonators") && unknown.errors.contains("Members"))
      #expect(!bench.requests.contains { $0.mechanism == "password" })
    }
  }
}
