import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch current`, `refresh` and `token`.
@Suite(.serialized)
struct CurrentTests {
  @Test func `text is the name, the ID, the time left and the member`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Bolt & Nut Co")
      let outcome = try await bench.program.run("current").succeeded()
      let fields = try #require(outcome.outputLines.first).split(separator: "\t").map(String.init)
      #expect(outcome.outputLines.count == 1)
      #expect(outcome.errors == "")
      #expect(fields.count == 4)
      #expect(try Array(fields.prefix(2)) == ["Bolt & Nut Co", bench.accountID("Bolt & Nut Co")])
      #expect(fields[2].hasPrefix("44m "))
      #expect(fields[3] == "Ada Buyer <buyer@acme.example>")
    }
  }

  @Test func `the ID or the name alone is for scripts`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Bolt & Nut Co")
      let id = try bench.accountID("Bolt & Nut Co")
      #expect(try await bench.program.run("current", "--id").succeeded().output == id + "\n")
      #expect(
        try await bench.program.run("current", "--name").succeeded().output == "Bolt & Nut Co\n")
      #expect(try await bench.program.run("current", "--id", "--name").exitCode == 64)
    }
  }

  @Test func `JSON is one account with its store, its member and its scope`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Bolt & Nut Co")
      let outcome = try await bench.program.run("current", "--format", "json").succeeded()
      let expected: Set = [
        "id", "name", "expires", "seconds_left", "active", "profile", "endpoint", "member_id",
        "member_name", "member_email", "impersonated_by", "scope",
      ]
      #expect(try outcome.jsonKeys() == expected)
      let account = try outcome.json(AccountDocument.self)
      #expect(account.name == "Bolt & Nut Co")
      #expect(account.active)
      let object = try outcome.jsonObject()
      #expect(object["endpoint"] as? String == bench.server.baseURL)
      #expect(object["member_id"] as? String == bench.store.member.id)
      #expect(object["member_name"] as? String == bench.store.member.name)
      #expect(object["member_email"] as? String == bench.store.member.email)
      #expect(object["scope"] as? String == "default")
      let terminal = bench.program.setting(["EPSWITCH_ACCOUNT": "acme"])
      let own = try await terminal.run("current", "--format", "json").succeeded().jsonObject()
      #expect(own["name"] as? String == "Acme Industrial")
      #expect(own["scope"] as? String == "terminal")
    }
  }

  @Test func `an expired token is 3, in both formats`() async throws {
    try await withBench { bench in
      try await bench.signInToExpired(as: "Acme Industrial")
      for format in ["text", "json"] {
        let outcome = try await bench.program.run("current", "--format", format)
        #expect(outcome.exitCode == 3, "\(outcome)")
        #expect(outcome.errorLines.count == 1)
      }
    }
  }

  @Test func `it asks no store`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Bolt & Nut Co")
      bench.server.forgetRequests()
      try await bench.program.run("current").succeeded()
      try await bench.program.run("token").succeeded()
      #expect(bench.server.requests.isEmpty)
    }
  }
}

@Suite(.serialized)
struct RefreshTests {
  @Test func `every token is renewed and the account stays`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let before = try await bench.program.run("token").succeeded().output
      let outcome = try await bench.program.run("refresh")
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(outcome.output == "")
      #expect(try await bench.program.run("token").succeeded().output != before)
      #expect(try await bench.program.currentID() == bench.accountID("Acme Industrial"))
    }
  }

  @Test func `the loss of the current account is 4`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.faults.turnOn(.lostAccount(id: try bench.accountID("Acme Industrial")))
      let outcome = try await bench.program.run("refresh")
      #expect(outcome.exitCode == 4, "\(outcome)")
      #expect(try await bench.program.run("current").exitCode == 4)
    }
  }
}

@Suite(.serialized)
struct TokenTests {
  @Test func `a pipe gets the token alone, and the store takes it for the account's`()
    async throws
  {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.run("token").succeeded()
      #expect(outcome.errors == "")
      #expect(outcome.outputLines.count == 1)
      #expect(outcome.output.hasSuffix("\n"))
      let payload = try #require(outcome.outputLines[0].split(separator: ".").dropFirst().first)
      let claims = try #require(base64URL(String(payload)))
      #expect(try claims.contains(bench.accountID("Acme Industrial")))
    }
  }

  @Test func `a terminal is refused, and shown it when it asks`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let token = try await bench.program.run("token").succeeded().outputLines[0]
      try await withScreen(bench.program, columns: 200) { screen in
        try await screen.enter("epswitch token")
        #expect(try await screen.waitForShell() == 64)
        #expect(try await !(screen.text.contains(token.prefix(20))))
        try await screen.enter("epswitch token --show")
        #expect(try await screen.waitForShell() == 0)
        try await screen.wait(for: String(token.prefix(100)))
      }
    }
  }
}

private func base64URL(_ text: String) -> String? {
  let standard = text.replacingOccurrences(of: "-", with: "+")
    .replacingOccurrences(of: "_", with: "/")
  let padded = standard + String(repeating: "=", count: (4 - standard.count % 4) % 4)
  return Data(base64Encoded: padded).map { String(decoding: $0, as: UTF8.self) }
}
