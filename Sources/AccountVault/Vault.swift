import Foundation
import GRDB

/// Sessions, rosters and tokens at rest: one SQLite file, in which tokens are sealed under a key
/// that is kept elsewhere.
///
/// Rosters and selections are read without that key. Many processes may use a vault at once; each
/// change is one transaction, and each wait has a bound.
package final class Vault: Sendable {
  let file: VaultFile
  let keys: any KeyStore

  /// A vault in a folder, in `vault.sqlite`. Nothing is created until something is saved.
  ///
  /// - Parameters:
  ///   - directory: `$XDG_STATE_HOME/epswitch`, or where the person wants it.
  ///   - helperPath: where to look for credential helpers; `nil` is `PATH`.
  package init(directory: String, keySource: VaultKeySource, helperPath: String? = nil) {
    let folder = VaultFolder(path: directory)
    file = VaultFile(folder: folder)
    keys = keySource.store(for: folder, helperPath: helperPath)
  }

  private init() {
    file = VaultFile(folder: nil)
    keys = MemoryKey()
  }

  /// A vault that touches no file and ends with the process.
  package static func inMemory() -> Vault { Vault() }
}

extension Vault {
  /// Changes the vault, with the key to seal what is written. There is a key afterwards, and its
  /// time limit starts again.
  ///
  /// The key is asked for before the transaction, since a person may have to unlock it; inside it
  /// is only asked for again when another process has made or forgotten one meanwhile.
  func writeSealing<Value>(
    _ work: (Database, VaultKey) throws -> Value
  ) throws(VaultError) -> Value {
    let early = try file.exists() ? keys.load() : nil
    return try file.write { db in
      let key = try sealingKey(early: early, db)
      try keys.extend()
      return try work(db, key)
    }
  }

  private func sealingKey(early: VaultKey?, _ db: Database) throws -> VaultKey {
    let recorded = try Data.fetchOne(db, sql: "SELECT key_id FROM vault")
    if let early, early.id == recorded { return early }
    let key: VaultKey
    if let present = try keys.load() {
      key = present
    } else {
      key = VaultKey()
      try keys.save(key)
    }
    try db.execute(sql: "UPDATE vault SET key_id = ?", arguments: [key.id])
    return key
  }
}
