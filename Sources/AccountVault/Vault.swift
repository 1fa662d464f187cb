import AccountModel
import Foundation
import GRDB
import Synchronization

/// Sessions, rosters and tokens at rest: one SQLite file, in which tokens are sealed and everything
/// but the history is authenticated, under a key that is kept elsewhere.
///
/// What was changed by anything else than epswitch is found before it is used, see
/// `Vault+Authentication.swift`. Many processes may use a vault at once; each change is one
/// transaction, and each wait has a bound.
package final class Vault: Sendable {
  let file: VaultFile
  let keys: any KeyStore

  /// Whether records are read as they are; see ``withoutHelper()``.
  let readsUnchecked: Bool

  /// The vault key as it was loaded last. It is used only while its fingerprint is the recorded one,
  /// so that a key another process has replaced is noticed.
  let cachedKeys = Mutex<VaultKeys?>(nil)

  /// The records that were found authentic last.
  let authenticated = Mutex<AuthenticState?>(nil)

  /// Told of each event that is recorded.
  let observer = Mutex<(@Sendable (AuditEvent) -> Void)?>(nil)

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
  convenience init(folder: VaultFolder?, keys: any KeyStore) {
    self.init(file: VaultFile(folder: folder), keys: keys, readsUnchecked: false)
  }

  private init(file: VaultFile, keys: any KeyStore, readsUnchecked: Bool) {
    self.file = file
    self.keys = keys
    self.readsUnchecked = readsUnchecked
  }

  /// The vault as a shell's prompt reads it, which cannot wait for a helper program each time: where
  /// one keeps the key, records are read without it, and a change by others is not found.
  package func withoutHelper() -> Vault {
    keys.isImmediate ? self : Vault(file: file, keys: keys, readsUnchecked: true)
  }
}
