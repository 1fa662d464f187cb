import AccountModel
import CKeyring
import Foundation
import Testing

@testable import AccountVault

/// The real kernel keyring, under a description of the test's own folder.
@Suite(.enabled(if: kernelHasKeyring, "the kernel refuses its key service here"))
struct KeyringTests {
  let folder = TemporaryFolder()
  private var keys: KeyringKeyStore { KeyringKeyStore(folder: VaultFolder(path: folder.path)) }

  @Test func `a key comes back until it is removed`() throws {
    #expect(try keys.load() == nil)
    let key = VaultKey()
    try keys.save(VaultKeys(key))
    #expect(try keys.load()?.bytes == key.bytes)
    try keys.remove()
    #expect(try keys.load() == nil)
    try keys.remove()
    #expect(try !keys.extend(VaultKeys(key)))
  }

  @Test func `a key that was replaced is not extended`() throws {
    let first = VaultKey()
    try keys.save(VaultKeys(first))
    #expect(try keys.extend(VaultKeys(first)))
    try keys.save(VaultKeys(VaultKey()))
    #expect(try !keys.extend(VaultKeys(first)))
    try keys.remove()
  }

  @Test func `a key and the one that takes its place come back together`() throws {
    let (first, next) = (VaultKey(), VaultKey())
    try keys.save(VaultKeys(first))
    try keys.save(VaultKeys(first, next: next))
    #expect(try keys.load()?.bytes == first.bytes + next.bytes)
    #expect(try !keys.extend(VaultKeys(first)))
    #expect(try keys.extend(VaultKeys(first, next: next)))
    try keys.save(VaultKeys(next))
    #expect(try keys.load()?.ids == [next.id])
    try keys.remove()
  }

  @Test func `a removed key makes room for another`() throws {
    try keys.save(VaultKeys(VaultKey()))
    try keys.remove()
    let second = VaultKey()
    try keys.save(VaultKeys(second))
    #expect(try keys.load()?.first.id == second.id)
    try keys.remove()
  }

  @Test func `the folder is the same through a symbolic link on its way`() throws {
    let real = "\(folder.path)/real"
    mkdir(real, 0o700)
    mkdir("\(real)/vault", 0o700)
    symlink(real, "\(folder.path)/link")
    let one = VaultFolder(path: "\(real)/vault")
    let other = VaultFolder(path: "\(folder.path)/link/vault/")
    #expect(try one.fingerprint() == other.fingerprint())
    #expect(try one.fingerprint() != VaultFolder(path: real).fingerprint())
  }

  @Test func `every process of the user finds it, in another login too`() async throws {
    let key = VaultKey()
    try keys.save(VaultKeys(key))
    let found = try await inNewLogin { try keys.load()?.first.id }
    #expect(found == key.id)
    // Such a login may also extend and remove it.
    try await inNewLogin {
      #expect(try keys.extend(VaultKeys(key)))
      try keys.remove()
    }
    #expect(try keys.load() == nil)
  }

  @Test func `the kernel shows it to its owner alone, and with seven days to live`() throws {
    try keys.save(VaultKeys(VaultKey()))
    defer { try? keys.remove() }
    let listing = try String(contentsOfFile: "/proc/keys", encoding: .utf8)
    let description = try keys.description()
    let line = try #require(listing.split(separator: "\n").first { $0.contains(description) })
    let fields = line.split(separator: " ").map(String.init)
    // Serial, flags, uses, time left, permissions, user, group, type, description.
    #expect(["1w", "6d"].contains(fields[3]))
    #expect(fields[4] == "3b3b0000")
    #expect(fields[5] == String(geteuid()))
    #expect(fields[7] == "user")
  }

  @Test func `a key whose time is over is absent, and another can be saved`() async throws {
    try keys.save(VaultKeys(VaultKey()))
    let serial = ck_search(
      ck_serial(ck_persistent_keyring(CK_PROCESS_KEYRING)), try keys.description())
    try #require(serial > 0 && ck_set_timeout(ck_serial(serial), 1) == 0)
    let limit = ContinuousClock.now + .seconds(10)
    while try keys.load() != nil, ContinuousClock.now < limit { await Task.yield() }
    #expect(try keys.load() == nil)
    let second = VaultKey()
    try keys.save(VaultKeys(second))
    #expect(try keys.load()?.first.id == second.id)
    try keys.remove()
  }

  @Test func `a vault keeps its key there and nowhere else`() throws {
    try folder.vault(.keyring).signIn([.sample("a")])
    #expect(
      try folder.vault(.keyring).token(of: "a", in: buyerSession)?.secret.reveal() == "token-of-a")
    #expect(!folder.files.contains("vault.key"))
    try folder.vault(.keyring).forgetAll()
    #expect(try KeyringKeyStore(folder: VaultFolder(path: folder.state)).load() == nil)
  }

  @Test func `without the key in the kernel a token is lost`() throws {
    try folder.vault(.keyring).signIn([.sample("a")])
    try KeyringKeyStore(folder: VaultFolder(path: folder.state)).remove()
    #expect(throws: VaultError.keyLost) {
      try folder.vault(.keyring).token(of: "a", in: buyerSession)
    }
  }

  /// Does something on a thread with a session keyring of its own, as another login has.
  @discardableResult
  private func inNewLogin<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        let joined = ck_join_new_session()
        continuation.resume(
          with: Result {
            try #require(joined > 0)
            return try work()
          })
      }
    }
  }
}

private let kernelHasKeyring = ck_search(CK_USER_KEYRING, "epswitch-test-probe") == -Int(ENOKEY)
