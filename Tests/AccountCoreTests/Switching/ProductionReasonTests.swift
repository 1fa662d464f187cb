@testable import AccountCore
import AccountModel
import CommerceSimulator
import Foundation
import ProfileSettings
import Testing

/// In production nobody acts as another account than the chosen one without a reason.
@Suite(.fewAtOnce) struct `Reasons in production` {
  /// A production profile in which the first of three accounts is chosen.
  private func bench() async throws -> TestBench {
    let bench = try await TestBench(.large, accounts: 3)
    try bench.addProfile("live") { $0.isProduction = true }
    try await bench.signIn(try bench.service(profile: "live"), actingAs: 0, reason: "ticket 1")
    bench.server.forgetRequests()
    return bench
  }

  private func service(_ bench: TestBench, reason: String? = nil) throws -> AccountService {
    try bench.service(
      StoreOptions(profile: "live"), variables: reason.map { ["EPSWITCH_REASON": $0] } ?? [:])
  }

  private func lastReason(_ bench: TestBench) throws -> String? {
    try service(bench).auditEvents(limit: 1).first?.reason?.string
  }

  struct Source: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var option: String?
    var variable: String?
    let recorded: String
  }

  @Test(arguments: [
    Source(testDescription: "the option", option: "ticket 2", recorded: "ticket 2"),
    Source(testDescription: "the variable", variable: "ticket 3", recorded: "ticket 3"),
    Source(
      testDescription: "the option before the variable", option: "ticket 2", variable: "ticket 3",
      recorded: "ticket 2"),
    Source(
      testDescription: "a blank option counts as none", option: "  ", variable: "ticket 3",
      recorded: "ticket 3"),
    Source(
      testDescription: "control characters are removed", option: "tick\u{1B}[31met",
      recorded: "ticket"),
  ])
  func `a switch is explained by`(_ source: Source) async throws {
    let bench = try await bench()
    let service = try service(bench, reason: source.variable)
    let after = try await service.switchAccount(to: bench.account(1), reason: source.option)
    #expect(after.selected?.id == bench.account(1))
    #expect(try lastReason(bench) == source.recorded)
  }

  @Test func `the person is told the profile and the account with its ID, and asked first`()
    async throws
  {
    let bench = try await bench()
    let service = try service(bench)
    let prompter = ScriptedPrompter(
      .reason { prompt in
        #expect(prompt.profile == "live")
        #expect(prompt.account.id == bench.account(1))
        #expect(!prompt.account.name.isEmpty)
        #expect(bench.server.requests.isEmpty)
        return "  ticket 4 "
      })
    try await service.switchAccount(to: bench.account(1), prompter: prompter)
    prompter.expectDone()
    #expect(try lastReason(bench) == "ticket 4")
  }

  @Test(arguments: [
    (ScriptedPrompter.Step.failing(.cancelled), AccountError.Kind.cancelled),
    (.failing(.unavailable), .usage), (.reason("  "), .usage),
  ])
  func `without a reason nothing is asked of the store, and nothing changes`(
    _ step: ScriptedPrompter.Step, _ kind: AccountError.Kind
  ) async throws {
    let bench = try await bench()
    let service = try service(bench)
    let id = try service.currentAccount().session.id
    let before = try service.everything(of: id)
    let failure = try #require(
      await failure {
        try await service.switchAccount(to: bench.account(1), prompter: ScriptedPrompter(step))
      })
    #expect(failure.kind == kind)
    if kind == .usage {
      #expect(failure.exitCode == 64)
      #expect(failure.userMessage.summary.contains(bench.account(1).rawValue))
      #expect(failure.userMessage.recoverySuggestion?.contains("EPSWITCH_REASON") == true)
    }
    #expect(bench.server.requests.isEmpty)
    #expect(try service.everything(of: id) == before)
  }

  @Test(arguments: ["option", "EPSWITCH_ACCOUNT"])
  func `acting as another account than the chosen one needs one`(_ way: String) async throws {
    let bench = try await bench()
    let name = bench.account(2).rawValue
    let service = try bench.service(
      StoreOptions(profile: "live"), variables: way == "option" ? [:] : ["EPSWITCH_ACCOUNT": name])
    let acting = try service.actingAccount(way == "option" ? name : nil)
    for use in [AccountService.CredentialUse.export, .exec] {
      let failure = await failure {
        _ = try await service.credentials(
          for: acting, use: use, reason: nil, prompter: ScriptedPrompter(.failing(.unavailable)))
      }
      #expect(failure?.kind == .usage)
    }
    #expect(bench.server.requests.isEmpty)
    let prompter = ScriptedPrompter(.reason("ticket 5"), .reason("ticket 6"), .reason("ticket 7"))
    _ = try await service.credentials(for: acting, use: .exec, reason: nil, prompter: prompter)
    #expect(try lastReason(bench) == "ticket 5")
    _ = try await service.token(for: acting, reason: nil, prompter: prompter)
    #expect(try lastReason(bench) == "ticket 6")
    _ = try await service.requests(as: acting, reason: nil, prompter: prompter)
    #expect(try lastReason(bench) == "ticket 7")
  }

  @Test func `acting as the chosen account needs none, and records one that is given`()
    async throws
  {
    let bench = try await bench()
    _ = try await service(bench).credentials()
    #expect(try lastReason(bench) == nil)
    _ = try await service(bench).credentials(reason: "ticket 8")
    #expect(try lastReason(bench) == "ticket 8")
    _ = try await service(bench, reason: "ticket 9").credentials()
    #expect(try lastReason(bench) == "ticket 9")
  }

  @Test func `a switch to the account that is acted as already needs none, and renews its token`()
    async throws
  {
    let bench = try await bench()
    let before = try await service(bench).token()
    try await service(bench).switchAccount(to: bench.account(0))
    #expect(try await service(bench).token() != before)
    let events = try service(bench).auditEvents(limit: 3).filter { $0.kind == .switch }
    #expect(events.map(\.result) == [.succeeded])
    #expect(events.first?.account?.id == bench.account(0).rawValue)
    #expect(events.first?.reason == nil)
    try await service(bench).switchAccount(to: bench.account(0), reason: "ticket 10")
    #expect(try lastReason(bench) == "ticket 10")
  }

  @Test func `a switch to the default needs one in a terminal that was shown another account`()
    async throws
  {
    let bench = try await bench()
    let variables = ["EPSWITCH_PROFILE": "live"]
    let (a, b) = (
      Terminal(bench, "a", variables: variables), Terminal(bench, "b", variables: variables)
    )
    try a.drawPrompt()
    try await b.command().switchAccount(to: bench.account(1), reason: "ticket 11")
    #expect(
      try b.command().isActedAs(bench.account(1), in: b.command().currentAccount().session))
    let session = try b.command().currentAccount().session.id
    for index in 0..<2 {
      let failure = await failure {
        let service = try a.command()
        _ = try await service.switchAccount(
          to: bench.account(index), in: session, at: try service.selector(), reason: nil,
          prompter: ScriptedPrompter(.failing(.unavailable)))
      }
      #expect(failure?.kind == .usage, "\(index)")
    }
  }

  @Test func `a switch to the chosen account of another member needs one`() async throws {
    let bench = try await TestBench(.desk)
    try bench.addProfile("live") { $0.isProduction = true }
    let ada = try await bench.signIn(service(bench), actingAs: 0, reason: "ticket 12")
    let sam = bench.server.store.members[1]
    try await bench.signIn(
      service(bench), sam.credentials[0], account: sam.accounts[0].id, reason: "ticket 13")
    let failure = await failure {
      let service = try service(bench)
      _ = try await service.switchAccount(
        to: bench.account(0), in: ada.id, at: try service.selector(), reason: nil,
        prompter: ScriptedPrompter(.failing(.unavailable)))
    }
    #expect(failure?.kind == .usage)
  }

  @Test func `elsewhere none is asked for`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    try await bench.signIn(actingAs: 0)
    let service = try bench.service()
    try await service.switchAccount(to: bench.account(1))
    _ = try await service.token(
      for: try service.actingAccount(bench.account(2).rawValue), reason: nil,
      prompter: ScriptedPrompter())
  }
}
