import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch export`: the formats of other programs.
@Suite(.serialized)
struct ExportTests {
  private static let cache = ".epcc/default/data/auth_cache"

  @Test func `epcc finds the token where it keeps its own`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.run("export", "epcc").succeeded()
      #expect(outcome.output == "")
      let path = "\(bench.home.path)/\(Self.cache)/account_management_authentication_token.json"
      #expect(outcome.errors.contains(path))
      #expect(outcome.errors.contains("EPCC_API_BASE_URL to \(bench.server.baseURL)"))
      let kept = try JSONDecoder().decode(
        [String: String].self, from: Data(contentsOf: URL(filePath: path)))
      #expect(try kept["account_id"] == bench.accountID("Acme Industrial"))
      #expect(kept["account_name"] == "Acme Industrial")
      #expect(kept["type"] == "account_management_authentication_token")
      #expect(try await kept["token"] == bench.program.run("token").outputLines[0])
      #expect(try mode(of: path) == 0o600)
    }
  }

  @Test func `EPCC_PROFILE names the profile, and none leaves its folder`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await bench.program.setting(["EPCC_PROFILE": "demo"]).run("export", "epcc").succeeded()
      #expect(try bench.home.names().contains(".epcc/demo/data/auth_cache"))
      let outcome = try await bench.program.setting(["EPCC_PROFILE": "../x"]).run("export", "epcc")
      #expect(outcome.exitCode == 64, "\(outcome)")
      #expect(try !bench.home.names().contains("x"))
    }
  }

  @Test func `epcc is left alone while it is a customer`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let folder = "\(bench.home.path)/\(Self.cache)"
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      try Data("{}".utf8).write(to: URL(filePath: "\(folder)/customer_token.json"))
      let outcome = try await bench.program.run("export", "epcc")
      #expect(outcome.exitCode == 1, "\(outcome)")
      #expect(outcome.isOneSentence)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder) == ["customer_token.json"])
      #expect(try bench.handedOut() == [])
    }
  }

  @Test func `a folder that is missing is not made, and nothing is handed out`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.forgetRequests()
      let path = "\(bench.home.path)/mistyped/.env"
      let outcome = try await bench.program.run("export", "dotenv", "--output", path)
      #expect(outcome.exitCode == 1, "\(outcome)")
      #expect(outcome.isOneSentence, "\(outcome)")
      #expect(outcome.errors.contains("There is no folder \(bench.home.path)/mistyped."))
      #expect(try !bench.home.names().contains("mistyped"))
      #expect(try bench.handedOut() == [])
      #expect(bench.requests.isEmpty)
    }
  }

  @Test func `a token that has run out is not in the cookie`() async throws {
    try await withBench(.hostile) { bench in
      let alive = try #require(bench.store.roster.first { $0.lifetime > 0 }).id
      let dead = try #require(bench.store.roster.first { $0.lifetime < 0 }).id
      try await bench.signIn(as: alive)
      let outcome = try await bench.program.run("export", "cookie").succeeded()
      let accounts = try #require(try outcome.jsonObject()["accounts"] as? [String: Any])
      #expect(accounts[alive] != nil)
      #expect(accounts[dead] == nil)
    }
  }

  @Test func `the cookie holds every account that lives, and the acting one`() async throws {
    struct Cookie: Decodable {
      struct Entry: Decodable { let account_id, account_name, expires, token, type: String }
      let accounts: [String: Entry]
      let selected: String
      let accountMemberId: String
    }
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.run("export", "cookie").succeeded()
      let cookie = try outcome.json(Cookie.self)
      let living = bench.store.roster.filter { $0.lifetime > 60 }
      #expect(living.count > 5)
      #expect(Set(living.map(\.id)).isSubset(of: cookie.accounts.keys))
      #expect(try cookie.selected == bench.accountID("Acme Industrial"))
      #expect(cookie.accountMemberId == bench.store.member.id)
      #expect(outcome.errors.contains("4096"))
      for account in living {
        let token = try await bench.program.run("token", "--account", account.id).outputLines[0]
        #expect(cookie.accounts[account.id]?.token == token)
      }
      let alone = try await bench.program.run("export", "cookie", "--only-current").succeeded()
      #expect(try alone.json(Cookie.self).accounts.count == 1)
      #expect(alone.errors == "")
    }
  }

  @Test func `a file of variables is read by a shell`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Bolt & Nut Co")
      let outcome = try await bench.program.shell(
        "cd; mkdir new; epswitch export dotenv --output new/account.env && set -a"
          + " && . new/account.env && env"
      ).succeeded()
      #expect(outcome.outputLines.contains("EP_ACCOUNT_NAME=Bolt & Nut Co"))
      #expect(outcome.outputLines.contains("EP_ENDPOINT=\(bench.server.baseURL)"))
      #expect(try mode(of: "\(bench.home.path)/new/account.env") == 0o600)
    }
  }

  @Test func `a link is not written through`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      symlink("/dev/null", "\(bench.home.path)/link")
      let outcome = try await bench.program.shell("cd; epswitch export json --output link")
      #expect(outcome.exitCode == 1, "\(outcome)")
      #expect(outcome.isOneSentence)
    }
  }

  @Test func `JSON holds headers ready to send`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let object = try await bench.program.run("export", "json").succeeded().jsonObject()
      let headers = try #require(object["headers"] as? [String: String])
      let lines = try await bench.program.run("header").outputLines
      #expect(headers.map { "\($0): \($1)" }.sorted() == lines.sorted())
      #expect(object["endpoint"] as? String == bench.server.baseURL)
    }
  }

  @Test(arguments: ["epcc", "cookie"])
  func `formats of account tokens refuse a customer`(format: String) async throws {
    try await withBench { bench in
      try await bench.signInAsCustomer()
      let outcome = try await bench.program.run("export", format)
      #expect(outcome.exitCode == 64, "\(outcome)")
      #expect(outcome.isOneSentence)
      #expect(try bench.handedOut() == [])
    }
  }

  private func mode(of path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }
}
