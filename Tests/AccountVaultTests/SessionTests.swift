import AccountModel
import AccountVault
import Foundation
import GRDB
import Testing

@Suite struct SessionTests {
  let folder = TemporaryFolder()

  @Test func `without a vault, reading finds nothing and creates nothing`() throws {
    let vault = folder.vault()
    #expect(try vault.session(buyerSession) == nil)
    #expect(try vault.summary(of: buyerSession) == nil)
    #expect(try vault.summaries().isEmpty)
    #expect(try vault.account("a", in: buyerSession) == nil)
    #expect(try vault.token(of: "a", in: buyerSession) == nil)
    #expect(try vault.accessToken(for: implicit) == nil)
    #expect(try vault.auditEvents().isEmpty)
    try vault.forget(buyerSession)
    try vault.forgetAll()
    #expect(!FileManager.default.fileExists(atPath: folder.state))
  }

  @Test func `a session comes back as it was saved, through another connection too`() throws {
    let saved = try folder.vault().signIn(
      [.sample("b", "Bolt"), .sample("a", "Acme"), .sample("n", "", expires: nil)],
      selecting: "a")
    #expect(saved.roster.accounts.map(\.id) == ["n", "a", "b"])
    #expect(saved.selected == "a")
    #expect(saved.clock == ServerClock(offset: 7))
    #expect(try folder.vault().session(buyerSession) == saved)
  }

  @Test func `a saved roster keeps the order of rosters, whatever the names`() throws {
    let names = [
      "zebra", "Ähre", "A\u{308}hre", "Éclair", "e\u{301}clair", "東京金属株式会社", "ß", "SS", "ss",
      "ﬁn", "fin", "İstanbul", "ΣΑΣ", "Ω", "\u{2126}", "", "  ", "🏭", "한국",
      "\u{1112}\u{1161}\u{11AB}국",
      "Å", "\u{212B}", "a", "A", "\u{FFFD}", "\u{1F300}", "\u{E9}", "q\u{307}\u{323}",
      "q\u{323}\u{307}",
    ]
    let minted = names.enumerated().map { MintedAccount.sample("id-\($0)", $1) }
    let expected = Roster(minted.map(\.account), fetchedAt: noon)
    try folder.vault().signIn(minted)
    #expect(try folder.vault().session(buyerSession)?.roster == expected)
  }

  @Test func `of an account given twice the first is kept, with its own token`() throws {
    let vault = folder.vault()
    let session = try vault.signIn([
      .sample("a", "One", token: "first"), .sample("a", "Two", token: "second"),
    ])
    #expect(session.roster.accounts.map(\.name) == ["One"])
    #expect(try vault.token(of: "a", in: buyerSession)?.secret == Secret("first"))
  }

