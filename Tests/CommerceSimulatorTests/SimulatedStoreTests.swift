import Foundation
import Testing

@testable import CommerceSimulator

@Suite struct SimulatedStoreTests {
  @Test(arguments: Scenario.allCases)
  func `the same seed makes the same store, another seed another`(scenario: Scenario) {
    let store = SimulatedStore(scenario: scenario, seed: 7, accounts: 200)
    #expect(store == SimulatedStore(scenario: scenario, seed: 7, accounts: 200))
    let other = SimulatedStore(scenario: scenario, seed: 8, accounts: 200)
    #expect(other.member.id != store.member.id)
    #expect(Set(other.roster.map(\.id)).isDisjoint(with: store.roster.map(\.id)))
  }

  @Test(arguments: [
    (Scenario.showcase, 12), (.large, 10_000), (.hostile, 120), (.empty, 0), (.single, 1),
    (.desk, 12),
  ])
  func `a scenario has its number of accounts`(scenario: Scenario, count: Int) {
    #expect(SimulatedStore(scenario: scenario).roster.count == count)
  }

  @Test(arguments: [Scenario.showcase, .large, .single])
  func `IDs are unique version 4 UUIDs`(scenario: Scenario) {
    let ids = SimulatedStore(scenario: scenario).roster.map(\.id)
    let pattern = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.wholeMatch(of: pattern) != nil })
  }

  @Test func `half an hour after signing in to the showcase, tokens need attention`() {
    let lifetimes = SimulatedStore(scenario: .showcase).roster.map(\.lifetime)
    let left = lifetimes.map { $0 - 1_800 }
    #expect(left.filter { $0 < 0 }.count == 1)
    #expect(left.contains { 1...60 ~= $0 })
    #expect(left.contains { 840...900 ~= $0 })
    #expect(left.filter { $0 > 78_000 }.count >= 7)
    #expect(lifetimes.allSatisfy { $0 > 0 })
  }

  @Test func `one account of the hostile roster gets tokens that are already expired`() {
    let expired = SimulatedStore(scenario: .hostile).roster.filter { $0.lifetime < 0 }
    #expect(expired.map(\.expiresForm) == [.fraction])
  }

  @Test func `an account's contents follow from seed and ID and differ between accounts`() {
    let store = SimulatedStore(scenario: .showcase)
    let range = ProductRange(seed: store.seed)
    func orders(_ index: Int) -> [String] {
      let account = store.roster[index]
      let catalog = AccountCatalog(of: account, range: range, seed: store.seed)
      return AccountContents(of: account, catalog: catalog, seed: store.seed).orders.map(\.id)
    }
    #expect(orders(0) == orders(0))
    #expect(Set(orders(0)).isDisjoint(with: orders(1)))
  }
}
