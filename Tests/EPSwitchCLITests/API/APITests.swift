import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch api`: requests as the account.
@Suite(.serialized)
struct APITests {
  @Test(arguments: ["/v2/accounts", "v2/accounts", "ORIGIN/v2/accounts"])
  func `it asks the store as the account`(path: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.run(
        "api", path.replacing("ORIGIN", with: bench.server.baseURL)
      ).succeeded()
      let rows = try #require(try outcome.jsonObject()["data"] as? [[String: Any]])
      #expect(rows.map { $0["name"] as? String } == ["Acme Industrial"])
      #expect(outcome.errors == "")
      let request = try #require(bench.server.requests.last)
      #expect(request.method == "GET")
      let lines = try await bench.program.run("header").outputLines
      for name in ["Authorization", "EP-Account-Management-Authentication-Token"] {
        #expect(lines.contains("\(name): \(request.header(name) ?? "")"))
      }
    }
  }

  @Test func `another account may be named for one request`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let bolt = try bench.accountID("Bolt & Nut Co")
      try await bench.program.run("api", "/v2/accounts/\(bolt)", "--account", "bolt").succeeded()
      let outcome = try await bench.program.setting(["EPSWITCH_ACCOUNT": bolt])
        .run("api", "/v2/accounts/\(bolt)")
      #expect(outcome.exitCode == 0, "\(outcome)")
    }
  }

  @Test(arguments: [
    "https://evil.example/v2/accounts", "http://127.0.0.1:1/v2/accounts", "//evil.example/",
    "http://user@127.0.0.1/", "ftp://127.0.0.1/", "HTTPS://127.0.0.1/v2",
  ])
  func `no token goes to another address`(address: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let before = bench.server.requests.count
      let outcome = try await bench.program.run("api", address)
      #expect(outcome.exitCode == 64, "\(outcome)")
      #expect(outcome.output == "")
      #expect(outcome.isOneSentence)
      #expect(bench.server.requests.count == before)
    }
  }

  @Test func `a path can be nothing but a path`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let odd = "/v2/a b/ü/%2F/100%/#x\r\nHost: evil\\@evil.example?q=a b&r=%41[]"
      try await bench.program.run("api", odd)
      let request = try #require(bench.server.requests.last)
      #expect(
        request.path
          == "/v2/a%20b/%C3%BC/%2F/100%25/%23x%0D%0AHost:%20evil%5C@evil.example")
      #expect(request.query == ["q": "a b", "r": "A[]"])
    }
  }

  @Test(arguments: [
    (401, 3), (403, 3), (404, 1), (400, 1), (422, 1), (429, 5), (500, 5), (503, 5),
  ])
  func `an error prints its body and ends as its status says`(
    status: Int, exitCode: Int32
  ) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.faults.turnOn(.status(status), for: .path("/v2/orders"))
      let outcome = try await bench.program.run("api", "/v2/orders")
      #expect(outcome.exitCode == exitCode, "\(outcome)")
      #expect(try outcome.jsonObject()["errors"] is [Any])
      #expect(outcome.errors.contains("\(status)"))
      #expect(outcome.isOneSentence)
      let silent = try await bench.program.run("api", "/v2/orders", "--silent")
      #expect(silent.exitCode == exitCode)
      #expect(silent.output == "")
    }
  }

  @Test func `a redirect is not followed`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.faults.turnOn(
        .redirect(to: "\(bench.server.baseURL)/v2/carts"), for: .path("/v2/orders"))
      let outcome = try await bench.program.run("api", "/v2/orders")
      #expect(outcome.exitCode == 5, "\(outcome)")
      #expect(outcome.errors.contains("302"))
      #expect(!bench.server.requests.contains { $0.path == "/v2/carts" })
    }
  }

  @Test func `an access token that the store took back is replaced once`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.faults.turnOn(.status(401), for: .path("/v2/orders"), times: 1)
      try await bench.program.run("api", "/v2/orders").succeeded()
      let orders = bench.server.requests.filter { $0.path == "/v2/orders" }
      #expect(Set(orders.map { $0.header("Authorization") }).count == 2)
    }
  }

  @Test func `an expired token is told before the network is asked`() async throws {
    try await withBench { bench in
      try await bench.signInToExpired(as: "Acme Industrial")
      let before = bench.server.requests.count
      let outcome = try await bench.program.run("api", "/v2/orders")
      #expect(outcome.exitCode == 3, "\(outcome)")
      #expect(bench.server.requests.count == before)
    }
  }

  @Test func `a store that is away is 5`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      await bench.server.stop()
      let outcome = try await bench.program.run("api", "/v2/orders")
      #expect(outcome.exitCode == 5, "\(outcome)")
      #expect(outcome.isOneSentence)
    }
  }
}
