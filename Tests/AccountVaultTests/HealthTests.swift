import AccountModel
import CKeyring
import Foundation
import Testing

@testable import AccountVault

/// What a vault tells of its key and its files to those who look for trouble.
@Suite struct HealthTests {
  let folder = TemporaryFolder()

  @Test func `the key is not needed, present, lost`() throws {
    let vault = folder.vault()
    #expect(try vault.keyStatus(waitingAtMost: 10) == .notNeeded)
    #expect(folder.files.isEmpty)
    try vault.signIn([.sample("a")])
    #expect(try vault.keyStatus(waitingAtMost: 10) == .present(secondsLeft: nil))
    unlink(folder.file("vault.key"))
    #expect(try vault.keyStatus(waitingAtMost: 10) == .lost)
    try FileKeyStore(folder: VaultFolder(path: folder.state)).save(VaultKeys(VaultKey()))
    #expect(try vault.keyStatus(waitingAtMost: 10) == .lost)
  }

  @Test(.enabled(if: kernelHasKeyring, "the kernel refuses its key service here"))
  func `the kernel says how long the key lives`() throws {
    let vault = folder.vault(.keyring)
    try vault.signIn([.sample("a")])
    guard case .present(let seconds?) = try vault.keyStatus(waitingAtMost: 10) else {
      Issue.record("the key has no time limit")
      return
    }
    #expect([6 * 86_400, 7 * 86_400].contains(seconds))
  }

  @Test(
    arguments: [
      ("perm", nil), ("expd", 0), ("45s", 45), ("59m", 3540), ("6d", 518_400), ("1w", 604_800),
      ("", nil), ("soon", nil),
    ] as [(String, Int?)])
  func `a time limit is read as the kernel writes it`(text: String, seconds: Int?) {
    #expect(KeyringKeyStore.seconds(text) == seconds)
  }

  @Test func `a missing helper is reported before there is a vault`() throws {
    let name = try #require(HelperName("not-installed"))
    let vault = Vault(
      directory: folder.state, keySource: .helper(name), helperPath: folder.path)
    #expect(throws: VaultError.helperMissing(name)) { try vault.keyStatus(waitingAtMost: 10) }
  }

  @Test func `files for their owner only are safe, and so are missing ones`() throws {
    #expect(folder.vault().unsafePaths().isEmpty)
    try folder.vault().signIn([.sample("a")])
    #expect(folder.vault().unsafePaths().isEmpty)
    #expect(Vault.inMemory().unsafePaths().isEmpty)
  }

  @Test func `what others may use is reported and left as it is`() throws {
    try folder.vault().signIn([.sample("a")])
    chmod(folder.state, 0o750)
    chmod(folder.file("vault.sqlite"), 0o604)
    chmod(folder.file("vault.key"), 0o640)
    let expected = [
      UnsafeVaultPath(path: folder.state, fault: .open(mode: 0o750), isMended: true),
      UnsafeVaultPath(
        path: folder.file("vault.sqlite"), fault: .open(mode: 0o604), isMended: true),
      UnsafeVaultPath(path: folder.file("vault.key"), fault: .open(mode: 0o640), isMended: false),
    ]
    #expect(folder.vault().unsafePaths() == expected)
    #expect(folder.mode(folder.state) == 0o750)
  }

  @Test func `a link and a folder in place of files are reported`() throws {
    try folder.vault().signIn([.sample("a")])
    unlink(folder.file("vault.key"))
    symlink("/etc/hostname", folder.file("vault.key"))
    unlink(folder.file("vault.sqlite"))
    mkdir(folder.file("vault.sqlite"), 0o700)
    let faults = folder.vault().unsafePaths()
    #expect(faults.map(\.fault) == [.wrongKind, .symbolicLink])
    #expect(faults.allSatisfy { !$0.isMended })
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a folder away"))
  func `a folder of another user is reported`() throws {
    try folder.vault().signIn([.sample("a")])
    chown(folder.state, 65_534, 65_534)
    #expect(folder.vault().unsafePaths().map(\.fault) == [.foreignOwner(userID: 65_534)])
  }
}

private let kernelHasKeyring = ck_search(CK_USER_KEYRING, "epswitch-test-probe") == -Int(ENOKEY)
