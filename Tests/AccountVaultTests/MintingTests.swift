import AccountModel
import Foundation
import GRDB
import Synchronization
import Testing

@testable import AccountVault

@Suite struct MintingTests {
  let folder = TemporaryFolder()

  /// The sample sessions have a clock seven seconds behind their store's.
  private let localNoon = noon.addingTimeInterval(-7)

  private func mintingState(
    _ vault: Vault, of id: SessionID = buyerSession, account: AccountID? = nil,
    otherThan refused: AccountID? = nil
  ) throws -> MintingState? {
    try vault.mintingState(
      of: id, account: account, accessTokenKey: implicit, now: localNoon, otherThan: refused)
  }

  @Test func `everything comes at once, and the key is loaded once in the life of a vault`() throws
  {
    let access = AccountToken(secret: Secret("access"), expiry: Expiry(noon))
    try folder.vault().signIn([.sample("a"), .sample("b", position: 4)], selecting: "a")
    try folder.vault().saveAccessToken(access, for: implicit)
    let keys = CountingKeyStore(FileKeyStore(folder: VaultFolder(path: folder.state)))
    let vault = Vault(folder: VaultFolder(path: folder.state), keys: keys)
    #expect(try vault.summaries().count == 1)
    #expect(keys.loads == 1)
    let state = try #require(try mintingState(vault, account: "b"))
    #expect(state.summary == (try vault.summary(of: buyerSession)))
    #expect(
      state.account == SavedAccount(account: MintedAccount.sample("b").account, position: 4))
    #expect(state.held?.account == MintedAccount.sample("a").account)
    #expect(state.held?.token.secret == Secret("token-of-a"))
    #expect(state.accessToken == access)
    #expect(keys.loads == 1)
    _ = try vault.saveSwitch(to: "b", renewed: [], in: buyerSession, clock: ServerClock())
    _ = try vault.liveTokens(in: buyerSession, at: noon)
    _ = try mintingState(vault)
    #expect(keys.loads == 1)
  }

  @Test func `a key that another process replaced is loaded again`() throws {
    let keys = CountingKeyStore(FileKeyStore(folder: VaultFolder(path: folder.state)))
    let vault = Vault(folder: VaultFolder(path: folder.state), keys: keys)
    try vault.signIn([.sample("a")])
    let before = keys.loads
    #expect(try mintingState(vault)?.held != nil)
    #expect(keys.loads == before)
    try folder.vault().forgetAll()
    try folder.vault().signIn([.sample("a", token: "again")])
    #expect(try mintingState(vault)?.held?.token.secret == Secret("again"))
    #expect(keys.loads == before + 1)
  }

  /// In a roster of 10,000 the rest would cost most of a switch.
  @Test func `one account costs the rows of its page`() throws {
    try folder.vault().signIn([.sample("a")])
    let plan = try folder.tamper { db in
      try Row.fetchAll(
        db, sql: "EXPLAIN QUERY PLAN \(RosterPages.selectPage)", arguments: [1, 0, 99]
      ).map { $0["detail"] as String }
    }
    #expect(plan.first?.contains("INDEX account_position (session_id=? AND position>") == true)
  }

  @Test func `without a session there is nothing, and what is missing is nil`() throws {
    let vault = folder.vault()
    #expect(try mintingState(vault) == nil)
    try vault.signIn([.sample("a", expires: 0)])
    #expect(try mintingState(vault, of: otherSession) == nil)
    let state = try #require(try mintingState(vault, account: "z"))
    #expect(state.account == nil)
    #expect(state.held == nil)
    #expect(state.accessToken == nil)
  }

  @Test func `a held token that does not open is an error`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    try folder.tamper { try $0.execute(sql: "UPDATE token SET sealed = x''") }
    #expect(throws: VaultError.sealBroken) { try mintingState(vault) }
    unlink(folder.file("vault.key"))
    #expect(throws: VaultError.keyLost) { try mintingState(folder.vault()) }
  }

  @Test func `after a refused token another's is held`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a"), .sample("b")], selecting: "a")
    #expect(try mintingState(vault, otherThan: "a")?.held?.account.id == "b")
  }

  /// Seconds to live by account, who is selected, and whose token is held.
  @Test(
    arguments: [
      (["a": 3600, "b": 7200], "a", "a"),
      (["a": 3600, "b": 7200], nil, "b"),
      (["a": 0, "b": 60, "c": 90], "a", "c"),
      (["a": -5, "b": 40], "a", "b"),
      // One that expires within the margin is used only where there is no other.
      (["a": 30, "b": 40], "a", "b"),
      (["a": 31, "b": 40], "a", "a"),
      (["a": 1], "a", "a"),
      (["a": 10, "b": 20], "a", "b"),
      (["a": 0], "a", nil),
      (["a": nil, "b": 60], nil, "b"),
      (["a": nil, "b": 60], "a", "a"),
      (["a": nil, "b": 0], nil, "a"),
      ([:], nil, nil),
    ] as [([String: Int64?], String?, String?)])
  func `the held token is the selected one, else the longest-lived`(
    lifetimes: [String: Int64?], selected: String?, expected: String?
  ) throws {
    let vault = Vault.inMemory()
    try vault.signIn(
      lifetimes.map { .sample($0, expires: $1) }, selecting: selected.map(AccountID.init(_:)))
    let held = try mintingState(vault)?.held
    #expect(held?.token.secret == expected.map { Secret("token-of-\($0)") })
  }

  @Test func `live tokens are those that have not expired`() throws {
    let vault = folder.vault()
    try vault.signIn([
      .sample("a", expires: 1), .sample("b", expires: 0), .sample("c", expires: nil),
    ])
    let live = try vault.liveTokens(in: buyerSession, at: noon)
    #expect(live.mapValues(\.secret) == ["a": Secret("token-of-a"), "c": Secret("token-of-c")])
    #expect(try vault.liveTokens(in: otherSession, at: noon).isEmpty)
  }
}

/// Counts how often a vault loads its key.
private final class CountingKeyStore: KeyStore {
  private let store: any KeyStore
  private let count = Mutex(0)

  init(_ store: any KeyStore) { self.store = store }

  var loads: Int { count.withLock(\.self) }

  func load() throws(VaultError) -> VaultKeys? {
    count.withLock { $0 += 1 }
    return try store.load()
  }

  func save(_ keys: VaultKeys) throws(VaultError) { try store.save(keys) }
  func extend(_ keys: VaultKeys) throws(VaultError) -> Bool { try store.extend(keys) }
  func remove() throws(VaultError) { try store.remove() }
}
