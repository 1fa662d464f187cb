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
    as account: AccountID, renewed: [MintedAccount] = [], recording event: AuditEvent? = nil
  ) throws -> SessionSummary {
    try vault.saveSwitch(
      to: account, renewed: renewed, in: buyerSession, clock: ServerClock(offset: 3),
      recording: event)
  }

  @Test func `a switch remembers the account before`() throws {
    let summary = try act(as: "b")
    #expect(summary.selected?.id == "b")
    #expect(summary.previous == "a")
    #expect(summary.clock.offset == 3)
    #expect(try folder.vault().summary(of: buyerSession) == summary)
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
    try vault.signIn([.sample("x")], in: productionSession)
    let summary = try vault.saveSwitch(
      to: "x", renewed: [], in: productionSession, clock: ServerClock())
    #expect(summary.previous == nil)
  }

  @Test func `a switch renews the accounts of its page and leaves the others`() throws {
    let page: [MintedAccount] = [
      .sample("b", "Renamed", expires: 7200, token: "fresh", position: 4),
      .sample("new", "Added", position: 5),
    ]
    let summary = try act(as: "b", renewed: page)
    #expect(summary.selected == page[0].account)
    let session = try #require(try vault.session(buyerSession))
    let expected = Roster(
      [MintedAccount.sample("a"), .sample("c")].map(\.account) + page.map(\.account),
      fetchedAt: noon)
    #expect(session.roster == expected)
    #expect(try vault.token(of: "b", in: buyerSession)?.secret == Secret("fresh"))
    #expect(try vault.token(of: "new", in: buyerSession)?.secret == Secret("token-of-new"))
    #expect(try vault.token(of: "c", in: buyerSession)?.secret == Secret("token-of-c"))
    #expect(try vault.account("b", in: buyerSession)?.position == 4)
  }

  @Test func `a failed switch changes nothing`() throws {
    let before = try vault.session(buyerSession)
    #expect(throws: VaultError.noAccount("gone")) {
      try act(as: "gone", renewed: [.sample("b", token: "fresh")], recording: .sample())
    }
    #expect(try vault.session(buyerSession) == before)
    #expect(try vault.token(of: "b", in: buyerSession)?.secret == Secret("token-of-b"))
    #expect(try vault.auditEvents().isEmpty)
  }

  @Test func `a switch after signing out is refused`() throws {
    try vault.forget(buyerSession)
    #expect(throws: VaultError.noSession(buyerSession)) { try act(as: "b") }
  }

  @Test func `a renewal keeps the selection, and renews tokens and the clock`() throws {
    try act(as: "b")
    let before = try #require(try vault.summary(of: buyerSession))
    let renewed = MintedAccount.sample("a", expires: 7200, token: "fresh")
    try vault.saveRenewal([renewed], in: buyerSession, clock: ServerClock(offset: 5))
    let after = try #require(try vault.summary(of: buyerSession))
    #expect(after.selected == before.selected)
    #expect(after.previous == before.previous)
    #expect(after.clock.offset == 5)
    let token = AccountToken(secret: Secret("fresh"), expiry: renewed.account.expiry)
    #expect(try vault.token(of: "a", in: buyerSession) == token)
    #expect(try vault.token(of: "c", in: buyerSession)?.secret == Secret("token-of-c"))
    try vault.forget(buyerSession)
    #expect(throws: VaultError.noSession(buyerSession)) {
      try vault.saveRenewal([renewed], in: buyerSession, clock: ServerClock())
    }
  }

  @Test func `a switch is recorded with it`() throws {
    let event = AuditEvent.sample(account: "b", reason: "ticket 12")
    try act(as: "b", recording: event)
    #expect(try vault.auditEvents() == [event])
  }
}
