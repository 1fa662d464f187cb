import Foundation
import Synchronization

/// What keeps the vault key of one vault.
protocol KeyStore: Sendable {
  /// The key, if it is there, with the one that takes its place.
  func load() throws(VaultError) -> VaultKeys?

  /// Keeps keys in place of others, all or nothing. The vault calls it under its key lock, so that no two
  /// processes do it at once, and never inside a transaction: a helper program may take its time.
  func save(_ keys: VaultKeys) throws(VaultError)

  /// Starts the time limit of the keys again, where the store has one.
  ///
  /// - Returns: `false` when they are gone or were replaced. A store that is slow to ask gives
  ///   `true` without asking.
  func extend(_ keys: VaultKeys) throws(VaultError) -> Bool

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
  func extend(_ keys: VaultKeys) throws(VaultError) -> Bool { true }
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

  /// What is written before it takes the place of the key. A process that is killed in between leaves
  /// it; then the next one that changes or removes the key takes it away.
  static let draft = "vault.key.new"

  func load() throws(VaultError) -> VaultKeys? {
    guard
      let open = try OpenFolder.open(folder, creating: false),
      let bytes = try open.contents(of: Self.name, limit: VaultKeys.size + 1)
    else { return nil }
    guard let keys = VaultKeys(bytes: bytes) else { throw .keyMalformed(source: .file) }
    return keys
  }

  func save(_ keys: VaultKeys) throws(VaultError) {
    guard let open = try OpenFolder.open(folder, creating: true) else {
      throw .unusable(path: folder.path, errno: ENOENT)
    }
    try open.replace(Self.name, with: keys.bytes, through: Self.draft)
  }

  func extend(_ keys: VaultKeys) throws(VaultError) -> Bool { try load()?.ids == keys.ids }

  func remove() throws(VaultError) {
    guard let open = try OpenFolder.open(folder, creating: false) else { return }
    try open.remove(Self.name)
    try open.remove(Self.draft)
  }
}

/// A vault key that ends with its vault.
final class MemoryKeyStore: KeyStore {
  private let keys = Mutex<VaultKeys?>(nil)

  func load() -> VaultKeys? { keys.withLock(\.self) }

  func extend(_ keys: VaultKeys) -> Bool { load()?.ids == keys.ids }

  func save(_ newKeys: VaultKeys) { keys.withLock { $0 = newKeys } }

  func remove() { keys.withLock { $0 = nil } }
}
