import AccountModel
import Foundation
import GRDB
import Testing

@testable import AccountVault

@Suite struct HistoryTests {
  let folder = TemporaryFolder()

  @Test(arguments: HistoryEvent.Kind.allCases, HistoryEvent.Result.allCases)
  func `an event comes back as it was written`(
    kind: HistoryEvent.Kind, result: HistoryEvent.Result
  ) throws {
    let event = HistoryEvent(
      kind: kind, time: noon.addingTimeInterval(0.25), storeKey: staging.key,
      member: HistoryEvent.Party(buyer), account: nil, result: result, reason: "ticket 12")
    let vault = Vault.inMemory()
    try vault.record(event)
    #expect(try vault.history() == [event])
  }

  @Test func `the newest event is first, and what is asked for limits the rest`() throws {
    let vault = folder.vault()
    let events = (0..<6).map { number in
      HistoryEvent.sample(
        at: noon.addingTimeInterval(Double(number)), account: number % 2 == 0 ? "a" : "b")
    }
    for event in events { try vault.record(event) }
    #expect(try vault.history() == events.reversed())
    #expect(try vault.history(account: "b") == [events[5], events[3], events[1]])
    #expect(try vault.history(since: events[4].time) == [events[5], events[4]])
    #expect(try vault.history(until: events[1].time) == [events[0]])
    #expect(try vault.history(account: "a", limit: 2) == [events[4], events[2]])
  }

  @Test func `no more than the newest events are kept`() throws {
    let vault = folder.vault()
    try vault.record(.sample(reason: "oldest"))
    try folder.tamper { db in
      try db.inTransaction {
        for number in 1..<HistoryEvent.capacity {
          try HistoryEvent.sample(at: noon.addingTimeInterval(Double(number))).insert(into: db)
        }
        return .commit
      }
    }
    #expect(try vault.history().count == HistoryEvent.capacity)
    try vault.record(.sample(at: noon.addingTimeInterval(90_000), reason: "newest"))
    let kept = try vault.history()
    #expect(kept.count == HistoryEvent.capacity)
    #expect(kept.first?.reason == "newest")
    #expect(kept.last?.reason == nil)
  }

  @Test func `events older than 400 days go with the next one`() throws {
    let vault = folder.vault()
    let days = 86_400.0
    try vault.record(.sample(at: noon - 401 * days))
    try vault.record(.sample(at: noon - 399 * days))
    try vault.record(.sample(at: noon))
    #expect(try vault.history().map(\.time) == [noon, noon - 399 * days])
  }
}
