@testable import AccountCore
import AccountModel
@testable import AccountVault
import CommerceSimulator
import Foundation
import GRDB
import ProgramTesting
import Testing

@Suite(.fewAtOnce) struct `The history` {
  /// An event without its time.
  private func summary(_ event: AuditEvent) -> [String?] {
    [
      event.kind.rawValue, event.account?.id, event.result.rawValue, event.reason?.string,
    ]
  }

  @Test func `every use case leaves one event`() async throws {
    let bench = try await TestBench(.large, accounts: 4)
    let service = try bench.service()
    let selector = try service.selector()
    let session = try await bench.signIn(service, actingAs: 0, reason: "r1")
    try await service.switchAccount(to: bench.account(1), reason: "r2")
    _ = try await service.refresh(session.id, at: selector, reason: "r3")
    _ = try await service.credentials(.export, reason: "r4")
    _ = try await service.credentials(.exec, reason: "r5")
    let acting = try service.actingAccount()
    _ = try await service.token(for: acting, reason: "r6", prompter: ScriptedPrompter())
    let requests = try await service.requests(
      as: acting, reason: "r7", prompter: ScriptedPrompter())
    for _ in 0..<3 {
      _ = try await requests.send(
        AccountRequest(
          "GET", try RequestPath("/v2/accounts", of: selector.store), headers: [], body: nil))
    }
    try service.signOut(try service.summary(at: selector), reason: "r8")

    let events = try service.auditEvents(limit: 100)
    let (zero, one) = (bench.account(0).rawValue, bench.account(1).rawValue)
    #expect(
      events.reversed().map(summary) == [
        ["sign-in", zero, "succeeded", "r1"],
        ["switch", one, "succeeded", "r2"],
        ["refresh", one, "succeeded", "r3"],
        ["export", one, "succeeded", "r4"],
        ["exec", one, "succeeded", "r5"],
        ["export", one, "succeeded", "r6"],
        ["api", one, "succeeded", "r7"],
        ["logout", one, "succeeded", "r8"],
      ])
    for event in events {
      #expect(event.member == AuditEvent.Party(session.member))
      #expect(event.storeKey == session.store.key)
      #expect(event.time == bench.clock.now())
      #expect(event.account.map { !$0.name.isEmpty } == true)
    }
  }

  @Test func `what failed is recorded with the reason and the failure`() async throws {
    let bench = try await TestBench(.large, accounts: 4)
    let service = try bench.service()
    let selector = try service.selector()
    _ = await failure {
      _ = try await service.signIn(
        SignInRequest(mechanism: .password, username: "u@acme.example"), at: selector,
        prompter: ScriptedPrompter(.secret(.password, "pw-secret")))
    }
    let session = try await bench.signIn(service, actingAs: 0)
    bench.server.faults.turnOn(.status(503), for: .path("/v2/account-members"))
    _ = await failure { try await service.switchAccount(to: bench.account(1), reason: "r2") }
    _ = await failure { _ = try await service.refresh(session.id, at: selector, reason: "r3") }

    let events = try service.auditEvents(limit: 100)
    #expect(events.map(\.kind) == [.refresh, .switch, .signIn, .signIn])
    #expect(events.map(\.result) == [.failed, .failed, .succeeded, .failed])
    #expect(events[0].reason?.hasPrefix("r3 – ") == true)
    #expect(events[1].reason?.hasPrefix("r2 – ") == true)
    #expect(events[1].reason?.contains("503") == true)
    #expect(events[1].account?.id == bench.account(1).rawValue)
    #expect(events[3].member.name == "u@acme.example")
    // Nothing the store says is kept, only our own words and the status.
    #expect(events[3].reason?.contains("refused the user name or the password (400)") == true)
    #expect(!events.contains { $0.reason?.contains("authentication failed") == true })
    #expect(!events.contains { $0.reason?.contains("pw-secret") == true })
  }

  @Test func `what was cancelled is not recorded`() async throws {
    let bench = try await TestBench(.large, accounts: 4)
    try await bench.signIn(actingAs: 0)
    bench.server.faults.turnOn(.delay(.seconds(300)), for: .path("/v2/account-members"))
    bench.server.forgetRequests()
    let work = Task {
      await failure { try await bench.service().switchAccount(to: bench.account(1)) }
    }
    try await waitUntil("the request arrived") { !bench.server.requests.isEmpty }
    work.cancel()
    #expect(await work.value?.kind == .cancelled)
    #expect(try bench.service().auditEvents(limit: 9).map(\.kind) == [.signIn])
  }

  @Test func `nothing is handed out that cannot be recorded`() async throws {
    let bench = try await TestBench(.large, accounts: 4)
    try await bench.signIn(actingAs: 0)
    let service = try bench.service()
    let acting = try service.actingAccount()
    _ = try await service.credentials()
    let count = try service.auditEvents(limit: 100).count
    try service.vault.file.write { db in
      try db.execute(
        sql: """
          CREATE TRIGGER full BEFORE INSERT ON history BEGIN SELECT RAISE(FAIL, 'full'); END
          """)
    }
    for use in ["credentials", "token", "requests"] {
      let failure = await failure {
        switch use {
        case "credentials": _ = try await service.credentials()
        case "token":
          _ = try await service.token(for: acting, reason: nil, prompter: ScriptedPrompter())
        default:
          _ = try await service.requests(as: acting, reason: nil, prompter: ScriptedPrompter())
        }
      }
      #expect(failure?.kind == .vault)
    }
    #expect(try service.auditEvents(limit: 100).count == count)
  }

  @Test func `it is searched by account and time`() async throws {
    let bench = try await TestBench(.showcase)
    let start = bench.clock.now()
    try await bench.signIn(actingAs: 0)
    bench.clock.advance(by: 60)
    let service = try bench.service()
    try await service.switchAccount(to: bench.account(1))
    bench.clock.advance(by: 60)
    try await service.switchAccount(to: bench.account(4))

    func found(_ text: String?, since: Double? = nil, until: Double? = nil, limit: Int = 9) throws
      -> [String?]
    {
      try service.auditEvents(
        account: text, since: since.map { start.addingTimeInterval($0) },
        until: until.map { start.addingTimeInterval($0) }, limit: limit
      ).map(\.account?.name)
    }
    let names = ["Électricité Générale de Grenoble", "Bolt & Nut Co", "Acme Industrial"]
    #expect(try found(nil) == names)
    #expect(try found(nil, limit: 1) == [names[0]])
    #expect(try found("electricite") == [names[0]])
    #expect(try found(bench.account(1).rawValue) == [names[1]])
    #expect(try found("nosuch").isEmpty)
    #expect(try found("").isEmpty)
    #expect(try found(nil, since: 60) == Array(names.prefix(2)))
    #expect(try found(nil, since: 60, until: 120) == [names[1]])
    #expect(try found("o", limit: 1) == [names[0]])
  }
}

