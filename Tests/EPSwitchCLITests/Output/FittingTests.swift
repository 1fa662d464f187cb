import AccountModel
import AccountViewModel
import Foundation
import ProfileSettings
import ProgramTesting
import Testing

@testable import EPSwitchCLI

/// Tables and messages for people fit their terminal; what programs read is whole.
struct FittingTests {
  private static let id = "32d94f45-8922-472f-82b4-5c5c472c052c"

  private static let events = [
    AuditEvent(
      kind: .impersonate, time: Date(timeIntervalSince1970: 1_700_000_000),
      storeKey: "https://euwest.api.elasticpath.com:443|client",
      member: .init(id: "m", name: "Dana Smith-Johansson <dana.smith-johansson@acme.example>"),
      account: .init(
        Account(id: AccountID(id), name: "Consolidated Industrial Supplies", expiry: nil)),
      result: .succeeded,
      reason: "ticket 4711: the customer cannot see the second page of their orders",
      action: "GET /v2/orders"),
    AuditEvent(
      kind: .switch, time: Date(timeIntervalSince1970: 1_700_000_000), storeKey: "s",
      member: .init(id: "m", name: "Bea"), account: nil, result: .failed, reason: nil),
  ]

  private func words(_ text: CleanText) -> String {
    text.string.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test(arguments: [40, 50, 60, 80, 100, 120])
  func `the history has every member and reason whole, and what came of it`(columns: Int) throws {
    let zone = try #require(TimeZone(identifier: "UTC"))
    let text = HistoryTable(Self.events, zone: zone).text(isTerminal: true, columns: columns)
    let lines = text.string.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.cellCount <= columns }, "\(text)")
    #expect(words(text).contains(try #require(Self.events[0].reason).string), "\(text)")
    #expect(words(text).contains(Self.events[0].member.name), "\(text)")
    #expect(words(text).contains("GET /v2/orders"), "\(text)")
    #expect(text.string.contains("impersonate"))
    #expect(text.string.contains("32d94f45…052c"), "\(text)")
    #expect(text.string.contains("succeeded") && text.string.contains("failed"), "\(text)")
  }

  @Test func `with room for all of it the history has a line for each event`() throws {
    let zone = try #require(TimeZone(identifier: "UTC"))
    let text = HistoryTable(Self.events, zone: zone).text(isTerminal: true, columns: 320)
    #expect(text.string.split(separator: "\n").count == 3)
    #expect(text.string.contains(Self.id))
  }

  @Test(arguments: [20, 40, 60, 80, 100])
  func `the profiles fit the terminal`(columns: Int) throws {
    let text = ProfileTable(Self.profiles, inUse: "acme-staging").text(
      isTerminal: true, columns: columns)
    let lines = text.string.split(separator: "\n").map(String.init)
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.cellCount <= columns }, "\(text)")
    #expect(lines[1].hasPrefix("*  acme-st"))
    if columns >= 40 { #expect(lines[2].hasSuffix("production"), "\(text)") }
  }

  @Test func `what programs read is whole`() throws {
    let zone = try #require(TimeZone(identifier: "UTC"))
    let history = HistoryTable(Self.events, zone: zone).text(isTerminal: false, columns: 20)
    #expect(history.string.split(separator: "\n").count == 2)
    #expect(history.string.contains(Self.id))
    let profiles = ProfileTable(Self.profiles, inUse: nil).text(isTerminal: false, columns: 20)
    #expect(
      profiles.string.contains("\thttps://useast.api.elasticpath.com\t\(Self.id)\tpassword\t"))
  }

  private static let profiles: [Profile] = {
    var staging = Profile(name: "acme-staging")
    staging.endpoint = try? Endpoint("https://useast.api.elasticpath.com")
    staging.clientID = id
    staging.mechanism = .password
    staging.username = "buyer@acme.example"
    var live = Profile(name: "live")
    live.endpoint = try? Endpoint("https://euwest.api.elasticpath.com")
    live.isProduction = true
    return [staging, live]
  }()

  @Test func `a message on a terminal breaks between words, and its commands stay whole`()
    async throws
  {
    let program = Program()
    let message = try await program.run("switch", "acme").errors
    #expect(message.split(separator: "\n").count == 1)
    try await withScreen(program, columns: 44, rows: 24) { screen in
      #expect(try await screen.run("epswitch switch acme") == 64)
      let lines = try await screen.text.split(separator: "\n").map(String.init)
        .drop { !$0.hasPrefix("epswitch: ") }.prefix { !$0.contains("shell>") }
      #expect(lines.count > 1)
      #expect(lines.joined(separator: " ") + "\n" == message)
      #expect(lines.contains { $0.contains("`epswitch profile add`") }, "\(lines)")
    }
  }

  @Test func `what stands in columns of its own stays there when a line breaks`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withScreen(bench.program, columns: 60, rows: 40) { screen in
        try await screen.run("epswitch doctor")
        let lines = try await screen.text.split(separator: "\n").map(String.init)
        let endpoint = try #require(lines.firstIndex { $0.contains("pass  endpoint  ") })
        let label = try #require(lines[endpoint].firstRange(of: "endpoint"))
        let text = lines[endpoint][label.upperBound...].drop { $0 == " " }
        #expect(
          lines[endpoint + 1].prefix { $0 == " " }.count == lines[endpoint].count - text.count,
          "\(lines)")
      }
    }
  }

  @Test func `a program without two dashes is told where they go`() async throws {
    for command in ["exec echo hi", "exec sh -c true", "exec --account acme true"] {
      let outcome = try await Program().run(
        arguments: command.split(separator: " ").map(String.init))
      #expect(outcome.exitCode == 64)
      #expect(outcome.errors.contains("Write `--` before the program"), "\(outcome)")
    }
  }

  @Test func `the table of each fits the terminal`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try await withScreen(bench.program, columns: 40, rows: 24) { screen in
        #expect(try await screen.run("epswitch each acme bolt -- true >/dev/null") == 0)
        let bolt = try AccountID(bench.accountID("Bolt & Nut Co"))
        let line = try await screen.line(with: bolt.short)
        #expect(line.hasPrefix("0"))
        #expect(line.contains("Bolt & N"))
        #expect(try await !screen.text.contains(bolt.rawValue))
      }
      let piped = try await bench.program.run("each", "bolt", "--", "true").succeeded()
      #expect(try piped.errors.contains(bench.accountID("Bolt & Nut Co")))
    }
  }
}
