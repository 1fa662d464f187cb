import AccountModel
import AccountVault
import Foundation
import GRDB
import Testing

@Suite struct ForgetTests {
  let folder = TemporaryFolder()
  let vault: Vault
  private let other = AccountMember(id: "member-2", username: nil)
  private let bearer = AccountToken(secret: Secret("bearer"), expiry: nil)

  init() throws {
    vault = folder.vault()
    try vault.signIn([.sample("a")])
    try vault.signIn([.sample("b")], member: other)
    try vault.signIn([.sample("c")], at: production)
    try vault.saveBearer(bearer, for: staging)
  }

  @Test func `the active member signs out, the others and the bearer stay`() throws {
    try vault.forget(SessionKey(store: staging, memberID: other.id), recording: .sample(.logout))
    #expect(try vault.session(at: staging) == nil)
    #expect(
      try vault.summaries().map(\.key) == [
        SessionKey(store: production, memberID: buyer.id), buyerKey,
      ])
    #expect(try vault.token(of: "a", in: buyerKey) != nil)
    #expect(try vault.bearer(for: staging) == bearer)
    #expect(try vault.history().map(\.kind) == [.logout])
  }

  @Test func `with the last member of a store goes its bearer`() throws {
    try vault.forget(SessionKey(store: staging, memberID: other.id))
    try vault.forget(buyerKey)
    #expect(try vault.bearer(for: staging) == nil)
    #expect(try vault.summaries().map(\.store) == [production])
  }

  @Test func `a store is forgotten with everyone in it`() throws {
    try vault.forget(staging)
    #expect(try vault.bearer(for: staging) == nil)
    #expect(try vault.summaries().map(\.store) == [production])
    #expect(try folder.tamper { try Int.fetchOne($0, sql: "SELECT count(*) FROM token") } == 1)
  }

  @Test func `forgetting all takes the vault key too and keeps the history`() throws {
    try vault.record(.sample(.export))
    try vault.forgetAll(recording: .sample(.logout))
    #expect(try vault.summaries().isEmpty)
    #expect(!folder.files.contains("vault.key"))
    #expect(try vault.history().count == 2)
    try vault.signIn([.sample("a")])
    #expect(try vault.token(of: "a", in: buyerKey) != nil)
  }

  @Test func `what was forgotten is in no file any more`() throws {
    let name = "canary-\(UUID().uuidString)"
    try vault.signIn([.sample("a", name)])
    #expect(try holds(name))
    try vault.forgetAll()
    #expect(try !holds(name))
  }

  private func holds(_ text: String) throws -> Bool {
    try folder.files.contains { file in
      try Data(contentsOf: URL(fileURLWithPath: folder.file(file)))
        .range(of: Data(text.utf8)) != nil
    }
  }
}
