import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// The headers that other programs send.
@Suite(.serialized)
struct HeaderTests {
  @Test func `curl acts as the account with the headers from stdin`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let id = try bench.accountID("Acme Industrial")
      let outcome = try await bench.program.shell(
        "epswitch header | curl -sf -H @- $EPSWITCH_ENDPOINT/v2/accounts/\(id)"
      ).succeeded()
      #expect(outcome.output.contains(#""name":"Acme Industrial""#))
    }
  }

  @Test func `curl takes headers and address from a configuration`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.shell(
        "epswitch export curl '/v2/orders?page[limit]=1' | curl -sf -K -"
      ).succeeded()
      let orders = try #require(try outcome.jsonObject()["data"] as? [Any])
      #expect(orders.count == 1)
      let bare = try await bench.program.run("export", "curl", "v2/orders")
      #expect(bare.exitCode == 64, "\(bare)")
      #expect(bare.output == "")
    }
  }

  @Test func `a customer's token travels in its own header`() async throws {
    try await withBench { bench in
      try await bench.signInAsCustomer()
      let lines = try await bench.program.run("header").succeeded().outputLines
      #expect(
        lines.map { $0.prefix { $0 != ":" } } == ["Authorization", "X-Moltin-Customer-Token"])
      try await bench.program.run("api", "/v2/carts")
      let request = try #require(bench.server.requests.last { $0.path == "/v2/carts" })
      #expect(
        "X-Moltin-Customer-Token: \(request.header("X-Moltin-Customer-Token") ?? "")" == lines[1])
      #expect(request.header("EP-Account-Management-Authentication-Token") == nil)
    }
  }

  @Test func `the headers of the profile belong to the account's`() async throws {
    try await withBench { bench in
      let program = try bench.program(
        withProfile: "staging",
        """
        [profiles.staging.headers]
        EP-Channel = "support desk"
        EP-Org-ID = "org-1"
        """)
      try await bench.with(program).signIn(as: "Acme Industrial")
      let header = try await program.run("header").succeeded()
      #expect(header.outputLines.contains("EP-Channel: support desk"), "\(header)")
      let json = try await program.run("export", "json").succeeded().jsonObject()
      let fields = try #require(json["headers"] as? [String: String])
      #expect(fields["EP-Channel"] == "support desk")
      #expect(fields["EP-Org-ID"] == "org-1")
      #expect(fields.count == 4)
      let requests = try await bench.recording {
        try await program.setting(["STORE": bench.server.baseURL]).shell(
          """
          epswitch header | curl -s -H @- $STORE/v2/orders
          epswitch export curl /v2/orders | curl -s -K -
          epswitch api /v2/orders
          """
        ).succeeded()
      }
      #expect(requests.count == 3)
      for request in requests {
        #expect(request.header("EP-Channel") == "support desk")
        #expect(request.header("EP-Org-ID") == "org-1")
        #expect(request.actor?.accountID == (try bench.accountID("Acme Industrial")))
      }
    }
  }

  @Test func `the network is asked for nothing while the access token lives`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let before = bench.server.requests.count
      try await bench.program.run("header").succeeded()
      #expect(bench.server.requests.count == before)
    }
  }
}

extension Bench {
  /// Signs the store's customer in.
  func signInAsCustomer() async throws {
    try await program.run(
      arguments: [
        "login", "--mechanism", "customer", "--email", store.member.email, "--password-stdin",
      ], input: store.member.password + "\n"
    ).succeeded()
  }
}
