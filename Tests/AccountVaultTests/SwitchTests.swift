import AccountModel
import AccountVault
import Foundation
import Testing

@Suite struct SwitchTests {
  let folder = TemporaryFolder()
  let vault: Vault

  init() throws {
    vault = folder.vault()
    try vault.signIn([.sample("a"), .sample("b"), .sample("c")], selecting: "a")
  }

  @discardableResult
  private func act(
    as account: AccountID, renewed: [MintedAccount] = [], recording event: HistoryEvent? = nil
  ) throws -> SessionSummary {
    try vault.saveSwitch(
      to: account, renewed: renewed, in: buyerKey, clock: ServerClock(offset: 3),
      recording: event)
  }

  @Test func `a switch remembers the account before`() throws {
    let summary = try act(as: "b")
    #expect(summary.selected?.id == "b")
    #expect(summary.previous == "a")
    #expect(summary.clock.offset == 3)
    #expect(try folder.vault().summary(at: staging) == summary)
  }

  @Test func `switching there and back exchanges the two`() throws {
    try act(as: "b")
    let back = try act(as: "a")
    #expect(back.selected?.id == "a")
    #expect(back.previous == "b")
  }

  @Test func `switching to the current account keeps the one before`() throws {
    try act(as: "b")
    let again = try act(as: "b")
    #expect(again.selected?.id == "b")
    #expect(again.previous == "a")
  }

  @Test func `the first switch has nothing before it`() throws {
    try vault.signIn([.sample("x")], at: production)
    let key = SessionKey(store: production, memberID: buyer.id)
    let summary = try vault.saveSwitch(to: "x", renewed: [], in: key, clock: ServerClock())
    #expect(summary.previous == nil)
  }

  @Test func `a switch renews the accounts of its page and leaves the others`() throws {
    let page: [MintedAccount] = [
      .sample("b", "Renamed", expires: 7200, token: "fresh", position: 4),
      .sample("new", "Added", position: 5),
    ]
    let summary = try act(as: "b", renewed: page)
    #expect(summary.selected == page[0].account)
    let session = try #require(try vault.session(at: staging))
    let expected = Roster(
      [MintedAccount.sample("a"), .sample("c")].map(\.account) + page.map(\.account),
      fetchedAt: noon)
    #expect(session.roster == expected)
    #expect(try vault.token(of: "b", in: buyerKey)?.secret == Secret("fresh"))
    #expect(try vault.token(of: "new", in: buyerKey)?.secret == Secret("token-of-new"))
    #expect(try vault.token(of: "c", in: buyerKey)?.secret == Secret("token-of-c"))
    #expect(try vault.account("b", in: buyerKey)?.position == 4)
  }

  @Test func `a failed switch changes nothing`() throws {
    let before = try vault.session(at: staging)
    #expect(throws: VaultError.noAccount("gone")) {
      try act(as: "gone", renewed: [.sample("b", token: "fresh")], recording: .sample())
    }
    #expect(try vault.session(at: staging) == before)
    #expect(try vault.token(of: "b", in: buyerKey)?.secret == Secret("token-of-b"))
    #expect(try vault.history().isEmpty)
  }

  @Test func `a switch after signing out is refused`() throws {
    try vault.forget(buyerKey)
    #expect(throws: VaultError.noSession(buyerKey)) { try act(as: "b") }
  }

  @Test func `a switch makes its session the store's active one`() throws {
    try vault.signIn([.sample("z")], member: AccountMember(id: "member-2", username: nil))
    try act(as: "b")
    #expect(try vault.summary(at: staging)?.member == buyer)
  }

  @Test func `a switch is written down with it`() throws {
    let event = HistoryEvent.sample(account: "b", reason: "ticket 12")
    try act(as: "b", recording: event)
    #expect(try vault.history() == [event])
  }
}
