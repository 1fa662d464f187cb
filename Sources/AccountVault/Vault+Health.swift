import Foundation
import GRDB

// The state of the key and the files, for diagnostics.

/// The state of the key that opens a vault.
package enum VaultKeyStatus: Hashable, Sendable {
  /// Nothing is sealed, so there is no key; the next sign-in makes one.
  case notNeeded

  /// It is there and opens what is sealed. Seconds until it expires, where it has a time limit that
  /// its store tells.
  case present(secondsLeft: Int?)

  /// It is gone or was replaced by another: what is sealed cannot be opened any more.
  case lost
}

extension Vault {
  /// Asks the key store for the vault key, without changing anything.
  ///
  /// - Parameter seconds: how long to wait for a helper program.
  /// - Throws: ``VaultError`` when the key store does not answer, or the vault cannot be read.
  package func keyStatus(waitingAtMost seconds: Int) throws(VaultError) -> VaultKeyStatus {
    let keys = self.keys.waiting(atMost: seconds)
    let recorded: Data? = try file.read { db in
      let header = try VaultHeader.read(in: db)
      guard try header.keyID != nil || !VaultRecords.exist(in: db) else { throw ChangedRecord() }
      return header.keyID
    }
    guard let recorded else {
      try keys.probe()
      return .notNeeded
    }
    guard try keys.load()?[recorded] != nil else { return .lost }
    return .present(secondsLeft: try keys.secondsLeft())
  }
}

/// A folder or file of a vault that is not as safe as it should be.
package struct UnsafeVaultPath: Hashable, Sendable {
  package let path: String
  package let fault: UnsafePath

  /// Whether the vault corrects it by itself the next time it is used; everything else it refuses.
  package let isMended: Bool
}

extension Vault {
  /// Looks at the vault's folder and files without opening or changing them: opening the vault would
  /// close them to others.
  ///
  /// - Returns: what is not safe; a file that is not there is safe.
  package func unsafePaths() -> [UnsafeVaultPath] {
    guard let folder = file.folder else { return [] }
    let files = [VaultFolder.vaultFile] + VaultFolder.companions + [VaultFolder.lockFile]
    var status = stat()
    let holdsVault = lstat(folder.path(of: VaultFolder.vaultFile), &status) == 0
    let journal = folder.path(of: VaultFolder.journal)
    let inspected =
      [
        inspect(folder.path, kind: S_IFDIR, isMended: holdsVault),
        lstat(journal, &status) == 0
          ? UnsafeVaultPath(path: journal, fault: .unexpected, isMended: false) : nil,
      ]
      + files.map { inspect(folder.path(of: $0), kind: S_IFREG, isMended: true) }
      + [inspect(folder.path(of: FileKeyStore.name), kind: S_IFREG, isMended: false)]
    return inspected.compactMap(\.self)
  }

  /// - Parameter isMended: whether the vault closes it when others may read it.
  private func inspect(_ path: String, kind: mode_t, isMended: Bool) -> UnsafeVaultPath? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    func unsafe(_ fault: UnsafePath, isMended: Bool = false) -> UnsafeVaultPath {
      UnsafeVaultPath(path: path, fault: fault, isMended: isMended)
    }
    switch status.st_mode & S_IFMT {
    case kind: break
    case S_IFLNK: return unsafe(.symbolicLink)
    default: return unsafe(.wrongKind)
    }
    guard status.st_uid == geteuid() else {
      return unsafe(.foreignOwner(userID: status.st_uid))
    }
    if kind == S_IFREG, status.st_nlink > 1 { return unsafe(.hardLink) }
    guard status.st_mode & 0o077 != 0 else { return nil }
    return unsafe(
      .open(mode: status.st_mode & 0o777), isMended: isMended && status.st_mode & 0o022 == 0)
  }
}
