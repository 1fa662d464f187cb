import AccountModel
import Foundation
import GRDB
import Testing

@testable import AccountVault

@Suite struct FileSafetyTests {
  let folder = TemporaryFolder()
  private static let isRoot = geteuid() == 0
  /// Nobody, as whom none of these tests runs.
  private let stranger: UInt32 = 65_534

  @Test func `the folder and every file in it are for their owner only`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    #expect(
      folder.files == [
        "vault.key", "vault.lock", "vault.sqlite", "vault.sqlite-shm", "vault.sqlite-wal",
      ])
    for name in folder.files { #expect(folder.mode(folder.file(name)) == 0o600, "\(name)") }
    #expect(folder.mode(folder.state) == 0o700)
    // The folders above it were created too.
    #expect(folder.mode("\(folder.path)/state") == 0o700)
    #expect(try vault.summary(of: buyerSession) != nil)
  }

  @Test func `a folder and files that became looser are tightened`() throws {
    try folder.vault().signIn([.sample("a")])
    chmod(folder.state, 0o755)
    chmod(folder.file("vault.sqlite"), 0o644)
    #expect(try folder.vault().session(buyerSession) != nil)
    #expect(folder.mode(folder.state) == 0o700)
    #expect(folder.mode(folder.file("vault.sqlite")) == 0o600)
  }

  @Test func `a folder that is a symbolic link is refused, with a slash behind it too`() throws {
    mkdir("\(folder.path)/state", 0o700)
    mkdir("\(folder.path)/elsewhere", 0o700)
    symlink("\(folder.path)/elsewhere", folder.state)
    for path in [folder.state, folder.state + "/"] {
      let vault = Vault(directory: path, keySource: .file)
      #expect(throws: VaultError.unsafe(path: folder.state, .symbolicLink)) {
        try vault.signIn([.sample("a")])
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/elsewhere") == [])
  }

  @Test func `a file where the folder should be is refused`() throws {
    mkdir("\(folder.path)/state", 0o700)
    _ = FileManager.default.createFile(atPath: folder.state, contents: nil)
    #expect(throws: VaultError.unsafe(path: folder.state, .wrongKind)) {
      try folder.vault().session(buyerSession)
    }
  }

  @Test(arguments: [
    "vault.sqlite", "vault.sqlite-wal", "vault.sqlite-shm", "vault.sqlite-journal", "vault.key",
  ])
  func `a file that is a symbolic link is refused, and its target untouched`(name: String) throws {
    let target = "\(folder.path)/target"
    try Data("precious".utf8).write(to: URL(fileURLWithPath: target))
    try folder.vault().signIn([.sample("a")])
    unlink(folder.file(name))
    symlink(target, folder.file(name))
    #expect(throws: VaultError.unsafe(path: folder.file(name), .symbolicLink)) {
      try folder.vault().signIn([.sample("a")])
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: target)) == Data("precious".utf8))
  }

  @Test(
    .enabled(if: isRoot, "only root can give files away"),
    arguments: [
      "", "vault.sqlite", "vault.key",
    ])
  func `what belongs to someone else is refused`(name: String) throws {
    try folder.vault().signIn([.sample("a")])
    let path = name.isEmpty ? folder.state : folder.file(name)
    chown(path, stranger, stranger)
    #expect(throws: VaultError.unsafe(path: path, .foreignOwner(userID: stranger))) {
      try folder.vault().token(of: "a", in: buyerSession)
    }
    chown(path, geteuid(), getegid())
  }

  @Test func `a key file that others may read is refused`() throws {
    try folder.vault().signIn([.sample("a")])
    chmod(folder.file("vault.key"), 0o640)
    #expect(throws: VaultError.unsafe(path: folder.file("vault.key"), .open(mode: 0o640))) {
      try folder.vault().token(of: "a", in: buyerSession)
    }
  }

  @Test(arguments: [0, 31, 33])
  func `a key file of another length is not valid`(length: Int) throws {
    try folder.vault().signIn([.sample("a")])
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("vault.key")))
    try file.truncate(atOffset: UInt64(length))
    #expect(throws: VaultError.keyMalformed(source: .file)) {
      try folder.vault().token(of: "a", in: buyerSession)
    }
  }

  @Test func `a key file is never replaced`() throws {
    mkdir("\(folder.path)/state", 0o700)
    let keys = FileKeyStore(folder: VaultFolder(path: folder.state))
    let first = VaultKey()
    try keys.save(first)
    #expect(throws: VaultError.unusable(path: folder.file("vault.key"), errno: EEXIST)) {
      try keys.save(VaultKey())
    }
    #expect(try keys.load()?.id == first.id)
    #expect(folder.files == ["vault.key"])
  }

  @Test func `a lock file that is a symbolic link is refused`() async throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    unlink(folder.file("vault.lock"))
    symlink("\(folder.path)/target", folder.file("vault.lock"))
    let error = VaultError.unsafe(path: folder.file("vault.lock"), .symbolicLink)
    await #expect(throws: RenewalLockError<Never>.vault(error)) {
      try await vault.withRenewalLock(for: buyerSession, waitingAtMost: .seconds(1)) {}
    }
  }

  @Test func `a vault of a newer epswitch is left alone`() throws {
    try folder.vault().signIn([.sample("a")])
    try folder.tamper { try $0.execute(sql: "PRAGMA user_version = 99") }
    let path = folder.file("vault.sqlite")
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let error = VaultError.newerVault(path: path, version: 99)
    #expect(throws: error) { try folder.vault().session(buyerSession) }
    #expect(throws: error) { try folder.vault().signIn([.sample("b")]) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test func `a vault that a newer epswitch upgrades meanwhile is left alone`() throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    try folder.tamper { try $0.execute(sql: "PRAGMA user_version = 3") }
    let error = VaultError.newerVault(path: folder.file("vault.sqlite"), version: 3)
    #expect(throws: error) { try vault.session(buyerSession) }
    #expect(throws: error) { try vault.signIn([.sample("b")]) }
  }

  @Test(arguments: ["not a database, but long enough to be taken for one", "x"])
  func `a file that is not a vault is left alone`(contents: String) throws {
    let path = folder.file("vault.sqlite")
    try FileManager.default.createDirectory(
      atPath: folder.state, withIntermediateDirectories: true)
    let bytes = Data(String(repeating: contents, count: 100).utf8)
    try bytes.write(to: URL(fileURLWithPath: path))
    #expect(throws: VaultError.corrupt(path: path)) { try folder.vault().session(buyerSession) }
    #expect(throws: VaultError.corrupt(path: path)) {
      try folder.vault().signIn([.sample("a")])
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
  }

  @Test(arguments: [
    "UPDATE session SET mechanism = 'telepathy'", "UPDATE session SET grant_type = 'plea'",
    "UPDATE session SET method = 'handshake'", "UPDATE session SET method = 'customer'",
    "UPDATE store SET origin = 'nowhere at all'",
  ])
  func `a word that no epswitch writes is damage`(tampering: String) throws {
    try folder.vault().signIn([.sample("a")])
    try folder.tamper { try $0.execute(sql: tampering) }
    #expect(throws: VaultError.corrupt(path: folder.file("vault.sqlite"))) {
      try folder.vault().summaries()
    }
  }

  @Test func `an empty file is a vault that was never written`() throws {
    try FileManager.default.createDirectory(
      atPath: folder.state, withIntermediateDirectories: true)
    _ = FileManager.default.createFile(atPath: folder.file("vault.sqlite"), contents: nil)
    let vault = folder.vault()
    #expect(try vault.session(buyerSession) == nil)
    try vault.signIn([.sample("a")])
    #expect(try folder.vault().session(buyerSession) != nil)
  }
}
