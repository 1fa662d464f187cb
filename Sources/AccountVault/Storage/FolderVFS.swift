import Foundation
import GRDBSQLite

/// SQLite's own file system layer, but for one function: it takes a path through a descriptor
/// (`/proc/self/fd/5/vault.sqlite`) as it is, where SQLite would follow the link and open the folder by
/// its name again. See <https://www.sqlite.org/vfs.html>.
enum FolderVFS {
  /// Whether SQLite uses it, which it does from the first time this is asked.
  static let isRegistered: Bool = {
    guard sqlite3_initialize() == SQLITE_OK, let original = sqlite3_vfs_find(nil) else {
      return false
    }
    // It lives as long as the process.
    let layer = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    layer.initialize(to: original.pointee)
    layer.pointee.pNext = nil
    layer.pointee.zName = UnsafePointer(strdup("epswitch"))
    layer.pointee.xFullPathname = { _, path, size, result in
      guard let path, let result else { return SQLITE_CANTOPEN }
      guard strncmp(path, "/proc/self/fd/", 14) == 0 else {
        let original = sqlite3_vfs_find("unix")
        return original?.pointee.xFullPathname(original, path, size, result) ?? SQLITE_CANTOPEN
      }
      guard strlen(path) < Int(size) else { return SQLITE_CANTOPEN }
      strcpy(result, path)
      return SQLITE_OK
    }
    return sqlite3_vfs_register(layer, 1) == SQLITE_OK
  }()
}
