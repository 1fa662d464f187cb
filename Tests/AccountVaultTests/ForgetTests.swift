import AccountModel
import Foundation
import GRDB
import Testing

@testable import AccountVault

@Suite struct ForgetTests {
  let folder = TemporaryFolder()
  let vault: Vault
  private let accessToken = AccountToken(secret: Secret("access"), expiry: nil)

  init() throws {
    vault = folder.vault()
    try vault.signIn([.sample("a")])
    try vault.signIn(
      [.sample("b")], in: otherSession, terminal: TerminalOrigin(id: "tty", profile: nil))
    try vault.signIn([.sample("c")], in: productionSession)
    try vault.saveAccessToken(accessToken, for: implicit)
    try vault.saveClientSecret(Secret("client"), for: staging)
  }

  @Test func `one session is forgotten, the others and the access token stay`() throws {
    try vault.forget(otherSession, recording: .sample(.logout))
    #expect(try vault.session(otherSession) == nil)
    #expect(try vault.summaries().map(\.id) == [productionSession, buyerSession])
    #expect(try vault.token(of: "a", in: buyerSession) != nil)
    #expect(try vault.accessToken(for: implicit) == accessToken)
    #expect(try vault.terminalChoice(of: "tty") == nil)
    #expect(try vault.auditEvents().map(\.kind) == [.logout])
  }

  @Test func `with the last session of a store go its access token and client secret`() throws {
    try vault.forget(otherSession)
    #expect(try vault.clientSecret(for: staging) == Secret("client"))
    try vault.forget(buyerSession)
    #expect(try vault.accessToken(for: implicit) == nil)
    #expect(try vault.clientSecret(for: staging) == nil)
    #expect(try vault.summaries().map(\.store) == [production])
    #expect(try folder.tamper { try Int.fetchOne($0, sql: "SELECT count(*) FROM token") } == 1)
  }

  @Test func `forgetting all takes the vault key too and keeps the history`() throws {
    try vault.record(.sample(.export))
    try vault.forgetAll(recording: .sample(.logout))
    #expect(try vault.summaries().isEmpty)
    #expect(try vault.terminalChoice(of: "tty") == nil)
    #expect(!folder.files.contains("vault.key"))
    #expect(try vault.auditEvents().count == 2)
    try vault.signIn([.sample("a")])
    #expect(try folder.vault().token(of: "a", in: buyerSession) != nil)
  }

  @Test func `what was forgotten is in no file any more`() throws {
    let name = "canary-\(UUID().uuidString)"
    try vault.signIn([.sample("a", name)])
    #expect(try holds(name))
    try vault.forgetAll()
    #expect(try !holds(name))
  }

  @Test func `forgetting all in a damaged file removes the key`() throws {
    let path = folder.file("vault.sqlite")
    let damaged = Data(String(repeating: "damage ", count: 1000).utf8)
    let fresh = folder.vault()
    try damaged.write(to: URL(fileURLWithPath: path))
    for name in ["vault.sqlite-wal", "vault.sqlite-shm"] { unlink(folder.file(name)) }
    #expect(throws: VaultError.corrupt(path: path)) { try fresh.forgetAll() }
    #expect(!folder.files.contains("vault.key"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == damaged)
  }

  @Test func `forgetting all in a newer file removes the key and leaves the file alone`() throws {
    try folder.tamper { try $0.execute(sql: "PRAGMA user_version = 99") }
    let path = folder.file("vault.sqlite")
    #expect(throws: VaultError.newerVault(path: path, version: 99)) {
      try folder.vault().forgetAll()
    }
    // One that was open before finds the same.
    #expect(throws: VaultError.newerVault(path: path, version: 99)) { try vault.forgetAll() }
    #expect(!folder.files.contains("vault.key"))
    #expect(try folder.tamper { try Int.fetchOne($0, sql: "SELECT count(*) FROM session") } == 3)
  }

  @Test func `sessions are forgotten even where the key cannot be removed`() throws {
    unlink(folder.file("vault.key"))
    mkdir(folder.file("vault.key"), 0o700)
    #expect {
      try vault.forgetAll()
    } throws: { error in
      guard case .unusable(folder.file("vault.key"), _)? = error as? VaultError else {
        return false
      }
      return true
    }
    #expect(try vault.summaries().isEmpty)
  }

  @Test func `another process notices that everything was forgotten`() throws {
    let other = folder.vault()
    #expect(try other.token(of: "a", in: buyerSession) != nil)
    try vault.forgetAll()
    #expect(try other.token(of: "a", in: buyerSession) == nil)
    // It has the old key still, and must not seal with it.
    try other.signIn([.sample("a", token: "again")])
    #expect(try folder.vault().token(of: "a", in: buyerSession)?.secret == Secret("again"))
    #expect(try vault.token(of: "a", in: buyerSession)?.secret == Secret("again"))
  }

  private func holds(_ text: String) throws -> Bool {
    try folder.files.contains { file in
      try Data(contentsOf: URL(fileURLWithPath: folder.file(file)))
        .range(of: Data(text.utf8)) != nil
    }
  }
}
