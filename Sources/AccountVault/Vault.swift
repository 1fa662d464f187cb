import Foundation
import GRDB
import Synchronization

/// Sessions, rosters and tokens at rest: one SQLite file, in which tokens are sealed under a key
/// that is kept elsewhere.
///
/// Rosters and selections are read without that key. Many processes may use a vault at once; each
/// change is one transaction, and each wait has a bound.
package final class Vault: Sendable {
  let file: VaultFile
  let keys: any KeyStore

  /// The vault key as it was loaded last. It is used only while its fingerprint is the one recorded
  /// with what is to be opened or sealed, so that a key another process has replaced is noticed.
  private let cachedKey = Mutex<VaultKey?>(nil)

  /// A vault in a folder, in `vault.sqlite`. Nothing is created until something is saved.
  ///
  /// - Parameters:
  ///   - directory: `$XDG_STATE_HOME/epswitch`, or where the person wants it.
  ///   - helperPath: where to look for credential helpers; `nil` is `PATH`.
  package convenience init(
    directory: String, keySource: VaultKeySource, helperPath: String? = nil
  ) {
    let folder = VaultFolder(path: directory)
    self.init(folder: folder, keys: keySource.store(for: folder, helperPath: helperPath))
  }

  /// A vault that touches no file and ends with the process.
  package static func inMemory() -> Vault { Vault(folder: nil, keys: MemoryKeyStore()) }

  /// - Parameter folder: `nil` is a vault in memory.
  init(folder: VaultFolder?, keys: any KeyStore) {
    file = VaultFile(folder: folder)
    self.keys = keys
  }
}

// MARK: - The vault key

extension Vault {
  /// The key to open a secret with.
  ///
  /// - Parameter keyID: the key the secret was sealed with.
  /// - Returns: that key if this process has it already, else the one the key store has, if any.
  func openingKey(_ keyID: Data) throws(VaultError) -> VaultKey? {
    if let cached = cachedKey.withLock(\.self), cached.id == keyID { return cached }
    return try loadKey()
  }

  /// Changes the vault, with the key to seal what is written. There is a key afterwards, and its
  /// time limit starts again.
  ///
  /// The key is loaded before the transaction, since a person may have to unlock it; inside it is
  /// only loaded again when another process has made or forgotten one meanwhile, or there was none.
  func writeSealing<Value>(
    _ work: (Database, VaultKey) throws -> Value
  ) throws(VaultError) -> Value {
    if cachedKey.withLock({ $0 == nil }), try file.exists() { _ = try loadKey() }
    return try file.write { db in try work(db, try sealingKey(in: db)) }
  }

  /// Drops the key from this process.
  func forgetCachedKey() { cachedKey.withLock { $0 = nil } }

  private func sealingKey(in db: Database) throws -> VaultKey {
    let recorded = try Self.recordedKey(in: db)
    if let cached = cachedKey.withLock(\.self), cached.id == recorded, try keys.extend(cached) {
      return cached
    }
    let key: VaultKey
    if let present = try loadKey() {
      key = present
      _ = try keys.extend(key)
    } else {
      key = VaultKey()
      try keys.save(key)
      cachedKey.withLock { $0 = key }
    }
    try db.execute(sql: "UPDATE vault SET key_id = ?", arguments: [key.id])
    return key
  }

  private func loadKey() throws(VaultError) -> VaultKey? {
    // Not under the lock: a helper program may take half a minute.
    let key = try keys.load()
    cachedKey.withLock { $0 = key }
    return key
  }
}
