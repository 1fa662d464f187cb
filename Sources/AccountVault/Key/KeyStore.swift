import Foundation
import Synchronization

/// What keeps the vault key of one vault.
protocol KeyStore: Sendable {
  /// The key, if it is there.
  func load() throws(VaultError) -> VaultKey?

  /// Keeps a key in place of another one. The vault calls it under its key lock, so that no two
  /// processes do it at once, and never inside a transaction: a helper program may take its time.
  func save(_ key: VaultKey) throws(VaultError)

  /// Starts the time limit of the key again, where the store has one.
  ///
  /// - Returns: `false` when the key is gone or was replaced. A store that is slow to ask gives
  ///   `true` without asking.
  func extend(_ key: VaultKey) throws(VaultError) -> Bool

  /// Forgets the key; none being there is fine.
  func remove() throws(VaultError)

  /// Whether asking costs no more than a few system calls: no other program, and no person, has to
  /// answer.
  var isImmediate: Bool { get }

  /// Finds out whether the store answers, whether or not it has the key.
  func probe() throws(VaultError)

  /// Seconds until the key expires, as far as the store tells; `nil` when it has no time limit.
  func secondsLeft() throws(VaultError) -> Int?

  /// The same store, waited for no longer than so many seconds.
  func waiting(atMost seconds: Int) -> Self
}

extension KeyStore {
  var isImmediate: Bool { true }
  func extend(_ key: VaultKey) throws(VaultError) -> Bool { true }
  func probe() throws(VaultError) {}
  func secondsLeft() throws(VaultError) -> Int? { nil }
  func waiting(atMost seconds: Int) -> Self { self }
}

extension VaultKeySource {
  /// - Parameter helperPath: where to look for helper programs; `nil` is `PATH`.
  func store(for folder: VaultFolder, helperPath: String?) -> any KeyStore {
    switch self {
    case .keyring: KeyringKeyStore(folder: folder)
    case .file: FileKeyStore(folder: folder)
    case .helper(let name):
      HelperKeyStore(folder: folder, helper: CredentialHelper(name: name, searchPath: helperPath))
    }
  }
}

/// The vault key in the file `vault.key` beside the vault, for its owner only.
struct FileKeyStore: KeyStore {
  let folder: VaultFolder

  static let name = "vault.key"

  func load() throws(VaultError) -> VaultKey? {
    guard
      let open = try OpenFolder.open(folder, creating: false),
      let bytes = try open.contents(of: Self.name, limit: VaultKey.size + 1)
    else { return nil }
    guard let key = VaultKey(bytes: bytes) else { throw .keyMalformed(source: .file) }
    return key
  }

  func save(_ key: VaultKey) throws(VaultError) {
    guard let open = try OpenFolder.open(folder, creating: true) else {
      throw .unusable(path: folder.path, errno: ENOENT)
    }
    try open.replace(Self.name, with: key.bytes)
  }

  func extend(_ key: VaultKey) throws(VaultError) -> Bool { try load()?.id == key.id }

  func remove() throws(VaultError) {
    guard let open = try OpenFolder.open(folder, creating: false) else { return }
    try open.remove(Self.name)
  }
}

/// A vault key that ends with its vault.
final class MemoryKeyStore: KeyStore {
  private let key = Mutex<VaultKey?>(nil)

  func load() -> VaultKey? { key.withLock(\.self) }

  func extend(_ key: VaultKey) -> Bool { load()?.id == key.id }

  func save(_ newKey: VaultKey) { key.withLock { $0 = newKey } }

  func remove() { key.withLock { $0 = nil } }
}