  @Test func `the summary tells the selected account without the roster`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a"), .sample("b")], selecting: "b")
    let summary = try #require(try vault.summary(of: buyerSession))
    #expect(summary.id == buyerSession)
    #expect(summary.selected == MintedAccount.sample("b").account)
    #expect(summary.member == buyer)
    #expect(summary.mechanism == .password)
    #expect(summary.fetchedAt == noon)
    #expect(try vault.summary(digest: buyerSession.digest) == summary)
    #expect(try vault.summary(digest: otherSession.digest) == nil)
  }

  @Test func `an account comes with its position in the store's order`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a", position: 30), .sample("b", position: 7)])
    let saved = try vault.account("a", in: buyerSession)
    #expect(saved == SavedAccount(account: MintedAccount.sample("a").account, position: 30))
    #expect(try vault.account("c", in: buyerSession) == nil)
  }

  @Test func `signing in again keeps the choice only while it is in the roster`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a"), .sample("b")], selecting: "a")
    #expect(try vault.signIn([.sample("a"), .sample("c")]).selected == "a")
    #expect(try vault.signIn([.sample("b")]).selected == nil)
    #expect(try vault.token(of: "a", in: buyerSession) == nil)
  }

  @Test func `signing in to act as an account that was not given changes nothing`() throws {
    let vault = folder.vault()
    let before = try vault.signIn([.sample("a")], selecting: "a")
    #expect(throws: VaultError.noAccount("z")) {
      try vault.signIn([.sample("b")], selecting: "z")
    }
    #expect(try vault.session(buyerSession) == before)
  }

  @Test func `the session used last comes first, and the others stay`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")], selecting: "a")
    try vault.signIn([.sample("b")], in: otherSession)
    try vault.signIn([.sample("c")], in: productionSession)
    #expect(try vault.summaries().map(\.id) == [productionSession, otherSession, buyerSession])
    _ = try vault.saveSwitch(to: "b", renewed: [], in: otherSession, clock: ServerClock())
    #expect(try vault.summaries().map(\.id) == [otherSession, productionSession, buyerSession])
    _ = try vault.saveChoice(of: "a", in: buyerSession)
    #expect(try vault.summaries().map(\.id) == [buyerSession, otherSession, productionSession])
    // What happens in the background uses no session.
    try vault.saveRenewal([.sample("b")], in: otherSession, clock: ServerClock())
    _ = try vault.saveRoster(.sample([.sample("c")]), in: productionSession)
    #expect(try vault.summaries().map(\.id) == [buyerSession, otherSession, productionSession])
  }

  @Test func `what the store did not say this time about a member stays`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    let session = try vault.saveSignIn(
      buyerSession, member: AccountMember(id: buyer.id, username: nil), mechanism: .passwordless,
      roster: .sample([.sample("a")]))
    #expect(session.member == buyer)
    #expect(session.mechanism == .passwordless)
  }

  @Test(
    arguments: [
      (nil, 0), (3, 0), (1, 2), (nil, 1), (7, 2),
    ] as [(Int?, Int)])
  func `what a roster lacks comes back with it`(expected: Int?, unusable: Int) throws {
    let shortfall = Roster.Shortfall(expected: expected, unusable: unusable, loaded: 1)
    #expect((shortfall == nil) == (expected == nil && unusable == 0))
    let vault = folder.vault()
    let saved = try vault.saveSignIn(
      buyerSession, member: buyer, mechanism: .password,
      roster: .sample([.sample("a")], shortfall: shortfall))
    #expect(saved.roster.shortfall == shortfall)
    #expect(try vault.session(buyerSession) == saved)
    let whole = try vault.saveRoster(.sample([.sample("a")]), in: buyerSession)
    #expect(whole.roster.shortfall == nil)
  }

  @Test func `a new roster forgets vanished accounts, their tokens and their choice`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a"), .sample("b"), .sample("c")], selecting: "b")
    _ = try vault.saveSwitch(to: "a", renewed: [], in: buyerSession, clock: ServerClock())
    let later = noon.addingTimeInterval(60)
    let session = try vault.saveRoster(
      RosterSnapshot(
        minted: [.sample("c", "New name", token: "newer")], clock: ServerClock(offset: 9),
        fetchedAt: later),
      in: buyerSession)
    #expect(session.selected == nil)
    #expect(session.previous == nil)
    #expect(session.roster.accounts.map(\.name) == ["New name"])
    #expect(session.roster.fetchedAt == later)
    #expect(session.clock.offset == 9)
    #expect(try folder.vault().session(buyerSession) == session)
    #expect(try vault.token(of: "b", in: buyerSession) == nil)
    #expect(try vault.token(of: "c", in: buyerSession)?.secret == Secret("newer"))
    #expect(try folder.tamper { try Int.fetchOne($0, sql: "SELECT count(*) FROM token") } == 1)
  }

  @Test func `a roster for someone who signed out meanwhile is refused`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    try vault.forget(buyerSession)
    #expect(throws: VaultError.noSession(buyerSession)) {
      try vault.saveRoster(.sample([.sample("a")]), in: buyerSession)
    }
  }

  @Test func `a vault in memory does the same and touches no file`() throws {
    let vault = Vault.inMemory()
    let session = try vault.signIn([.sample("a"), .sample("b")], selecting: "a")
    #expect(try vault.session(buyerSession) == session)
    #expect(try vault.token(of: "b", in: buyerSession)?.secret == Secret("token-of-b"))
    try vault.forgetAll()
    #expect(try vault.summaries().isEmpty)
  }
}
