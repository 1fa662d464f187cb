import AccountModel
import AccountVault
import Foundation
import GRDB
import Testing

@Suite struct SessionTests {
  let folder = TemporaryFolder()

  @Test func `where there is no vault, reading finds nothing and creates nothing`() throws {
    let vault = folder.vault()
    #expect(try vault.session(at: staging) == nil)
    #expect(try vault.summary(at: staging) == nil)
    #expect(try vault.summaries().isEmpty)
    #expect(try vault.account("a", in: buyerKey) == nil)
    #expect(try vault.token(of: "a", in: buyerKey) == nil)
    #expect(try vault.bearer(for: staging) == nil)
    #expect(try vault.history().isEmpty)
    try vault.forget(buyerKey)
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
    #expect(try folder.vault().session(at: staging) == saved)
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
    #expect(try folder.vault().session(at: staging)?.roster == expected)
  }

  @Test func `of an account given twice the first is kept, with its own token`() throws {
    let vault = folder.vault()
    let session = try vault.signIn([
      .sample("a", "One", token: "first"), .sample("a", "Two", token: "second"),
    ])
    #expect(session.roster.accounts.map(\.name) == ["One"])
    #expect(try vault.token(of: "a", in: buyerKey)?.secret == Secret("first"))
  }

  @Test func `the summary tells the selected account without the roster`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a"), .sample("b")], selecting: "b")
    let summary = try #require(try vault.summary(at: staging))
    #expect(summary.selected == MintedAccount.sample("b").account)
    #expect(summary.member == buyer)
    #expect(summary.mechanism == .password)
    #expect(summary.key == buyerKey)
    #expect(summary.fetchedAt == noon)
    #expect(summary.isActive)
  }

  @Test func `an account comes with its place in the store's order`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a", position: 30), .sample("b", position: 7)])
    let saved = try vault.account("a", in: buyerKey)
    #expect(saved == SavedAccount(account: MintedAccount.sample("a").account, position: 30))
    #expect(try vault.account("c", in: buyerKey) == nil)
  }

  @Test func `signing in again keeps the choice only while it is in the roster`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a"), .sample("b")], selecting: "a")
    #expect(try vault.signIn([.sample("a"), .sample("c")]).selected == "a")
    #expect(try vault.signIn([.sample("b")]).selected == nil)
    #expect(try vault.token(of: "a", in: buyerKey) == nil)
  }

  @Test func `signing in to act as an account that was not given changes nothing`() throws {
    let vault = folder.vault()
    let before = try vault.signIn([.sample("a")], selecting: "a")
    #expect(throws: VaultError.noAccount("z")) {
      try vault.signIn([.sample("b")], selecting: "z")
    }
    #expect(try vault.session(at: staging) == before)
  }

  @Test func `the last who signed in is the active member, and the other stays`() throws {
    let vault = folder.vault()
    let other = AccountMember(id: "member-2", username: nil)
    try vault.signIn([.sample("a")], selecting: "a")
    try vault.signIn([.sample("b")], member: other)
    try vault.signIn([.sample("c")], at: production)
    #expect(try vault.session(at: staging)?.member == other)
    let summaries = try vault.summaries()
    #expect(summaries.map(\.store) == [production, staging, staging])
    #expect(summaries.map(\.member.id) == ["member-1", "member-1", "member-2"])
    #expect(summaries.map(\.isActive) == [true, false, true])
    #expect(summaries[1].selected?.id == "a")
    #expect(try vault.summary(of: buyerKey) == summaries[1])
  }

  @Test func `a new roster forgets vanished accounts, their tokens and their choice`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a"), .sample("b"), .sample("c")], selecting: "b")
    _ = try vault.saveSwitch(to: "a", renewed: [], in: buyerKey, clock: ServerClock())
    let later = noon.addingTimeInterval(60)
    let session = try vault.saveRoster(
      [.sample("c", "New name", token: "newer")], in: buyerKey, clock: ServerClock(offset: 9),
      fetchedAt: later)
    #expect(session.selected == nil)
    #expect(session.previous == nil)
    #expect(session.roster.accounts.map(\.name) == ["New name"])
    #expect(session.roster.fetchedAt == later)
    #expect(session.clock.offset == 9)
    #expect(try folder.vault().session(at: staging) == session)
    #expect(try vault.token(of: "b", in: buyerKey) == nil)
    #expect(try vault.token(of: "c", in: buyerKey)?.secret == Secret("newer"))
    #expect(try folder.tamper { try Int.fetchOne($0, sql: "SELECT count(*) FROM token") } == 1)
  }

  @Test func `a roster for someone who signed out meanwhile is refused`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    try vault.forget(buyerKey)
    #expect(throws: VaultError.noSession(buyerKey)) {
      try vault.saveRoster([.sample("a")], in: buyerKey, clock: ServerClock(), fetchedAt: noon)
    }
  }

  @Test func `a vault in memory does the same and touches no file`() throws {
    let vault = Vault.inMemory()
    let session = try vault.signIn([.sample("a"), .sample("b")], selecting: "a")
    #expect(try vault.session(at: staging) == session)
    #expect(try vault.token(of: "b", in: buyerKey)?.secret == Secret("token-of-b"))
    try vault.forgetAll()
    #expect(try vault.summaries().isEmpty)
  }
}
