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

  @Test(arguments: [0o770, 0o702, 0o720, 0o1777])
  func `a folder with a vault that others could write to is refused and left as it is`(
    mode: mode_t
  ) throws {
    try folder.vault().signIn([.sample("a")])
    chmod(folder.state, mode)
    let error = VaultError.unsafe(path: folder.state, .open(mode: UInt32(mode)))
    #expect(throws: error) { try folder.vault().summaries() }
    #expect(throws: error) { try folder.vault().signIn([.sample("a")]) }
    #expect(mode_t(folder.allModeBits(folder.state)) == mode)
    chmod(folder.state, 0o700)
    #expect(try folder.vault().summaries().count == 1)
  }

  @Test(arguments: [0o755, 0o750, 0o711, 0o1777])
  func `a folder that holds no vault is never changed, and takes none while others may use it`(
    mode: mode_t
  ) throws {
    mkdir("\(folder.path)/state", 0o700)
    mkdir(folder.state, 0o700)
    chmod(folder.state, mode)
    let vault = folder.vault()
    #expect(try vault.summaries().isEmpty)
    #expect(try vault.auditEvents().isEmpty)
    try vault.forgetAll()
    #expect(throws: VaultError.unsafe(path: folder.state, .open(mode: UInt32(mode)))) {
      try vault.signIn([.sample("a")])
    }
    #expect(mode_t(folder.allModeBits(folder.state)) == mode)
    #expect(folder.files.isEmpty)
  }

  @Test(arguments: ["vault.sqlite", "vault.sqlite-wal", "vault.sqlite-shm"])
  func `a file that others could write to is refused`(name: String) throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    chmod(folder.file(name), 0o620)
    #expect(throws: VaultError.unsafe(path: folder.file(name), .open(mode: 0o620))) {
      try folder.vault().summaries()
    }
  }

  @Test(arguments: ["vault.sqlite", "vault.sqlite-wal", "vault.key"])
  func `a file with another name is refused`(name: String) throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    try #require(link(folder.file(name), "\(folder.path)/other") == 0)
    #expect(throws: VaultError.unsafe(path: folder.file(name), .hardLink)) {
      try folder.vault().summaries()
    }
  }

  @Test func `a planted journal is refused, and never replayed`() throws {
    try folder.vault().signIn([.sample("a")])
    let journal = folder.file("vault.sqlite-journal")
    try Data([0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]).write(
      to: URL(fileURLWithPath: journal))
    chmod(journal, 0o600)
    #expect(throws: VaultError.unsafe(path: journal, .unexpected)) {
      try folder.vault().summaries()
    }
    #expect(throws: VaultError.unsafe(path: journal, .unexpected)) {
      try folder.vault().signIn([.sample("b")])
    }
    #expect(FileManager.default.fileExists(atPath: journal))
  }

  /// What another user of the machine can do in a folder that was once open to everybody.
  @Test(
    .enabled(if: isRoot, "only root can act as another user"),
    arguments: [
      "vault.sqlite-journal", "vault.sqlite-wal", "vault.sqlite-shm", "vault.sqlite",
      "vault.key", "vault.lock",
    ])
  func `what another user planted is refused by name`(name: String) async throws {
    let vault = folder.vault()
    try vault.signIn([.sample("a")])
    for path in [folder.path, "\(folder.path)/state", folder.state] { chmod(path, 0o777) }
    unlink(folder.file(name))
    let planted = ChildProcess(
      program: "/usr/bin/setpriv",
      arguments: [
        "--reuid", String(stranger), "--regid", String(stranger), "--clear-groups", "/bin/sh", "-c",
        "id -u && cat > \(folder.file(name))",
      ])
    let answer = try planted.answer(to: Data("planted".utf8), within: 60)
    try #require(answer.output == Data("\(stranger)\n".utf8))

    // Open to others it is refused as a whole; closed, for what is in it.
    #expect {
      try folder.vault().signIn([.sample("b")])
    } throws: { error in
      guard case .unsafe(_, .open(mode: 0o777))? = error as? VaultError else { return false }
      return true
    }
    chmod(folder.state, 0o700)
    let fault =
      name == VaultFolder.journal ? UnsafePath.unexpected : .foreignOwner(userID: stranger)
    let refusal = VaultError.unsafe(path: folder.file(name), fault)
    guard name == VaultFolder.lockFile else {
      #expect(throws: refusal) { try folder.vault().token(of: "a", in: buyerSession) }
      return
    }
    await #expect(throws: RenewalLockError<Never>.vault(refusal)) {
      try await folder.vault().withRenewalLock(for: buyerSession, waitingAtMost: .seconds(1)) {}
    }
  }

  @Test func `the file is opened through the folder that was checked`() throws {
    try folder.vault().signIn([.sample("a")])
    guard let open = try OpenFolder.open(VaultFolder(path: folder.state), creating: false) else {
      Issue.record("the folder is not there")
      return
    }
    let kept = try open.kept()
    // Another folder takes the path after the check.
    let other = TemporaryFolder()
    try other.vault().signIn([.sample("b")], in: otherSession)
    rename(folder.state, folder.state + ".checked")
    rename(other.state, folder.state)
    let members = try DatabaseQueue(path: kept.path(of: VaultFolder.vaultFile)).read {
      try String.fetchAll($0, sql: "SELECT member_id FROM session")
    }
    #expect(members == ["member-1"])
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

  @Test(arguments: ["vault.sqlite", "vault.sqlite-wal", "vault.sqlite-shm", "vault.key"])
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

  @Test(arguments: [0, 31, 34])
  func `a key file of another length is not valid`(length: Int) throws {
    try folder.vault().signIn([.sample("a")])
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("vault.key")))
    try file.truncate(atOffset: UInt64(length))
    #expect(throws: VaultError.keyMalformed(source: .file)) {
      try folder.vault().token(of: "a", in: buyerSession)
    }
  }

  @Test func `a key file is replaced as a whole`() throws {
    mkdir("\(folder.path)/state", 0o700)
    let keys = FileKeyStore(folder: VaultFolder(path: folder.state))
    let first = VaultKey()
    try keys.save(VaultKeys(first))
    let second = VaultKey()
    try keys.save(VaultKeys(second))
    #expect(try keys.load()?.first.id == second.id)
    #expect(folder.mode(folder.file("vault.key")) == 0o600)
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
    try folder.tamper { try $0.execute(sql: "PRAGMA user_version = 4") }
    let error = VaultError.newerVault(path: folder.file("vault.sqlite"), version: 4)
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
    let vault = folder.vault()
    #expect(throws: VaultError.changed(path: folder.file("vault.sqlite"))) {
      try vault.summaries()
    }
    #expect(throws: VaultError.corrupt(path: folder.file("vault.sqlite"))) {
      try vault.file.read { try SessionRow.all(in: $0).map(\.summary) }
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
