import AccountModel
import Foundation
import GRDB
import Testing

@testable import AccountVault

@Suite struct HistoryTests {
  let folder = TemporaryFolder()

  @Test(arguments: AuditEvent.Kind.allCases, AuditEvent.Result.allCases)
  func `an event comes back as it was written`(
    kind: AuditEvent.Kind, result: AuditEvent.Result
  ) throws {
    let event = AuditEvent(
      kind: kind, time: noon.addingTimeInterval(0.25), storeKey: staging.key,
      member: AuditEvent.Party(buyer), account: nil, result: result, reason: "ticket 12")
    let vault = Vault.inMemory()
    try vault.record(event)
    #expect(try vault.auditEvents() == [event])
  }

  @Test func `the newest event is first, and what is asked for limits the rest`() throws {
    let vault = folder.vault()
    let events = (0..<6).map { number in
      AuditEvent.sample(
        at: noon.addingTimeInterval(Double(number)), account: number % 2 == 0 ? "a" : "b")
    }
    for event in events { try vault.record(event) }
    #expect(try vault.auditEvents() == events.reversed())
    #expect(try vault.auditEvents(account: "b") == [events[5], events[3], events[1]])
    #expect(try vault.auditEvents(since: events[4].time) == [events[5], events[4]])
    #expect(try vault.auditEvents(until: events[1].time) == [events[0]])
    #expect(try vault.auditEvents(account: "a", limit: 2) == [events[4], events[2]])
  }

  @Test func `no more than the newest events are kept`() throws {
    let vault = folder.vault()
    try vault.record(.sample(reason: "oldest"))
    try folder.tamper { db in
      try db.inTransaction {
        for number in 1..<AuditEvent.capacity {
          try AuditEvent.sample(at: noon.addingTimeInterval(Double(number))).insert(into: db)
        }
        return .commit
      }
    }
    #expect(try vault.auditEvents().count == AuditEvent.capacity)
    try vault.record(.sample(at: noon.addingTimeInterval(90_000), reason: "newest"))
    let kept = try vault.auditEvents()
    #expect(kept.count == AuditEvent.capacity)
    #expect(kept.first?.reason == "newest")
    #expect(kept.last?.reason == nil)
  }

  @Test func `events older than 400 days go with the next one`() throws {
    let vault = folder.vault()
    let days = 86_400.0
    try vault.record(.sample(at: noon - 401 * days))
    try vault.record(.sample(at: noon - 399 * days))
    try vault.record(.sample(at: noon))
    #expect(try vault.auditEvents().map(\.time) == [noon, noon - 399 * days])
  }

  @Test func `events of an unknown kind or result are left out`() throws {
    let vault = folder.vault()
    for number in 0..<6 {
      try vault.record(.sample(at: noon.addingTimeInterval(Double(number)), reason: "\(number)"))
    }
    try folder.tamper { db in
      try db.execute(sql: "UPDATE history SET kind = 'teleport' WHERE reason IN ('5', '3')")
      try db.execute(sql: "UPDATE history SET result = 'undecided' WHERE reason = '2'")
    }
    #expect(try vault.auditEvents().map(\.reason) == ["4", "1", "0"])
    // The limit counts what is given.
    #expect(try vault.auditEvents(limit: 2).map(\.reason) == ["4", "1"])
  }
}
