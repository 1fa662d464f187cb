import Foundation

/// A folder or file of a vault that is not as safe as it should be.
package struct UnsafeVaultPath: Hashable, Sendable {
  package let path: String
  package let fault: UnsafePath

  /// Whether the vault mends it by itself the next time it is opened; everything else it refuses.
  package let isMended: Bool
}

extension Vault {
  /// Looks at the vault's folder and files without opening or changing them: opening the vault takes
  /// from others what they may do with it.
  ///
  /// - Returns: what is not safe; what is not there is.
  package func unsafePaths() -> [UnsafeVaultPath] {
    guard let folder = file.folder else { return [] }
    let files = ["", "-wal", "-shm"].map { VaultFolder.vaultFile + $0 }
    let inspected =
      [inspect(folder.path, kind: S_IFDIR, isMended: true)]
      + files.map { inspect(folder.path(of: $0), kind: S_IFREG, isMended: true) }
      + [inspect(folder.path(of: KeyFile.name), kind: S_IFREG, isMended: false)]
    return inspected.compactMap(\.self)
  }

  /// - Parameter isMended: whether the vault closes it when others may use it.
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
    guard status.st_mode & 0o077 != 0 else { return nil }
    return unsafe(.open(mode: status.st_mode & 0o777), isMended: isMended)
  }
}
