import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch api --paginate`.
@Suite(.serialized)
struct APIPagesTests {
  private func offsets(_ bench: Bench) -> [String] {
    bench.server.requests.filter { $0.path == "/v2/orders" }
      .map { "\($0.query["page[offset]"] ?? "") of \($0.query["page[limit]"] ?? "")" }
  }

  @Test func `pages come one after the other, by offsets of our own`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let whole = try await bench.program.run("api", "v2/orders").succeeded()
      let rows = try #require(try whole.jsonObject()["data"] as? [[String: Any]])
      #expect(rows.count > 2)
      let outcome = try await bench.program.shell(
        "epswitch api 'v2/orders?page[limit]=2&include=items' --paginate"
      ).succeeded()
      let pages = outcome.output.replacing("}{", with: "}\n{").split(separator: "\n")
      #expect(pages.count == (rows.count + 1) / 2)
      let ids = try pages.flatMap { page in
        let object = try JSONSerialization.jsonObject(with: Data(page.utf8)) as? [String: Any]
        return (object?["data"] as? [[String: Any]] ?? []).map { $0["id"] as? String }
      }
      #expect(ids == rows.map { $0["id"] as? String })
      #expect(
        offsets(bench).dropFirst() == ArraySlice(pages.indices.map { "\($0 * 2) of 2" }))
      #expect(bench.server.requests.last?.query["include"] == "items")
    }
  }

  @Test func `slurp makes one array of the pages`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.run(
        "api", "v2/orders", "-X", "GET", "-f", "page[limit]=2", "-f", "page[offset]=1",
        "--paginate", "--slurp"
      ).succeeded()
      let pages = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [Any]
      #expect(pages?.count == offsets(bench).count)
      #expect(offsets(bench).prefix(2) == ["1 of 2", "3 of 2"])
    }
  }

  @Test func `what is no list is one page`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let id = try bench.accountID("Acme Industrial")
      let outcome = try await bench.program.run("api", "v2/accounts/\(id)", "--paginate")
        .succeeded()
      #expect(try outcome.jsonObject()["data"] is [String: Any])
    }
  }

  @Test(arguments: [[], ["--slurp"]])
  func `an error in the middle ends it`(flags: [String]) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let walk = ["api", "v2/orders?page[limit]=1", "--paginate"] + flags
      let path = FaultScope.path("/v2/orders")
      // The first page is on its way when the fault begins, so it strikes the second.
      bench.server.faults.turnOn(.delay(.seconds(2)), for: path, times: 1)
      async let running = bench.program.run(arguments: walk)
      try await eventually("the first page is asked for") { !offsets(bench).isEmpty }
      bench.server.faults.turnOn(.status(503), for: path)
      let outcome = try await running
      #expect(outcome.exitCode == 5, "\(outcome)")
      #expect(outcome.output.contains("errors"))
      #expect(outcome.output.contains("order_number") == flags.isEmpty)
      #expect(offsets(bench) == ["0 of 1", "1 of 1"])
    }
  }
}
