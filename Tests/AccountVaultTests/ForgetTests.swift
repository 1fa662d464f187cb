import AccountModel
import Foundation
import GRDB
import Synchronization
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
    #expect(throws: VaultError.recordsNotRemoved(.corrupt(path: path))) { try fresh.forgetAll() }
    #expect(!folder.files.contains("vault.key"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == damaged)
  }

  @Test func `forgetting all in a newer file removes the key and leaves the file alone`() throws {
    try folder.tamper { try $0.execute(sql: "PRAGMA user_version = 99") }
    let path = folder.file("vault.sqlite")
    let error = VaultError.recordsNotRemoved(.newerVault(path: path, version: 99))
    #expect(throws: error) { try folder.vault().forgetAll() }
    // One that was open before finds the same.
    #expect(throws: error) { try vault.forgetAll() }
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

  @Test func `a copy of the vault from before a sign-out does not open any more`() throws {
    let copy = TemporaryFolder()
    try FileManager.default.copyItem(atPath: folder.path, toPath: copy.path + "/before")
    let before = "\(copy.path)/before/state/epswitch"
    try vault.forget(otherSession)
    #expect(try folder.vault().token(of: "a", in: buyerSession)?.secret == Secret("token-of-a"))
    #expect(try folder.vault().accessToken(for: implicit) == accessToken)
    #expect(try folder.vault().clientSecret(for: staging) == Secret("client"))

    try restoreFiles(from: before)
    #expect(throws: VaultError.keyLost) { try folder.vault().token(of: "b", in: otherSession) }
    #expect(throws: VaultError.keyLost) { try folder.vault().summaries() }
  }

  @Test func `a copy from before everything was forgotten does not open any more`() throws {
    let copy = TemporaryFolder()
    try FileManager.default.copyItem(atPath: folder.path, toPath: copy.path + "/before")
    try vault.forgetAll()
    try vault.signIn([.sample("a")])
    try restoreFiles(from: "\(copy.path)/before/state/epswitch")
    #expect(throws: VaultError.keyLost) { try folder.vault().summaries() }
  }

  private var keys: FileKeyStore { FileKeyStore(folder: VaultFolder(path: folder.state)) }

  @Test func `a sign-out that ended before the records were under the new key loses nothing`()
    throws
  {
    let old = try #require(try keys.load()).first
    try keys.save(VaultKeys(old, next: VaultKey()))
    #expect(try folder.vault().keyStatus(waitingAtMost: 10) == .present(secondsLeft: nil))
    #expect(try folder.vault().summaries().count == 3)
    #expect(try folder.vault().token(of: "a", in: buyerSession)?.secret == Secret("token-of-a"))
    // Whoever reads it first removes the new key, which nothing needs.
    #expect(try keys.load()?.ids == [old.id])
  }

  @Test func `one that ended before the old key was removed is completed by the next command`()
    throws
  {
    let copy = TemporaryFolder()
    try FileManager.default.copyItem(atPath: folder.path, toPath: copy.path + "/before")
    let old = try #require(try keys.load()).first
    try vault.forget(otherSession)
    let new = try #require(try keys.load()).first
    try keys.save(VaultKeys(old, next: new))

    #expect(try folder.vault().summaries().map(\.id) == [productionSession, buyerSession])
    #expect(try folder.vault().token(of: "a", in: buyerSession) != nil)
    #expect(try keys.load()?.ids == [new.id])
    try restoreFiles(from: "\(copy.path)/before/state/epswitch")
    #expect(throws: VaultError.keyLost) { try folder.vault().summaries() }
  }

  @Test func `two keys that are not the vault's are a lost key, and signing in replaces both`()
    throws
  {
    try keys.save(VaultKeys(VaultKey(), next: VaultKey()))
    #expect(throws: VaultError.keyLost) { try folder.vault().summaries() }
    try folder.vault().signIn([.sample("a")])
    #expect(try folder.vault().summaries().map(\.id) == [buyerSession])
    #expect(try keys.load()?.next == nil)
  }

  @Test func `a draft of the key that a killed process left goes with the next sign-out`() throws {
    let draft = folder.file(FileKeyStore.draft)
    let ways: [() throws -> Void] = [
      { try vault.forget(otherSession) }, { try vault.forgetAll() },
    ]
    for forget in ways {
      try Data("the key of before".utf8).write(to: URL(fileURLWithPath: draft))
      try forget()
      #expect(!folder.files.contains(FileKeyStore.draft))
    }
  }

  /// Puts the files of a vault back, but for the key, as a backup would that has no key.
  private func restoreFiles(from copy: String) throws {
    for name in ["vault.sqlite", "vault.sqlite-wal", "vault.sqlite-shm"] {
      unlink(folder.file(name))
      guard FileManager.default.fileExists(atPath: "\(copy)/\(name)") else { continue }
      try FileManager.default.copyItem(atPath: "\(copy)/\(name)", toPath: folder.file(name))
    }
  }

  /// A vault with two sessions, whose key store keeps keys only so many times more.
  private func vaultOfTwo(_ keys: StubbornKeyStore, savesLeft: Int) throws -> Vault {
    let vault = Vault(folder: VaultFolder(path: folder.state), keys: keys)
    try vault.forgetAll()
    try vault.signIn([.sample("a")])
    try vault.signIn([.sample("b")], in: otherSession)
    keys.savesLeft = savesLeft
    return vault
  }

  @Test(arguments: [0, 1])
  func `forgetting goes on where the key cannot be replaced, and says so`(savesLeft: Int) throws {
    let keys = StubbornKeyStore()
    let vault = try vaultOfTwo(keys, savesLeft: savesLeft)
    #expect(throws: VaultError.keyNotReplaced(.keyringUnavailable(reason: "stubborn"))) {
      try vault.forget(buyerSession, recording: .sample(.logout))
    }
    #expect(try vault.auditEvents().map(\.kind) == [.logout])
    for vault in [vault, Vault(folder: VaultFolder(path: folder.state), keys: keys)] {
      #expect(try vault.summaries().map(\.id) == [otherSession])
      #expect(try vault.token(of: "b", in: otherSession) != nil)
    }
    // Where only the old key could not be removed, the next command does it.
    keys.savesLeft = 9
    _ = try Vault(folder: VaultFolder(path: folder.state), keys: keys).summaries()
    #expect(keys.load()?.next == nil)
  }

  @Test func `forgetting all removes triggers that something put into the vault`() throws {
    try folder.tamper {
      try $0.execute(
        sql: """
          CREATE TRIGGER keep AFTER DELETE ON store BEGIN
            INSERT INTO store VALUES (old.id, old.origin, old.client_id);
          END
          """)
    }
    #expect(throws: VaultError.changed(path: folder.file("vault.sqlite"))) {
      try vault.summaries()
    }
    try vault.forgetAll()
    #expect(try vault.summaries().isEmpty)
    try vault.signIn([.sample("a")])
  }

  private func holds(_ text: String) throws -> Bool {
    try folder.files.contains { file in
      try Data(contentsOf: URL(fileURLWithPath: folder.file(file)))
        .range(of: Data(text.utf8)) != nil
    }
  }
}

/// Keeps keys as often as it is told to, and then refuses.
private final class StubbornKeyStore: KeyStore {
  private let state = Mutex<(keys: VaultKeys?, savesLeft: Int)>((nil, .max))

  var savesLeft: Int {
    get { state.withLock(\.savesLeft) }
    set { state.withLock { $0.savesLeft = newValue } }
  }

  func load() -> VaultKeys? { state.withLock(\.keys) }

  func save(_ keys: VaultKeys) throws(VaultError) {
    let isKept = state.withLock { state in
      guard state.savesLeft > 0 else { return false }
      state = (keys, state.savesLeft - 1)
      return true
    }
    guard isKept else { throw .keyringUnavailable(reason: "stubborn") }
  }

  func remove() { state.withLock { $0.keys = nil } }
}