@Suite(.fewAtOnce) struct `Signing out` {
  @Test func `one session goes and the others stay`() async throws {
    let bench = try await TestBench(.desk)
    let ada = try await bench.signIn(actingAs: 0)
    let sam = bench.server.store.members[1]
    let support = try await bench.signIn(nil, sam.credentials[0], account: sam.accounts[0].id)
    let service = try bench.service()
    try service.signOut(support.summary, reason: "done")
    #expect(try service.sessions().map(\.id) == [ada.id])
    #expect(try service.actingAccount().session.id == ada.id)
    #expect(try service.auditEvents(limit: 1).first?.reason == "done")
    #expect(throws: AccountError.self) { try service.session(support.id) }
  }

  @Test func `everybody goes, with the key, and the history stays`() async throws {
    let bench = try await TestBench(.desk)
    try await bench.signIn(actingAs: 0)
    let sam = bench.server.store.members[1]
    try await bench.signIn(nil, sam.credentials[0])
    let service = try bench.service()
    try service.signOutEverybody(reason: "end of day")
    #expect(try service.sessions().isEmpty)
    let key = bench.stateDirectory + "/vault.key"
    #expect(!FileManager.default.fileExists(atPath: key))
    let event = try #require(try service.auditEvents(limit: 1).first)
    #expect(event.kind == .logout)
    #expect(event.member.name == "everybody")
    #expect(event.reason == "end of day")
    #expect(try service.auditEvents(limit: 9).count == 3)
    try await bench.signIn(actingAs: 0)
    _ = try await bench.service().token()
  }

  @Test func `of one session the event names its member and account`() async throws {
    let bench = try await TestBench(.single)
    let session = try await bench.signIn()
    let service = try bench.service()
    try service.signOutEverybody(reason: nil)
    let event = try #require(try service.auditEvents(limit: 1).first)
    #expect(event.member.id == session.member.id)
    #expect(event.account?.id == session.selected?.rawValue)
  }

  @Test func `a service learns of it that is still running`() async throws {
    let bench = try await TestBench(.large, accounts: 3)
    let session = try await bench.signIn(actingAs: 0)
    let service = try bench.service()
    let selector = try service.selector()
    #expect(try service.currentSession(at: selector)?.id == session.id)
    let told = Locked(0)
    let watching = Task {
      for await _ in service.changes() { told.change { $0 += 1 } }
    }
    defer { watching.cancel() }
    let other = try bench.service()
    // Until it watches, nothing is told; so the change is made until it is.
    try await waitUntil("the change was told") {
      if told.value == 0 { try other.signOut(session.summary, reason: nil) }
      return told.value > 0
    }
    #expect(try service.currentSession(at: selector) == nil)
    let failure = await failure {
      _ = try await service.switchAccount(
        to: bench.account(1), in: session.id, at: selector, prompter: ScriptedPrompter())
    }
    #expect(failure?.kind == .changedElsewhere)
  }
}
