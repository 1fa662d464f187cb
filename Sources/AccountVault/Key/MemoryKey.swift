import Synchronization

/// A vault key that ends with its vault.
final class MemoryKey: KeyStore {
  private let key = Mutex<VaultKey?>(nil)

  func load() -> VaultKey? { key.withLock(\.self) }

  func save(_ newKey: VaultKey) { key.withLock { $0 = newKey } }

  func remove() { key.withLock { $0 = nil } }
}
